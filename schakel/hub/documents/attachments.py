"""The files inside an invoice, as the page shows and hands them out."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from schakel.einvoice.attachment import Attachment, UnreadableAttachment
from schakel.einvoice.hybrid import is_pdf
from schakel.einvoice.model import Invoice
from schakel.hub.documents.filetypes import PDF, UNKNOWN, safe_name, type_of
from schakel.hub.documents.formats import Understood


@dataclass(frozen=True)
class Enclosed:
    """One of them. `index` is its place in Invoice.documents and its address."""

    index: int
    name: str  # safe
    type: str  # from its bytes: an allowed one, or UNKNOWN
    is_readable: bool  # False: its base64 is damaged
    is_what_it_says: bool  # its bytes are of an allowed type, and of the one it was sent as

    @property
    def is_pdf(self) -> bool:
        return self.type == PDF and self.is_readable


def enclosed(invoice: Invoice) -> Iterator[Enclosed]:
    for index, document in enumerate(invoice.documents):
        if document.attachment:
            yield looked_at(document.attachment, index)


def looked_at(attachment: Attachment, index: int) -> Enclosed:
    """Told from its first piece; the whole is decoded only to see whether it holds."""
    try:
        kind = type_of(next(attachment.chunks()))
    except UnreadableAttachment:
        kind = UNKNOWN
    name = safe_name(attachment.filename, otherwise=f"attachment-{index + 1}")
    says = attachment.media_type.partition(";")[0].strip().lower()
    honest = kind != UNKNOWN and kind == says
    return Enclosed(index, name, kind, is_readable=attachment.is_readable, is_what_it_says=honest)


def pdf_of(invoice: Invoice) -> Enclosed | None:
    """The seller's own picture of the invoice: the first PDF inside."""
    return next((each for each in enclosed(invoice) if each.is_pdf), None)


def has_pdf(content: Understood) -> bool:
    """Told from the first bytes alone, for each document that comes in."""
    files = (each.attachment for each in content.invoice.documents if each.attachment)
    return content.is_pdf or any(is_pdf(each.start()) for each in files)


def pdfs_in(data: bytes, content: Understood) -> Iterator[bytes]:
    """The file itself when it is one, and those attached to the invoice; what is damaged is passed over."""
    if content.is_pdf:
        yield data
    for document in content.invoice.documents:
        if document.attachment and is_pdf(document.attachment.start()):
            with suppress(UnreadableAttachment):
                yield document.attachment.content()
