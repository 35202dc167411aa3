"""What many rules ask about a document as a whole, found once, after everything but the lines is read."""

from collections.abc import Iterable

from schakel.einvoice.validation.reading import Group, squeeze

SELF_BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:selfbilling:3.0"
_SELLER = ("AccountingSupplierParty", "Party")
_BUYER = ("AccountingCustomerParty", "Party")
_REPRESENTATIVE = ("TaxRepresentativeParty",)


class Facts:
    """Answers about one document; `root` holds all but its lines.

    A country by address is in capitals, and empty when there is none or more than one. A country by VAT number goes
    before that; it is `XX` when there is neither.
    """

    def __init__(self, root: Group) -> None:
        self.root = root
        self.currency = root.values.get("DocumentCurrencyCode")  # BT-5, as it stands
        self.self_billing = root.squeezed("CustomizationID") == SELF_BILLING  # the buyer writes the invoice
        self.seller_addresses = _countries(root, _SELLER)  # as they stand
        self.seller_address = _only(self.seller_addresses)
        self.buyer_address = _only(_countries(root, _BUYER))
        own = _by_vat_number(root, _SELLER)
        self.seller_own_country = own or self.seller_address or "XX"
        self.seller_country = own or _by_vat_number(root, _REPRESENTATIVE) or self.seller_address or "XX"
        self.buyer_country = _by_vat_number(root, _BUYER) or self.buyer_address or "XX"

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


def _by_vat_number(root: Group, party: tuple[str, ...]) -> str:
    """As in the official file, two VAT numbers of one party give no country at all."""
    found = ""
    for scheme in root.under(*party, "PartyTaxScheme"):
        if all(one.values.get("ID") != "VAT" for one in scheme.groups.get("TaxScheme", ())):
            continue
        if found:
            return "XX"
        found = scheme.values.get("CompanyID", "")[:2] or " "
    return squeeze(found).upper() if found.strip() else ""


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
