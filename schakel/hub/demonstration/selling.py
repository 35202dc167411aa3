"""What the story's companies write: whom they know, drafts that wait or come back each month, and what leaves with the worker."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from schakel.hub.connections.models import Company, Connection
from schakel.hub.network.outbound.draft import prepare_sending
from schakel.hub.people.models import User
from schakel.hub.sales.drafts import edit as drafts_edit
from schakel.hub.sales.drafts.content import BLANK_LINE, Content
from schakel.hub.sales.drafts.parse_input import number_in
from schakel.hub.sales.issuing.issue import issue
from schakel.hub.sales.mailing.queue import queue_mailing
from schakel.hub.sales.models import Contact, Product, Recurrence, Seller, SellerAccount
from schakel.hub.sales.recurring.worker import create_recurrence, month_after


def sell(cards: Iterable[dict[str, Any]], companies: Mapping[str, Company]) -> None:
    for card in cards:
        company = companies[card["company"]]
        settings(company, card)
        address_book(company, card)
        by = User.objects.get(email=card["by"])
        for draft in card["drafts"]:
            write(company.connections.get(side=Connection.Side.SALES), draft, by=by)


def settings(company: Company, card: dict[str, Any]) -> None:
    post_code, _space, city = card["place"].partition(" ")
    told = {"street": card["street"], "post_code": post_code, "city": city, "payment_days": 30}
    Seller.objects.get_or_create(company=company, defaults=told)
    SellerAccount.objects.get_or_create(company=company, iban=card["iban"])


def address_book(company: Company, card: dict[str, Any]) -> None:
    for known in card.get("contacts", []):
        digits = known.get("number", "").replace(".", "")
        post_code, _space, city = known["place"].partition(" ")
        contact = Contact(company=company, name=known["name"], email=known["email"], post_code=post_code, city=city)
        contact.enterprise_number, contact.vat_number = digits, f"BE{digits}" if digits else ""
        contact.save()
    for name, unit, price, vat in card.get("products", []):
        Product.objects.create(company=company, name=name, unit=unit, price=number_in(price), vat=vat)


def write(connection: Connection, card: dict[str, Any], *, by: User) -> None:
    contact = Contact.objects.filter(company=connection.company, name=card["customer"]).first()
    draft = drafts_edit.create_draft(connection, by=by, **content_of(card))
    if contact:
        draft.content = drafts_edit.with_contact(draft.content, contact, seller=Seller.of(connection.company))
        draft.save(update_fields=["content"])
    if "monthly" in card:
        first = month_after(timezone.localdate(), day=card["monthly"])
        create_recurrence(
            connection, draft.content, by=by, mode=Recurrence.Mode.DRAFT, first=first, until=None, times=None
        )
    if "mailed" in card:
        issue(
            draft, by=by, on_filed=lambda sale: queue_mailing(sale, email=card["mailed"], language=by.language, by=by)
        )
    elif card["sent"]:
        issue(draft, by=by, follow=prepare_sending)


def content_of(card: dict[str, Any]) -> Content:
    post_code, _space, city = card.get("place", "").partition(" ")
    names = ("name", "quantity", "unit", "price", "vat")
    return {
        "customer_name": card["customer"],
        "customer_number": card["number"],
        "customer_street": card.get("street", ""),
        "customer_post_code": post_code,
        "customer_city": city,
        "buyer_reference": card["reference"],
        "lines": [BLANK_LINE | dict(zip(names, line, strict=True)) for line in card["lines"]],
    }
