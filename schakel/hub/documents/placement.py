"""Which connections a document belongs to, read from the seller and the buyer that stand in it.

The buyer's company gets it as a purchase, the seller's as a sale; self-billing changes neither role.
"""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from schakel.einvoice.belgium import EnterpriseNumber, NotAnEnterpriseNumber
from schakel.einvoice.model import Invoice, Party
from schakel.hub.connections.models import Access, ApiKey, Connection, Participant
from schakel.hub.connections.models.company import worked_for
from schakel.hub.connections.rights import Right
from schakel.hub.people.models import User

BELGIAN = frozenset({"0208", "9925", "9956", "0193"})  # schemes whose value holds an enterprise number
VAT_SCHEMES = {
    "AD": "9922", "AL": "9923", "BA": "9924", "BE": "9925", "BG": "9926", "CH": "9927", "CY": "9928", "CZ": "9929",
    "DE": "9930", "EE": "9931", "GB": "9932", "EL": "9933", "HR": "9934", "IE": "9935", "LI": "9936", "LT": "9937",
    "LU": "9938", "LV": "9939", "MC": "9940", "ME": "9941", "MK": "9942", "MT": "9943", "NL": "9944", "PL": "9945",
    "PT": "9946", "RO": "9947", "RS": "9948", "SI": "9949", "SK": "9950", "SM": "9951", "TR": "9952", "VA": "9953",
    "FR": "9957", "HU": "9910",
}  # fmt: skip
"""VAT prefix → scheme of the Electronic Address Scheme list under which that number is an address."""


def connections_for(invoice: Invoice) -> list[Connection]:
    """The buyer's purchases and the seller's sales, as far as either is a company here that is not closed."""
    buyer, seller = companies_of(invoice.buyer, invoice.seller)
    sides = Q(company=buyer, side=Connection.Side.PURCHASE) | Q(company=seller, side=Connection.Side.SALES)
    return list(Connection.objects.open().filter(sides).order_by("side"))


def fillable_by(user: User) -> QuerySet[Connection]:
    """Where this person may add documents: of the companies for which they work, and those they hold with more than the
    right to read."""
    held = Access.objects.full().filter(user=user).values("connection")
    return Connection.objects.filter(worked_for(user, Right.WORK, path="company__") | Q(pk__in=held))


def fillable_with(key: ApiKey) -> QuerySet[Connection]:
    """Where this key may add documents."""
    return fillable_by(key.responsible).filter(pk__in=key.connections())


def companies_of(*parties: Party) -> list[int | None]:
    """For each, the company here (its key) that answers to one of the party's addresses, its network address first."""
    wanted = [list(addresses(party)) for party in parties]
    schemes, values = ({address[part] for each in wanted for address in each} for part in (0, 1))
    rows = Participant.objects.filter(scheme__in=schemes, value__in=values)
    known = {(scheme, value): company for scheme, value, company in rows.values_list("scheme", "value", "company")}
    return [next((known[address] for address in each if address in known), None) for each in wanted]


def addresses(party: Party) -> Iterator[tuple[str, str]]:
    """(scheme, value) of every participant this party may be, best first, values in lower case."""
    for identifier in (party.endpoint, party.legal_id, *party.identifiers):
        if identifier and identifier.scheme:
            yield identifier.scheme, identifier.value.strip().lower()
            if identifier.scheme in BELGIAN:
                yield from belgian(identifier.value)
    for tax_id in party.tax_ids:
        number = "".join(c for c in tax_id.value if c.isalnum())
        if scheme := VAT_SCHEMES.get(number[:2].upper()):
            yield scheme, number.lower()
        if scheme == VAT_SCHEMES["BE"]:
            yield from belgian(number)
    if party.legal_id and not party.legal_id.scheme:
        yield from belgian(party.legal_id.value)


def belgian(text: str) -> Iterator[tuple[str, str]]:
    """An enterprise number in both its forms: the same company, whichever of them was registered."""
    try:
        number = EnterpriseNumber.parse(text)
    except NotAnEnterpriseNumber:
        return
    yield EnterpriseNumber.SCHEME, number.digits
    yield VAT_SCHEMES["BE"], number.vat_number.lower()
