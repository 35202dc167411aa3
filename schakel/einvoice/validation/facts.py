"""What many rules ask about a document as a whole, found once, after everything but the lines is read."""

from collections.abc import Iterable
from functools import cached_property

from schakel.einvoice.validation.reading import Group, squeeze

SELF_BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:selfbilling:3.0"


class Facts:
    """Answers about one document; `root` holds all but its lines."""

    def __init__(self, root: Group) -> None:
        self.root = root

    @cached_property
    def currency(self) -> str | None:
        """BT-5, as it stands."""
        return self.root.values.get("DocumentCurrencyCode")

    @cached_property
    def self_billing(self) -> bool:
        """Whether it says to follow BIS Self-Billing, where the buyer writes the invoice."""
        return self.root.squeezed("CustomizationID") == SELF_BILLING

    @cached_property
    def seller_has_tax_id(self) -> bool:
        """A VAT number or other tax registration of the seller, or a VAT number of the tax representative."""
        return bool(self.root.texts("AccountingSupplierParty", "Party", "PartyTaxScheme", "CompanyID")) or (
            self.representative_has_vat
        )

    @cached_property
    def seller_has_vat(self) -> bool:
        """A VAT number of the seller."""
        return _vat_number(self.root.under("AccountingSupplierParty", "Party", "PartyTaxScheme"))

    @cached_property
    def representative_has_vat(self) -> bool:
        """A VAT number of the seller's tax representative."""
        return _vat_number(self.root.under("TaxRepresentativeParty", "PartyTaxScheme"))

    @cached_property
    def buyer_has_vat(self) -> bool:
        """A VAT number of the buyer."""
        return _vat_number(self.root.under("AccountingCustomerParty", "Party", "PartyTaxScheme"))

    @cached_property
    def buyer_has_legal_id(self) -> bool:
        """A legal registration number of the buyer."""
        return bool(self.root.texts("AccountingCustomerParty", "Party", "PartyLegalEntity", "CompanyID"))


def is_vat(group: Group) -> bool:
    """Whether a PartyTaxScheme or TaxCategory is about VAT and not about another tax."""
    return any(_says_vat(scheme.values.get("ID")) for scheme in group.groups.get("TaxScheme", ()))


def _says_vat(text: str | None) -> bool:
    return text == "VAT" or (text is not None and squeeze(text.upper()) == "VAT")


def _vat_number(schemes: Iterable[Group]) -> bool:
    return any("CompanyID" in scheme.values and is_vat(scheme) for scheme in schemes)
