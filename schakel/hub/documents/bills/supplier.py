"""Who a party is, as one text: whichever of its numbers a document names it by."""

from schakel.base.belgium import is_enterprise_number
from schakel.base.folding import compact
from schakel.einvoice.model import Identifier, Party
from schakel.hub.documents.index_fields import key_of

BELGIAN_SCHEMES = frozenset({"0208", "9925", "VAT", ""})  # enterprise number, VAT number, VAT number, none said


def supplier_key(party: Party) -> str:
    """Ten digits of a Belgian enterprise, by whichever of its numbers (0208, 9925, VAT, legal); else what there is."""
    identifiers = [each for each in (*party.tax_ids, party.legal_id, party.endpoint) if each]
    for each in identifiers:
        if digits := enterprise_digits(each):
            return digits
    return key_of(party)[:100]


def enterprise_digits(identifier: Identifier) -> str:
    digits = compact(identifier.value).upper().removeprefix("BE")
    return digits if identifier.scheme in BELGIAN_SCHEMES and is_enterprise_number(digits) else ""
