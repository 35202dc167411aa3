"""Seller and SellerAccount: what a company's invoices say of the company itself, and how they look."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from schakel.einvoice.language import Words
from schakel.einvoice.model import Address, Contact, Identifier, Party
from schakel.hub.connections.models import Company
from schakel.sepa.iban import Iban

COLOUR = "#1d5c63"
EXEMPTION = Words(
    "sales", "exemption"
)  # Royal Decree no. 19 of 29 June 2014, article 5/1; the Belgian tax office's own words in nl and fr


class Seller(models.Model):
    """A company without a row writes plain invoices: `Seller.of` gives one with what is usual."""

    class Regime(models.TextChoices):
        NORMAL = "normal", _("normal: VAT is charged")
        EXEMPT = "exempt", _("exemption scheme for small businesses: no VAT is charged")

    company = models.OneToOneField(Company, models.CASCADE, related_name="seller")
    street = models.CharField(_("street and number"), max_length=150, blank=True)  # BT-35
    post_code = models.CharField(_("postal code"), max_length=20, blank=True)  # BT-38
    city = models.CharField(_("city"), max_length=100, blank=True)  # BT-37
    country = models.CharField(_("country"), max_length=2, default="BE")  # BT-40
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)  # BT-42
    email = models.EmailField(_("e-mail address"), blank=True)  # BT-43
    regime = models.CharField(_("VAT regime"), max_length=10, choices=Regime.choices, default=Regime.NORMAL)
    payment_days = models.PositiveSmallIntegerField(_("payment term (days)"), default=30)
    texts = models.JSONField(default=dict, blank=True)  # language → {"note": BT-22, "terms": BT-20, "mail": …}
    colour = models.CharField(
        _("colour"), max_length=7, default=COLOUR, validators=[RegexValidator(r"\A#[0-9a-f]{6}\Z")]
    )
    logo = models.CharField(max_length=64, blank=True)  # sha256 in the store, of a picture that was checked

    def __str__(self) -> str:
        return str(self.company)

    @classmethod
    def of(cls, company: Company) -> "Seller":
        return cls.objects.filter(company=company).first() or cls(company=company)

    @property
    def is_exempt(self) -> bool:
        """No VAT may be charged; each invoice says why, see `exemption`."""
        return self.regime == self.Regime.EXEMPT

    def exemption(self, language: str) -> str:
        """What must stand on an invoice under the exemption scheme; empty under the normal regime."""
        return EXEMPTION.said_in(language) if self.is_exempt else ""

    def text(self, name: str, language: str) -> str:
        """`note`, `terms` or `mail` in this language; what was filled in in another one is not used."""
        texts: Any = self.texts.get(language, {})
        return str(texts.get(name, ""))

    @property
    def party(self) -> Party:
        """The seller of an invoice (BG-4)."""
        number, vat = self.company.enterprise_number, self.company.vat_number
        return Party(
            name=self.company.name,
            endpoint=Identifier(number, "0208") if number else None,
            legal_id=Identifier(number, "0208") if number else None,
            tax_ids=(Identifier(vat, "VAT"),) if vat else (),
            address=Address(self.street, city=self.city, post_code=self.post_code, country=self.country),
            contact=Contact(self.company.name, self.telephone, self.email) if self.telephone or self.email else None,
        )


class SellerAccount(models.Model):
    """An account on which the company is paid. The first stands on its invoices unless another is chosen."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="seller_accounts")
    iban = models.CharField(max_length=34)  # BT-84, compact
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [models.UniqueConstraint(fields=["company", "iban"], name="a_seller_account_once")]

    def __str__(self) -> str:
        """In groups of four, as people read it."""
        return str(Iban(self.iban))
