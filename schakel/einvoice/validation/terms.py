"""Which business term a finding is about, where its rule is published for several."""

from schakel.einvoice.validation.groups import Group
from schakel.einvoice.validation.register import term_of

_OF_PARTIES = {
    "AccountingSupplierParty": {
        "EndpointID": "BT-34",
        "PartyIdentification": "BT-29",
        "PartyLegalEntity": "BT-30",
        "PartyTaxScheme": "BT-31",
        "Country": "BT-40",
    },
    "AccountingCustomerParty": {
        "EndpointID": "BT-49",
        "PartyIdentification": "BT-46",
        "PartyLegalEntity": "BT-47",
        "PartyTaxScheme": "BT-48",
        "Country": "BT-55",
    },
    "PayeeParty": {"PartyIdentification": "BT-60", "PartyLegalEntity": "BT-61"},
    "TaxRepresentativeParty": {"PartyTaxScheme": "BT-63", "Country": "BT-69"},
    "DeliveryLocation": {"Country": "BT-80"},
}
_FIRST_OF_LINE = 126  # BT-126 and higher belong to a line, but for the third address lines


def term_at(rule: str, group: Group, leaf: str, *, on_line: bool) -> str:
    """The rule's own term; of several, or of none, the one that fits the place."""
    own = term_of(rule)
    if own and "," not in own:
        return own
    around: Group | None = group
    while around is not None:
        found = _OF_PARTIES.get(around.name)
        if found is not None:
            return found.get(leaf, found.get(group.name, own))
        around = around.parent
    fitting = [
        term for term in own.split(", ") if (term[:3] == "BT-" and int(term[3:]) >= _FIRST_OF_LINE) == on_line
    ]  # texts: a term of our own table
    return ", ".join(fitting) or own
