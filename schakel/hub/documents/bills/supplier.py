"""Who a party is, as one text: whichever of its numbers a document names it by."""

from schakel.base.belgium import is_enterprise_number
from schakel.base.folding import compact, folded
from schakel.einvoice.model import Identifier, Party

BELGIAN_SCHEMES = frozenset({"0208", "9925", "VAT", ""})  # enterprise number, VAT number, VAT number, none said


def supplier_key(party: Party) -> str:
    """Ten digits of a Belgian enterprise, by whichever of its numbers (0208, 9925, VAT, legal); else what there is."""
    identifiers = [each for each in (*party.tax_ids, party.legal_id, party.endpoint) if each]
    for each in identifiers:
        if digits := enterprise_digits(each):
            return digits
    for text in (party.vat_number, str(party.endpoint or ""), str(party.legal_id or ""), party.display_name):
        if key := compact(folded(text)):
            return key[:100]
    return ""


def enterprise_digits(identifier: Identifier) -> str:
    digits = compact(identifier.value).upper().removeprefix("BE")
    return digits if identifier.scheme in BELGIAN_SCHEMES and is_enterprise_number(digits) else ""
