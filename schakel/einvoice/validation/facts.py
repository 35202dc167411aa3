"""What many rules ask about a document as a whole, found once, after everything but the lines is read."""

from collections.abc import Iterable

from schakel.base.blanks import squeeze
from schakel.einvoice.validation.groups import Group

SELF_BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:selfbilling:3.0"
_SELLER = ("AccountingSupplierParty", "Party")
_BUYER = ("AccountingCustomerParty", "Party")
_REPRESENTATIVE = ("TaxRepresentativeParty",)


class Facts:
    """Answers about one document; `root` holds all but its lines.

    The official file compares countries in three ways, and each rule takes its own: `…_addresses` as they are written,
    `…_address` in capitals without blanks around, empty when there is none; `…_country` by the VAT number, then by the
    address, `XX` when there is neither.
    """

    def __init__(self, root: Group) -> None:
        self.root = root
        self.currency = root.values.get("DocumentCurrencyCode")  # BT-5, as it stands
        self.self_billing = root.squeezed("CustomizationID").startswith(SELF_BILLING)  # the buyer writes the invoice
        self.seller_addresses = _countries(root, _SELLER)
        self.buyer_addresses = _countries(root, _BUYER)
        self.seller_address = _only(self.seller_addresses)
        self.buyer_address = _only(self.buyer_addresses)
        own = _by_vat_number(root, _SELLER)
        self.seller_own_country = _first(own, self._seller_home)
        self.seller_country = _first(own, _by_vat_number(root, _REPRESENTATIVE), self._seller_home)
        self.buyer_country = _first(_by_vat_number(root, _BUYER), self.buyer_address if self.buyer_addresses else None)

    @property
    def _seller_home(self) -> str | None:
        return self.seller_address if self.seller_addresses else None

    @property
    def both_german(self) -> bool:
        """Whether seller and buyer both have a German address."""
        return self.seller_address == self.buyer_address == "DE"

    @property
    def seller_has_tax_id(self) -> bool:
        """A VAT number or other tax registration of the seller, or a VAT number of the tax representative."""
        return bool(self.root.texts(*_SELLER, "PartyTaxScheme", "CompanyID")) or self.representative_has_vat

    @property
    def seller_has_vat(self) -> bool:
        """A VAT number of the seller."""
        return vat_number(self.root.under(*_SELLER, "PartyTaxScheme"))

    @property
    def representative_has_vat(self) -> bool:
        """A VAT number of the seller's tax representative."""
        return vat_number(self.root.under(*_REPRESENTATIVE, "PartyTaxScheme"))

    @property
    def buyer_has_vat(self) -> bool:
        """A VAT number of the buyer."""
        return vat_number(self.root.under(*_BUYER, "PartyTaxScheme"))

    @property
    def buyer_has_legal_id(self) -> bool:
        """A legal registration number of the buyer."""
        return bool(self.root.texts(*_BUYER, "PartyLegalEntity", "CompanyID"))


def _countries(root: Group, party: tuple[str, ...]) -> list[str]:
    return root.texts(*party, "PostalAddress", "Country", "IdentificationCode")


def _only(countries: list[str]) -> str:
    return squeeze(countries[0]).upper() if len(countries) == 1 else ""


def _first(*countries: str | None) -> str:
    return next((country for country in countries if country is not None), "XX")


def _by_vat_number(root: Group, party: tuple[str, ...]) -> str | None:
    """The country of the VAT number; None without one.

    As in the official file, a number that begins with blanks gives the country that is left of its first two signs, and
    two VAT numbers of one party give no country at all.
    """
    numbers = [
        scheme.values.get("CompanyID", "")[:2]
        for scheme in root.under(*party, "PartyTaxScheme")
        if any(one.values.get("ID") == "VAT" for one in scheme.groups.get("TaxScheme", ()))
    ]
    if len(numbers) > 1:
        return "XX"
    return squeeze(numbers[0]).upper() if numbers and numbers[0] else None


def is_vat(group: Group) -> bool:
    """Whether a PartyTaxScheme or TaxCategory is about VAT and not about another tax."""
    for scheme in group.groups.get("TaxScheme", ()):
        text = scheme.values.get("ID", "")
        if text == "VAT" or squeeze(text.upper()) == "VAT":
            return True
    return False


def vat_number(schemes: Iterable[Group]) -> bool:
    """Whether one of these registrations of a party is for VAT and has its number."""
    return any("CompanyID" in scheme.values and is_vat(scheme) for scheme in schemes)
