"""Sales documents that go to their customer by e-mail: they are not on Peppol, or want it so. The mail asks nothing of them.

The PDF is the seller's own where there is one, else ours with the seller's look; the XML goes along for the customer's
bookkeeping. What is together too large for a mail goes as the page alone.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from schakel.einvoice.model import Invoice
from schakel.einvoice.render.pdf import pdf
from schakel.einvoice.render.transfer import transfer
from schakel.hub.documents import files, store
from schakel.hub.documents.filetypes import PDF
from schakel.hub.documents.models import Document
from schakel.hub.documents.opening import Opened, opened
from schakel.hub.documents.returned_mail import notify_sender
from schakel.hub.due import work_each
from schakel.hub.outside import mail_refusal
from schakel.hub.sales.events import SalesEvent
from schakel.hub.sales.mailing.queue import mailable_by
from schakel.hub.sales.models import Mailing, Seller, Upload
from schakel.hub.sales.seller.letterhead import letterhead
from schakel.hub.web import mail
from schakel.hub.web.mail_failures import mail_failure

MOST_TRIES = 10  # over about half a day
ENCODED = 1.4  # a mail is so much larger than the files in it
TOO_LARGE = 552  # RFC 5321, section 4.2.3: exceeded storage allocation
BATCH = 4
NO_RIGHT = "Whoever sent it may no longer send for this company."
UNREADABLE = "The document cannot be read."


def send_mailings() -> int:
    """The worker's step."""
    return work_each(Mailing.claim(batch=BATCH), send, most=MOST_TRIES)


def send(mailing: Mailing) -> None:
    if mailing.state == Mailing.State.FAILED:
        notify_sender(mailing, "sales/mail/bounced", key="invoice-bounced", context={"mailing": mailing})
        return
    document = mailing.document
    if mailing.by is None or not mailable_by(mailing.by, document):
        record_failure(mailing, NO_RIGHT)
        return
    here = opened(document)
    if not here.invoice:
        record_failure(mailing, UNREADABLE)
        return
    try:
        deliver(mailing, here, here.invoice)
    except Exception as error:
        failure = mail_failure(error, mailing, most=MOST_TRIES)
        if failure.is_final:
            record_failure(mailing, failure.text)
        else:
            mailing.retry(failure.text, most=MOST_TRIES)
    else:
        record_sent(mailing)


def deliver(mailing: Mailing, here: Opened, invoice: Invoice) -> None:
    """All of it; or the page alone, when we or the mail server find it too large (J02). Raises as the mail server."""
    with override(mailing.language):
        whole = [found for found in attachments_of(mailing.document, here) if found]
    if sum(len(found.data) for found in whole) * ENCODED < settings.MAIL_LIMIT:
        try:
            post(mailing, invoice, whole)
        except Exception as error:
            if mail_refusal(error).status != TOO_LARGE:
                raise
        else:
            return
    mailing.left_out = True
    seller = Seller.of(mailing.document.connection.company)
    page = pdf(invoice, mailing.language, ubl=b"", letterhead=letterhead(seller))
    post(mailing, invoice, [files.DocumentFile(files.file_name(mailing.document, "pdf"), PDF, page)])


def attachments_of(document: Document, here: Opened) -> tuple[files.DocumentFile | None, files.DocumentFile | None]:
    paper = pdf_beside(document) or files.sender_pdf(document, here) or files.own_pdf(document, here)
    return paper, None if here.is_pdf else files.original_file(document, here)


def pdf_beside(document: Document) -> files.DocumentFile | None:
    """The PDF with which another program's invoice was uploaded."""
    upload = Upload.objects.filter(document=document).exclude(pdf_sha256="").first()
    return files.DocumentFile(upload.pdf_name, PDF, store.read(upload.pdf_sha256)) if upload else None


def post(mailing: Mailing, invoice: Invoice, found: list[files.DocumentFile]) -> None:
    seller = Seller.of(mailing.document.connection.company)
    mail.send(
        "sales/mail/invoice",
        to=mailing.email,
        language=mailing.language,
        context=mail_context(mailing, invoice, seller),
        key=f"invoice-mail-{mailing.pk}",
        files=[(each.name, each.data, each.type) for each in found],
        in_name_of=seller.company.name,
        bounces=mailing.uid.hex if mailing.uid else "",
        reply_to=seller.email,
    )


def mail_context(mailing: Mailing, invoice: Invoice, seller: Seller) -> dict[str, Any]:
    return {
        "document": mailing.document,
        "seller": seller,
        "words": seller.text("mail", mailing.language),
        "transfer": transfer(invoice),
        "left_out": mailing.left_out,
    }


def record_sent(mailing: Mailing) -> None:
    record_end(mailing, Mailing.State.SENT, SalesEvent.MAILED, mailing.settle)


def record_failure(mailing: Mailing, why: str) -> None:
    record_end(mailing, Mailing.State.FAILED, SalesEvent.NOT_MAILED, lambda: mailing.retry(why[:500], most=0))


def record_end(mailing: Mailing, state: Mailing.State, kind: SalesEvent, end: Callable[[], None]) -> None:
    with transaction.atomic():
        end()
        mailing.set_state(state)
        mailing.document.events.create(kind=kind, by=mailing.by, detail=mailing.email[:200])
