"""Making, changing and throwing away drafts."""

from typing import Any

from django.db.models import F
from django.utils import timezone

from schakel.einvoice.belgium import StructuredCommunication
from schakel.hub.connections.models import Connection
from schakel.hub.documents.models import Document
from schakel.hub.people.models import User
from schakel.hub.sales.books.contact_memory import content_with
from schakel.hub.sales.drafts.content import BLANK_ADJUSTMENT, BLANK_LINE, Content, Row, content_of
from schakel.hub.sales.models import Contact, Draft, Product, Seller


def create_draft(connection: Connection, *, by: User, about: Document | None = None, **content: Any) -> Draft:
    """With what the company's settings say; `content` says otherwise."""
    draft = Draft.objects.create(connection=connection, made_by=by, about=about)
    draft.content = blank_content(connection) | {"communication": new_communication(draft)} | content
    draft.save(update_fields=["content"])
    return draft


def blank_content(connection: Connection) -> Content:
    """Where we bill in the supplier's name, the account and the terms are the supplier's."""
    company, seller = connection.company, Seller.of(connection.company)
    account = company.seller_accounts.first()
    language = company.language
    content = content_of({}) | {
        "kind": "invoice",
        "language": language,
        "customer_country": "BE",
        "payment_days": str(seller.payment_days),
        "lines": [blank_line(connection)],
    }
    if connection.side == Connection.Side.SALES:
        texts = {"note": seller.text("note", language), "payment_terms": seller.text("terms", language)}
        content |= texts | {"iban": str(account) if account else ""}
    return content


def blank_line(connection: Connection) -> Row:
    return BLANK_LINE | {"vat": usual_vat(connection)}


def usual_vat(connection: Connection) -> str:
    is_exempt = connection.side == Connection.Side.SALES and Seller.of(connection.company).is_exempt
    return "small" if is_exempt else "21"


def new_communication(draft: Draft) -> str:
    """One that no other draft here has: the year and its place among the drafts."""
    return str(StructuredCommunication.make(int(f"{timezone.localdate():%y}{draft.pk % 10**8:08d}")))


def save_content(draft: Draft, content: Content, *, version: int | None = None) -> bool:
    """Writes it down. False, and nothing written, when it was issued meanwhile, or is no longer of this version."""
    same = Draft.objects.filter(pk=draft.pk, document=None)
    if version is not None:
        same = same.filter(version=version)
    changed = same.update(
        content=content, guessed=still_guessed(draft, content), version=F("version") + 1, changed_at=timezone.now()
    )
    draft.refresh_from_db(fields=["content", "guessed", "version", "changed_at", "document"])
    return bool(changed)


def still_guessed(draft: Draft, content: Content) -> Content:
    return {name: value for name, value in draft.guessed.items() if content.get(name) == value}


def confirm_guesses(draft: Draft) -> None:
    """Somebody looked at what was guessed, and kept it."""
    Draft.objects.filter(pk=draft.pk).update(guessed={})


def with_row(content: Content, group: str, row: Row) -> Content:
    return content | {group: [*content.get(group, []), row]}


def without_row(content: Content, group: str, place: int) -> Content:
    return content | {group: [row for n, row in enumerate(content.get(group, [])) if n != place]}


def with_contact(content: Content, contact: Contact, *, seller: Seller) -> Content:
    """The customer, and the company's texts in the customer's language where nothing else was typed."""
    before, after = content.get("language", ""), content_with(content, contact)
    for field, text in (("note", "note"), ("payment_terms", "terms")):
        if content.get(field, "") == seller.text(text, before):
            after[field] = seller.text(text, after["language"])
    return after


def with_product(content: Content, place: int, product: Product) -> Content:
    """In its line; quantity and discount stay as they are."""
    lines = list(content.get("lines", []))
    if place < len(lines):
        lines[place] = lines[place] | product.row
    return content | {"lines": lines}


def blank_adjustment(connection: Connection) -> Row:
    return BLANK_ADJUSTMENT | {"vat": usual_vat(connection)}
