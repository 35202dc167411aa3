"""The parties of the readable page."""

from schakel.base.blanks import BLANKS
from schakel.einvoice.belgium import EnterpriseNumber, is_enterprise_number
from schakel.einvoice.model import SEPA_CREDITOR, Address, Contact, Identifier, Party
from schakel.einvoice.render.shapes import Fact, PartyView
from schakel.einvoice.render.wording import Wording
from schakel.einvoice.visible import visible


def party_view(party: Party, role: str, words: Wording) -> PartyView:
    return PartyView(
        role=words.label(role),
        name=visible(party.display_name),
        trading_name=visible(party.trading_name) if party.trading_name != party.display_name else "",
        address=address_lines(party.address, words),
        facts=(
            *_tax_ids(party, words),
            *_legal_id(party.legal_id, words),
            *_identifiers(party, words),
            *words.facts(("endpoint", words.identifier(party.endpoint)), ("legal_form", visible(party.legal_form))),
            *_contact(party.contact, words),
        ),
    )


def address_lines(address: Address | None, words: Wording) -> tuple[str, ...]:
    if address is None:
        return ()
    town = f"{address.post_code} {address.city}".strip(BLANKS)
    country = words.formats.country(address.country)
    lines = (address.line_1, address.line_2, address.line_3, town, address.subdivision)
    return (*(visible(line) for line in lines if line), *([country] if country else []))


def _tax_ids(party: Party, words: Wording) -> tuple[Fact, ...]:
    return words.facts(
        *(
            ("vat_number", visible(each.value))
            if each.scheme == "VAT"
            else ("tax_number", f"{visible(each.value)} {visible(each.scheme)}".strip(BLANKS))
            for each in party.tax_ids
        )
    )


def _legal_id(legal_id: Identifier | None, words: Wording) -> tuple[Fact, ...]:
    """A Belgian enterprise number is written with its dots."""
    if legal_id and legal_id.scheme == EnterpriseNumber.SCHEME and is_enterprise_number(legal_id.value):
        number = EnterpriseNumber.parse(legal_id.value)
        return (Fact(words.label("enterprise_number"), str(number), number.digits),)
    return words.facts(("legal_id", words.identifier(legal_id)))


def _identifiers(party: Party, words: Wording) -> tuple[Fact, ...]:
    return words.facts(
        *(
            ("creditor_id", visible(each.value))
            if each.scheme == SEPA_CREDITOR
            else ("identifier", words.identifier(each))
            for each in party.identifiers
        )
    )


def _contact(contact: Contact | None, words: Wording) -> tuple[Fact, ...]:
    if contact is None:
        return ()
    return words.facts(
        ("contact", visible(contact.name)),
        ("telephone", visible(contact.telephone)),
        ("email", visible(contact.email)),
    )
