"""What another program made, brought here to be sent: UBL, a PDF with UBL inside, UBL with a PDF; or a PDF alone.

The UBL is looked at, shown, and sent as it is. Of a PDF it came in or with nothing is changed either: it is kept beside the
document and goes along by e-mail; over Peppol the XML goes alone. What is no UBL becomes a draft (ADR 0136).
"""

import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.hybrid import NoInvoiceInside, Syntax, find, is_pdf, read_found
from schakel.einvoice.model import Invoice
from schakel.einvoice.parse import LIMITS, Limits, TooLarge
from schakel.einvoice.pdf_text import Guess, guess
from schakel.hub.connections.models import Connection
from schakel.hub.documents import filing, store
from schakel.hub.documents.filetypes import PDF, safe_name
from schakel.hub.documents.models import Document, DocumentQuerySet, Way
from schakel.hub.documents.placement import companies_of
from schakel.hub.outside import pdf
from schakel.hub.people.models import User
from schakel.hub.sales.drafts import edit as drafts_edit
from schakel.hub.sales.drafts.content import Content
from schakel.hub.sales.drafts.from_document import content_of_invoice
from schakel.hub.sales.models import Draft, Upload
from schakel.hub.web.language import Sentence

Files = list[tuple[str, bytes]]  # name, bytes


@dataclass(frozen=True)
class UploadRefused:
    """Nothing is kept. Permanent."""

    sentence: Sentence
    is_too_long: bool = False  # for the limits


@dataclass(frozen=True)
class Drafted:
    """It cannot be sent as it is. `guess` is what was read from the text of a PDF; None when it was read as an invoice."""

    draft: Draft
    guess: Guess | None = None


WHICH = _("Choose one invoice: an XML file, a PDF, or an XML file with its PDF.")
NOT_OURS = _("The seller on this invoice is not the company you are sending for.")
SELF_BILLED = _("This invoice is self-billed: the customer sends it.")


def receive_files(
    connection: Connection, files: Files, *, by: User, limits: Limits = LIMITS
) -> Upload | Document | Drafted | UploadRefused:
    """A document, when these bytes are here already."""
    papers, others = [each for each in files if is_pdf(each[1])], [each for each in files if not is_pdf(each[1])]
    if len(papers) > 1 or len(others) > 1 or not files:
        return UploadRefused(WHICH)
    name, data = (others or papers)[0]
    try:
        found = find(data, limits=limits, read_files=pdf.attached)
        invoice = read_found(found)
    except NoInvoiceInside:
        return draft_from_pdf(connection, name, data, by=by)
    except EInvoiceError as fault:
        return refusal_of(fault)
    if invoice.is_self_billed or companies_of(invoice.seller) != [connection.company_id]:
        return UploadRefused(SELF_BILLED if invoice.is_self_billed else NOT_OURS)
    if found.syntax is Syntax.CII:
        if limits is LIMITS:
            return refusal_of(TooLarge())  # as a draft it would be a form of that length
        return draft_from_cii(connection, invoice, papers, by=by)
    return save_upload(connection, name, found.data, papers, by=by)


def refusal_of(fault: EInvoiceError) -> UploadRefused:
    sentence = lazy(lambda: fault.said_in(get_language() or "en"), str)()
    return UploadRefused(sentence, is_too_long=isinstance(fault, TooLarge))


def save_upload(connection: Connection, name: str, xml: bytes, papers: Files, *, by: User) -> Upload | Document:
    digest = hashlib.sha256(xml).hexdigest()
    known = Document.everything.filter(connection=connection, sha256=digest).first()
    if known:
        return known
    upload = Upload(connection=connection, name=safe_name(name, otherwise="invoice.xml"), sha256=store.keep(xml), by=by)
    for paper, data in papers:
        upload.pdf_name, upload.pdf_sha256 = safe_name(paper, otherwise="invoice.pdf"), store.keep(data)
    before = Upload.objects.undecided().filter(connection=connection, sha256=digest).first()
    if before:
        upload.pk = before.pk
    upload.save()
    return upload


def draft_from_cii(connection: Connection, invoice: Invoice, papers: Files, *, by: User) -> Drafted:
    """Peppol takes UBL only: what it says stands in a draft."""
    content = {name: value for name, value in content_of_invoice(invoice, self_billed=False).items() if value}
    return Drafted(attach_pdf(drafts_edit.create_draft(connection, by=by, **content), papers))


def draft_from_pdf(connection: Connection, name: str, data: bytes, *, by: User) -> Drafted:
    """The PDF goes with the draft as an attachment, and what its text seems to say stands in the fields."""
    company = connection.company
    own = {company.enterprise_number, *(each.iban for each in company.seller_accounts.all())}
    found = guess(data, but=own, read_text=pdf.text_of)
    draft = drafts_edit.create_draft(connection, by=by, **guessed_content(found))
    draft.guessed = guessed_content(found)
    draft.save(update_fields=["guessed"])
    return Drafted(attach_pdf(draft, [(name, data)]), found)


def guessed_content(found: Guess) -> Content:
    content = {
        "customer_number": found.enterprise_number,
        "issue_date": found.issued_on.isoformat() if found.issued_on else "",
        "due_date": found.due_on.isoformat() if found.due_on else "",
        "iban": found.iban,
        "communication": found.communication,
    }
    return {name: value for name, value in content.items() if value}


def attach_pdf(draft: Draft, papers: Files) -> Draft:
    for name, data in papers:
        safe = safe_name(name, otherwise="invoice.pdf")
        draft.attachments.create(name=safe, media_type=PDF, sha256=store.keep(data), size=len(data))
    return draft


def prepare_upload(upload: Upload) -> filing.ReadOnce:
    """Read, judged and kept, before the transaction that files it. Raises as the store."""
    read = filing.ReadOnce.of(store.read(upload.sha256))
    read.prepare()
    return read


def file_upload(
    upload: Upload, *, by: User, sent_elsewhere: bool = False, read: filing.ReadOnce | None = None
) -> Document | UploadRefused:
    """The document; the same one when it was filed before. `read` by those who are in a transaction when they call this.

    Raises as the store.
    """
    if upload.document:
        return upload.document
    read = read or prepare_upload(upload)
    with transaction.atomic():
        held = Upload.objects.select_for_update().get(pk=upload.pk)
        if held.document:
            return held.document
        among = Connection.objects.filter(pk=held.connection_id)
        filed = filing.file(read, Way.UPLOAD, by=by, among=among, sent_elsewhere=sent_elsewhere)
        if isinstance(filed, filing.NotFiled):
            return UploadRefused(filed.sentence)
        held.document = filed.documents[0]
        held.save(update_fields=["document"])
    return held.document


def with_its_number(shown: Document, user: User) -> DocumentQuerySet:
    """Sales that are here and have the number of an upload, of which `shown` is what the lists would know."""
    return Document.objects.reachable_by(user).with_number_of(shown)
