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

    @cached_property
    def both_german(self) -> bool:
        """Whether seller and buyer both have a German address."""
        return self.seller_address == self.buyer_address == "DE"

    @cached_property
    def seller_address(self) -> str:
        """The country of the seller's address in capitals; empty when there is none, or more than one."""
        return self._country("AccountingSupplierParty", "Party")

    @cached_property
    def buyer_address(self) -> str:
        """The country of the buyer's address in capitals; empty when there is none, or more than one."""
        return self._country("AccountingCustomerParty", "Party")

    @cached_property
    def seller_country(self) -> str:
        """The seller's country by VAT number, else that of its tax representative, else by address; `XX` for none.

        As in the official file, two VAT numbers of one party give no country at all.
        """
        parties = (("AccountingSupplierParty", "Party"), ("TaxRepresentativeParty",))
        return self._by_vat_number(parties) or self.seller_address or "XX"

    @cached_property
    def seller_own_country(self) -> str:
        """The same without a look at the tax representative."""
        return self._by_vat_number((("AccountingSupplierParty", "Party"),)) or self.seller_address or "XX"

    @cached_property
    def buyer_country(self) -> str:
        """The buyer's country by VAT number, else by address; `XX` for none."""
        return self._by_vat_number((("AccountingCustomerParty", "Party"),)) or self.buyer_address or "XX"

    def _by_vat_number(self, parties: Iterable[tuple[str, ...]]) -> str:
        for party in parties:
            found = ""
            for scheme in self.root.under(*party, "PartyTaxScheme"):
                if "VAT" not in [one.values.get("ID") for one in scheme.groups.get("TaxScheme", ())]:
                    continue
                if found:
                    return "XX"
                found = scheme.values.get("CompanyID", "")[:2] or " "
            if found.strip():
                return squeeze(found).upper()
        return ""

    def _country(self, *party: str) -> str:
        countries = self.root.texts(*party, "PostalAddress", "Country", "IdentificationCode")
        return squeeze(countries[0]).upper() if len(countries) == 1 else ""


def is_vat(group: Group) -> bool:
    """Whether a PartyTaxScheme or TaxCategory is about VAT and not about another tax."""
    for scheme in group.groups.get("TaxScheme", ()):
        text = scheme.values.get("ID", "")
        if text == "VAT" or squeeze(text.upper()) == "VAT":
            return True
    return False


def _vat_number(schemes: Iterable[Group]) -> bool:
    return any("CompanyID" in scheme.values and is_vat(scheme) for scheme in schemes)
