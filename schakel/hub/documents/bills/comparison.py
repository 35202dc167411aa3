"""Two documents side by side: what they say, field by field, and where they differ."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schakel.base.iban import compact, is_iban, printed
from schakel.einvoice.model import Invoice, Party
from schakel.hub.documents.models import Document
from schakel.hub.documents.opening import opened
from schakel.hub.web.templatetags.formatting import day, moment, money


@dataclass(frozen=True)
class ComparedField:
    label: Promise
    earlier: str
    later: str

    @property
    def differs(self) -> bool:
        return self.earlier != self.later


def compared(earlier: Document, later: Document) -> list[ComparedField]:
    """What neither of them says is left out."""
    left, right = dict(fields_of(earlier)), dict(fields_of(later))
    rows = [ComparedField(label, left.get(label, ""), right.get(label, "")) for label in left | right]
    return [row for row in rows if row.earlier or row.later]


def fields_of(document: Document) -> Iterator[tuple[Promise, str]]:
    first = document.events.order_by("pk").first()
    yield _("Came in"), f"{moment(document.received_at)} {first.get_way_display() if first else ''}".strip()
    invoice = opened(document).invoice
    if invoice:
        for label, text in FIELDS.items():
            yield label, text(invoice)
        for party, label in ((invoice.seller, _("Seller")), (invoice.buyer, _("Buyer"))):
            yield label, party_text(party)


def party_text(party: Party) -> str:
    numbers = (party.vat_number, party.legal_id, party.endpoint)
    return ", ".join(dict.fromkeys(str(each) for each in (party.display_name, *numbers) if each))


def accounts(invoice: Invoice) -> str:
    return ", ".join(dict.fromkeys(account_text(each.account.id) for each in invoice.payment_means if each.account))


def account_text(number: str) -> str:
    """Two ways to write one account number are no difference."""
    return printed(compact(number)) if is_iban(compact(number)) else number


def references(invoice: Invoice) -> str:
    return ", ".join(dict.fromkeys(each.remittance for each in invoice.payment_means if each.remittance))


def goods(invoice: Invoice) -> str:
    return "; ".join(each.item.name for each in invoice.lines[:20])


FIELDS: dict[Promise, Callable[[Invoice], str]] = {
    _("Number"): lambda invoice: invoice.number,
    _("Date"): lambda invoice: day(invoice.issue_date),
    _("Due"): lambda invoice: day(invoice.due_date),
    _("Amount to pay"): lambda invoice: money(invoice.amount_to_pay, invoice.currency),
    _("Account"): accounts,
    _("Payment reference"): references,
    _("Order"): lambda invoice: invoice.order_reference,
    _("Notes"): lambda invoice: " ".join(invoice.notes)[:400],
    _("Goods and services"): goods,
}
