"""Product: what a company sells, so that a line is typed once."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Company
from schakel.hub.connections.models.company import sort_name_of
from schakel.hub.documents.amount import AmountField
from schakel.hub.sales.drafts.parse_input import typed_price
from schakel.hub.sales.models.book_row import LONGEST_NAME, BookRow, BookRowQuerySet


class ProductQuerySet(BookRowQuerySet["Product"]):
    def beside_name(self, word: str) -> Q:
        return Q(description__icontains=word)


class Product(BookRow):
    """A line of an invoice in waiting: name, unit, price, VAT."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="products")
    # name: BT-153
    description = models.TextField(_("description"), max_length=1000, blank=True)  # BT-154
    unit = models.CharField(_("unit"), max_length=3, default="C62")  # BT-130, UN/ECE Recommendation 20
    price = AmountField(null=True, blank=True)  # BT-146, in euro without VAT, at most 4 decimals
    vat = models.CharField(_("VAT"), max_length=30)  # a key of vat.TREATMENTS
    created_at = models.DateTimeField(default=timezone.now)

    objects = ProductQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["company", "sort_name", "id"])]

    @property
    def row(self) -> dict[str, str]:
        """What a draft's form holds of a line, see `content.LINE`."""
        return {
            "name": self.name,
            "description": self.description,
            "unit": self.unit,
            "price": typed_price(self.price),
            "vat": self.vat,
        }

    @property
    def identity(self) -> str:
        return sort_name_of(self.name)

    def twin(self) -> "Product | None":
        """The one of the same company with this name."""
        others = Product.objects.filter(company=self.company_id).exclude(pk=self.pk)
        return others.filter(sort_name=sort_name_of(self.name)[:LONGEST_NAME]).order_by("pk").first()
