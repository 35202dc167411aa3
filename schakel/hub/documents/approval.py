"""Whether a document is approved as its company asks. The room where people approve lies above this one, and is asked."""

from collections.abc import Callable

from schakel.hub.documents.models import Document

asked: list[Callable[[Document], bool]] = []  # filled when the rooms open (AppConfig.ready)


def is_approved(document: Document) -> bool:
    """True also where no approval is asked, and of a paper, which asks for no money. An Event PAYMENT_APPROVED says when it
    may have become true."""
    return document.kind == Document.Kind.PAPER or all(ask(document) for ask in asked)
