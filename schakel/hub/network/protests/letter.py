"""What the seller of a contested invoice is mailed, where, and in which language."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from schakel.einvoice.model import Invoice, Party
from schakel.hub.documents.models import Document
from schakel.hub.documents.opening import opened
from schakel.hub.network.models import Protest
from schakel.hub.network.protests.contest import ProtestRequest
from schakel.hub.network.protests.reasons import ProtestReason, asked_of
from schakel.hub.people.models import User

BY_COUNTRY = {"NL": "nl", "FR": "fr", "LU": "fr", "MC": "fr", "DE": "de", "AT": "de", "LI": "de"}
BELGIAN = (  # the first four digits of a Belgian post code, and what is spoken there; Brussels speaks both
    (range(1300, 1500), "fr"),
    (range(1500, 4000), "nl"),
    (range(4700, 4792), "de"),
    (range(4000, 8000), "fr"),
    (range(8000, 10000), "nl"),
)
TEMPLATES = {True: "network/mail/withdrawal", False: "network/mail/protest"}  # by is_withdrawal


def seller_of(document: Document) -> Party | None:
    """Who wrote the bill; of a self-billed one, its buyer."""
    invoice = opened(document).invoice
    return other_party(invoice) if invoice else None


def other_party(invoice: Invoice) -> Party:
    return invoice.buyer if invoice.is_self_billed else invoice.seller


def email_of(party: Party) -> str:
    """As the document says it: of its contact, else its electronic address where that is one of mail."""
    if party.contact and "@" in party.contact.email:
        return party.contact.email.strip()[:254]
    endpoint = party.endpoint
    return endpoint.value.strip()[:254] if endpoint and endpoint.scheme == "EM" else ""


def language_of(party: Party, *, otherwise: str) -> str:
    """By the country, in Belgium by the post code; English for a country whose language we do not write."""
    country = party.address.country.upper() if party.address else ""
    if country == "BE" and party.address:
        return belgian_language(party.address.post_code) or otherwise
    known = dict(settings.LANGUAGES)
    return BY_COUNTRY.get(country, "en" if country and "en" in known else otherwise)


def belgian_language(post_code: str) -> str:
    digits = post_code.strip().upper().removeprefix("B-")
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) == 4 else 0
    return next((language for codes, language in BELGIAN if number in codes), "")


def letter_context(protest: Protest) -> dict[str, Any]:
    """For the templates; asked in the language of the letter."""
    is_rejection = protest.says == Protest.Says.REJECTED
    return {
        "protest": protest,
        "document": protest.document,
        "company": protest.company,
        "reasons": [str(ProtestReason(each).label) for each in protest.reasons],
        "asked": asked_of(protest.reasons, is_rejection=is_rejection),
        "by": protest.by,
    }


def letter_text(protest: Protest) -> str:
    """As the seller will read it."""
    with override(protest.language):
        return render_to_string(f"{TEMPLATES[protest.is_withdrawal]}.txt", letter_context(protest)).strip()


def preview(document: Document, request: ProtestRequest, *, by: User) -> str:
    """The letter that this request becomes."""
    return letter_text(
        Protest(
            company=document.connection.company,
            document=document,
            by=by,
            says=request.says,
            reasons=list(request.reasons),
            text=request.text,
            language=request.language,
        )
    )
