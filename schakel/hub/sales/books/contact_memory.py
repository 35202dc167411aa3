"""What is remembered of a customer once a document for them is issued: typed once, offered from then on."""

from django.db.models import CharField

from schakel.hub.connections.models import Connection
from schakel.hub.sales.drafts.content import Content
from schakel.hub.sales.drafts.customer import enterprise, vat_number
from schakel.hub.sales.drafts.parse_input import days_in
from schakel.hub.sales.models import Contact, Draft

ALIKE = ("name", "street", "street_2", "post_code", "city", "country", "endpoint", "email", "language")


def remember(draft: Draft) -> None:
    """In the transaction that issues. What is already known is replaced by what the newest document says."""
    if draft.connection.side != Connection.Side.SALES:
        return
    new = contact_of(draft)
    known = new.twin() or new
    for name in (*ALIKE, "enterprise_number", "vat_number"):
        if value := getattr(new, name):
            setattr(known, name, value)
    known.save()


def contact_of(draft: Draft) -> Contact:
    content, number = draft.content, enterprise(draft.content)
    contact = Contact(company=draft.connection.company)
    for name in ALIKE:
        setattr(contact, name, fitting(name, content.get("language" if name == "language" else f"customer_{name}", "")))
    contact.enterprise_number = number.digits if number else ""
    contact.vat_number = fitting("vat_number", vat_number(content))
    return contact


def fitting(name: str, text: str) -> str:
    """As long as an address book holds it, since the draft may be a copy of a stranger's document: a name is cut, half a
    number or address is none."""
    field = Contact._meta.get_field(name)
    longest = (field.max_length if isinstance(field, CharField) else None) or len(text)
    return text if len(text) <= longest else text[:longest] if name == "name" else ""


def content_with(content: Content, contact: Contact) -> Content:
    """The draft with this customer in it."""
    days = contact.payment_days
    values = {f"customer_{name}": getattr(contact, name) for name in ALIKE if name != "language"}
    values |= {
        "customer_number": contact.number or contact.vat_number,
        "customer_vat": "" if contact.vat_number or not contact.enterprise_number else "no",
        "language": contact.language or content.get("language", ""),
        "buyer_reference": content.get("buyer_reference") or contact.buyer_reference,
    }
    if days is not None and days_in(str(days)) is not None:
        values["payment_days"] = str(days)
    return content | values
