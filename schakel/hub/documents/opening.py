"""Opening a document: from its bytes to everything its page says."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.hybrid import is_pdf
from schakel.einvoice.model import Invoice
from schakel.einvoice.parse import LIMITS, Limits, TooLarge
from schakel.einvoice.render.shapes import DocumentView, InvoiceView
from schakel.einvoice.render.view import view
from schakel.einvoice.validation import Finding, Report
from schakel.hub.connections.models import Connection
from schakel.hub.documents import store
from schakel.hub.documents.attachments import Enclosed, enclosed
from schakel.hub.documents.bills import effects
from schakel.hub.documents.formats import Understood, understood
from schakel.hub.documents.models import Document
from schakel.hub.web.templatetags.formatting import formats


@dataclass(frozen=True)
class Opened:
    """`content` is None when the bytes are damaged or cannot be read; `why` then says so to the reader."""

    data: bytes = b""
    content: Understood | None = None
    why: str = ""
    is_damaged: bool = False
    is_too_long: bool = False  # for the limits
    is_paper: bool = False  # it has no invoice inside, and nobody looks for one

    @property
    def language(self) -> str:
        return get_language() or "en"

    @property
    def invoice(self) -> Invoice | None:
        return self.content.invoice if self.content else None

    @property
    def is_pdf(self) -> bool:
        return self.content.is_pdf if self.content else (self.is_too_long or self.is_paper) and is_pdf(self.data)

    def page(self) -> InvoiceView | None:
        return view(self.invoice, self.language) if self.invoice else None


def opened(document: Document, *, limits: Limits = LIMITS) -> Opened:
    try:
        data = store.read(document.sha256)
    except store.Damaged:
        why = _("The stored file is damaged. The operator can restore it from a backup.")
        return Opened(why=why, is_damaged=True)
    if document.kind == Document.Kind.PAPER:
        return Opened(data, is_paper=True)
    try:
        return Opened(data, understood(data, limits=limits))
    except EInvoiceError as fault:
        why = fault.said_in(get_language() or "en")
        return Opened(data, why=why, is_too_long=isinstance(fault, TooLarge))


def supporting(invoice: Invoice, page: InvoiceView) -> Iterator[tuple[DocumentView, Enclosed | None]]:
    """Each document behind the invoice as the page says it, with the file that is attached."""
    files = {each.index: each for each in enclosed(invoice)}
    return ((each, files.get(each.index)) for each in page.documents)


def findings(document: Document) -> tuple[Finding, ...]:
    """Of the newest judgement."""
    newest = document.judgements.order_by("-id").first()
    return Report.from_json(newest.report).findings if newest else ()


def is_to_pay(document: Document) -> bool:
    """Whether its reader is the one who owes, and no warning stops it."""
    owed = not document.money_back and not document.is_unclear_credit
    is_stopped = effects.effect_on(document) is not None and document.bill.is_stopped
    return document.connection.side == Connection.Side.PURCHASE and owed and may_be_payable(document) and not is_stopped


def may_be_payable(document: Document) -> bool:
    """Of one that was not read as a bill yet nobody knows better."""
    effect = effects.effect_on(document)
    return effect is None or effects.TABLE[effect].is_payable


def sum_label(document: Document) -> str:
    """What the amount means to who reads it: the buyer of a purchase, the seller of a sale."""
    if document.is_unclear_credit:
        return _("To pay or to receive?")
    if not may_be_payable(document):
        return _("Amount")
    if document.connection.side == Connection.Side.PURCHASE:
        return _("You get back") if document.money_back else _("To pay")
    return _("You pay back") if document.money_back else _("You receive")


def headline(document: Document) -> str:
    """The same with the day, where this reader has to pay by it."""
    if not is_to_pay(document) or not document.due_date:
        return sum_label(document)
    return _("To pay by %(due)s") % {"due": formats().day(document.due_date)}
