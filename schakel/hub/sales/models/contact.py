"""Contact: a customer in a company's address book."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.einvoice.belgium import EnterpriseNumber
from schakel.hub.connections.models import Company
from schakel.hub.connections.models.company import sort_name_of
from schakel.hub.people.models import first_language
from schakel.hub.sales.models.book_row import LONGEST_NAME, BookRow, BookRowQuerySet
from schakel.hub.web.language import language_choices

SHORTEST_NUMBER = 3  # characters from which a number is looked for


class ContactQuerySet(BookRowQuerySet["Contact"]):
    def beside_name(self, word: str) -> Q:
        """In the place, or at the beginning of a number."""
        found = Q(city__icontains=word)
        digits = "".join(c for c in word if c.isalnum())
        if len(digits) >= SHORTEST_NUMBER:
            found |= Q(enterprise_number__startswith=digits) | Q(vat_number__istartswith=digits)
        return found


class Contact(BookRow):
    """What is remembered of a customer, so that it is typed once."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="contacts")
    # name: BT-44
    enterprise_number = models.CharField(_("enterprise number"), max_length=10, blank=True)  # ten digits, no dots
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)  # BT-48, with country prefix
    endpoint = models.CharField(_("Peppol address"), max_length=60, blank=True)  # BT-49: `0208:0738401154`
    street = models.CharField(_("street and number"), max_length=150, blank=True)  # BT-50
    street_2 = models.CharField(_("second address line"), max_length=150, blank=True)  # BT-51
    post_code = models.CharField(_("postal code"), max_length=20, blank=True)  # BT-53
    city = models.CharField(_("city"), max_length=100, blank=True)  # BT-52
    country = models.CharField(_("country"), max_length=2, default="BE")  # BT-55, ISO 3166-1
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=language_choices, default=first_language)
    payment_days = models.PositiveSmallIntegerField(
        _("payment term (days)"), null=True, blank=True
    )  # null: as the seller says
    buyer_reference = models.CharField(_("buyer reference"), max_length=100, blank=True)  # BT-10
    created_at = models.DateTimeField(default=timezone.now)

    objects = ContactQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["company", "sort_name", "id"]),
            models.Index(fields=["company", "enterprise_number"]),
        ]

    @property
    def number(self) -> str:
        """`0738.401.154`, as people write it."""
        return str(EnterpriseNumber(self.enterprise_number)) if self.enterprise_number else ""

    @property
    def identity(self) -> str:
        """What tells the customer from the others: enterprise number, VAT number, else name."""
        return self.enterprise_number or self.vat_number or sort_name_of(self.name)

    def twin(self) -> "Contact | None":
        """The one of the same address book that is the same customer: by enterprise number, VAT number, else name."""
        others = Contact.objects.filter(company=self.company_id).exclude(pk=self.pk)
        for name, value in (("enterprise_number", self.enterprise_number), ("vat_number", self.vat_number)):
            if value:
                return others.filter(**{name: value}).order_by("pk").first()
        return others.filter(sort_name=sort_name_of(self.name)[:LONGEST_NAME]).order_by("pk").first()
