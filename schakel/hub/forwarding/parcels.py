"""A document becomes a parcel: what a forwarder sends of it, named, byte for byte where it is XML."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.hybrid import find, is_pdf
from schakel.einvoice.money import decimal_text
from schakel.einvoice.render.pdf import pdf as render_pdf
from schakel.einvoice.ubl.write import write
from schakel.hub.documents import store
from schakel.hub.documents.attachments import pdf_of
from schakel.hub.documents.bills import effects
from schakel.hub.documents.files import pdf_beside
from schakel.hub.documents.filetypes import PDF
from schakel.hub.documents.models import Document
from schakel.hub.documents.opening import Opened, opened
from schakel.hub.documents.papers import ENDINGS, paper_type
from schakel.hub.forwarding import file_names
from schakel.hub.forwarding.kinds.kind import Parcel, ParcelFile
from schakel.hub.forwarding.models import Forward, Forwarder
from schakel.hub.forwarding.words import mark_of

XML = "application/xml"
Contents = Forwarder.Contents


class Unsendable(Exception):
    """Permanent: the document cannot be sent as the forwarder wants it; `code` as in words.py."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parcel_of(forward: Forward) -> Parcel:
    """Raises Unsendable."""
    document, forwarder = forward.document, forward.forwarder
    told = file_names.words_of(document)
    with override(forwarder.language):
        return Parcel(
            id=parcel_id(forward),
            event=forward.uid.hex,
            subject=header_line(_("%(number)s – %(party)s – for %(company)s") % told),
            text=mail_text(document, told),
            link=settings.URL + reverse("documents:detail", args=[document.pk]),
            files=tuple(files_of(document, forwarder)),
            facts=document_facts(document),
        )


def mail_text(document: Document, words: Mapping[str, str]) -> str:
    text = _("%(company)s (%(enterprise)s): the document is attached. Forwarded by Schakel.") % words
    effect = effects.effect_on(document)
    return f"{text} {mark_of(effect)}" if effect and effects.TABLE[effect].is_marked else text


def parcel_id(forward: Forward) -> str:
    """One more edition is another parcel: a mail server may throw away what it knows."""
    return forward.uid.hex if forward.edition == 1 else f"{forward.uid.hex}.{forward.edition}"


def header_line(text: str) -> str:
    """One line of a mail's head: a hostile name can neither add another nor stop the mail (J01)."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]


def files_of(document: Document, forwarder: Forwarder) -> Iterator[ParcelFile]:
    """The structured one first. Raises Unsendable."""
    if document.is_unscanned:
        raise Unsendable("not_scanned")
    stem = file_names.stem(forwarder.pattern, file_names.words_of(document))
    try:
        data = store.read(document.sha256)
    except store.Damaged as fault:
        raise Unsendable("damaged") from fault
    if document.kind == Document.Kind.PAPER:
        yield from paper_of(document, forwarder, stem, data=data)
        return
    if forwarder.contents == Contents.XML and not is_pdf(data):
        yield ParcelFile(f"{stem}.xml", XML, data)  # which nobody has to read for that
        return
    yield from files_of_opened(opened(document), forwarder, stem, beside=next(iter(pdf_beside(document)), b""))


def paper_of(document: Document, forwarder: Forwarder, stem: str, *, data: bytes) -> Iterator[ParcelFile]:
    """As it came. Raises Unsendable."""
    kind = paper_type(data)
    if not kind or not forwarder.takes(document):
        raise Unsendable("no_papers")
    yield ParcelFile(f"{stem}.{ENDINGS[kind]}", kind, data)


def files_of_opened(here: Opened, forwarder: Forwarder, stem: str, *, beside: bytes = b"") -> Iterator[ParcelFile]:
    if forwarder.contents in (Contents.XML, Contents.BOTH):
        yield ParcelFile(f"{stem}.xml", XML, xml_of(here))
    if forwarder.contents == Contents.HYBRID or (here.is_pdf and forwarder.contents != Contents.XML):
        yield ParcelFile(f"{stem}.pdf", PDF, hybrid_of(here, forwarder.language))
    elif forwarder.contents == Contents.PDF or (forwarder.contents == Contents.BOTH and here.invoice):
        yield ParcelFile(f"{stem}.pdf", PDF, picture_of(here, forwarder.language, beside=beside))


def xml_of(here: Opened) -> bytes:
    """As it came; out of the PDF when it came inside one."""
    if not here.is_pdf:
        return here.data
    return find(here.data).data


def hybrid_of(here: Opened, language: str) -> bytes:
    """The PDF with the invoice inside, as it came; else one of our own around the XML."""
    return here.data if here.is_pdf else render_paper(here, language)


def picture_of(here: Opened, language: str, *, beside: bytes) -> bytes:
    """The seller's own PDF that is inside, or came beside it; else our page on paper."""
    found = pdf_of(here.invoice) if here.invoice else None
    attached = here.invoice.documents[found.index].attachment if here.invoice and found else None
    return attached.content() if attached else beside or render_paper(here, language)


def render_paper(here: Opened, language: str) -> bytes:
    if not here.content:
        raise Unsendable("no_pdf")
    try:
        return render_pdf(here.content.invoice, language, ubl=here.content.ubl or write(here.content.invoice))
    except EInvoiceError as fault:
        raise Unsendable("no_pdf") from fault


def document_facts(document: Document) -> Mapping[str, Any]:
    """What a receiver's program wants to know without opening the file."""
    company = document.connection.company
    return {
        "id": document.pk,
        "connection": document.connection.side,
        "company": {"name": company.name, "enterprise_number": company.enterprise_number},
        "kind": document.kind,
        "number": document.number,
        "party": document.party,
        "issue_date": document.issue_date.isoformat() if document.issue_date else None,
        "due_date": document.due_date.isoformat() if document.due_date else None,
        "currency": document.currency,
        "payable": None if document.payable is None else decimal_text(document.payable),
        "received_at": document.received_at.isoformat(),
        "counts_as": effects.effect_on(document) or "",
        "sha256": document.sha256,
        "url": settings.URL + reverse("documents:detail", args=[document.pk]),
    }
