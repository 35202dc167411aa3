"""Filing: received bytes become a Document in each connection they belong to, once.

Order matters: read, find the connections, keep the bytes durably, and only then write the rows, in one transaction.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from lxml import etree

from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.parse import LIMITS, Limits
from schakel.einvoice.validation import Report, Verdict, in_force, validate, validate_tree
from schakel.hub.connections.models import Connection
from schakel.hub.documents import store
from schakel.hub.documents.addressing import connections_for, fillable_by
from schakel.hub.documents.events import DocumentEvent
from schakel.hub.documents.formats import Understood, Unforeseen, foreseen, understood_anew
from schakel.hub.documents.index_fields import columns
from schakel.hub.documents.models import Document, Event, Way
from schakel.hub.people.models import User


@dataclass(frozen=True)
class ReadOnce:
    """Bytes that were read once: what they say, or why nobody can tell, and the tree for the rules.

    Those of a long document are read before the transaction that files it, which others wait for.
    """

    data: bytes
    content: Understood | EInvoiceError
    tree: etree._Element | None  # of the UBL; None when there is none

    @classmethod
    def of(cls, data: bytes, *, limits: Limits = LIMITS) -> "ReadOnce":
        try:
            return cls(data, *understood_anew(data, limits=limits))
        except EInvoiceError as error:
            return cls(data, error, None)

    @cached_property
    def report(self) -> Report | None:
        """By the rules in force today, which is the day it was received, asked once. None: there are none for it, or they
        fell, which is our fault and no verdict. Of a long document it takes longer than reading it."""
        ruleset = in_force(timezone.localdate()).name
        with suppress(Unforeseen):
            if isinstance(content := self.content, EInvoiceError):
                return foreseen(lambda: validate(self.data, ruleset=ruleset))
            if (tree := self.tree) is not None:
                return foreseen(lambda: validate_tree(tree, content.ubl, ruleset=ruleset))
        return None


@dataclass(frozen=True)
class Filed:
    """New here. `known` are the documents of connections that had these bytes already."""

    documents: tuple[Document, ...]
    known: tuple[Document, ...] = ()
    is_new: ClassVar[bool] = True


@dataclass(frozen=True)
class Repeat:
    """Nothing new: every connection it belongs to has these bytes."""

    documents: tuple[Document, ...]
    is_new: ClassVar[bool] = False


@dataclass(frozen=True)
class Refused:
    """Not filed, nothing kept. Permanent."""

    code: str
    sentence: Any  # text in the reader's language, made when shown


NOBODY = Refused(
    "nobody_here",
    _("Neither the seller nor the buyer of this document is a company for which you can add documents here."),
)


TOO_LARGE = Refused("too_large", _("The file is larger than may be uploaded here."))


def file(
    data: bytes | ReadOnce,
    way: Way,
    *,
    by: User | None = None,
    among: QuerySet[Connection] | None = None,
    into: Connection | None = None,
    sent_elsewhere: bool = False,
    also: Callable[[Document], object] | None = None,
    limits: Limits = LIMITS,
) -> Filed | Repeat | Refused:
    """Files a document where it belongs.

    With `by`, only where that person may add documents, and with `among` only there; whether others could is not told.
    With `into`, there and nowhere else, even when it cannot be read (B09): the network has accepted it already.
    `sent_elsewhere` is noted of what the company itself issued. `also` is done with each document in the same transaction.
    """
    once = data if isinstance(data, ReadOnce) else ReadOnce.of(data, limits=limits)
    if into:
        return insert_document(once, way, connections=[into], by=by, also=also)
    if isinstance(once.content, EInvoiceError):
        return refusal(once.content)
    connections = connections_for(once.content.invoice)
    for allowed in (fillable_by(by) if by else None, among):
        if allowed is not None:
            connections = list(allowed.filter(pk__in=[each.pk for each in connections]))
    if not connections:
        return NOBODY
    return insert_document(once, way, connections=connections, by=by, also=also, sent_elsewhere=sent_elsewhere)


def refusal(error: EInvoiceError) -> Refused:
    return Refused(error.code, lazy(lambda: error.said_in(get_language() or "en"), str)())


def insert_document(
    once: ReadOnce,
    way: Way,
    *,
    connections: Iterable[Connection],
    by: User | None,
    also: Callable[[Document], object] | None,
    sent_elsewhere: bool = False,
) -> Filed | Repeat:
    digest = store.keep(once.data)
    report = once.report
    new: list[Document] = []
    known: list[Document] = []
    with transaction.atomic():
        for connection in connections:
            document, created = Document.everything.get_or_create(
                connection=connection,
                sha256=digest,
                defaults=row(once.data, once.content, report=report, side=connection.side),
            )
            if created and sent_elsewhere and document.is_own:
                document.sent_elsewhere = True
                document.save(update_fields=["sent_elsewhere"])
            if created and report:
                document.judgements.create(ruleset=report.ruleset, report=report.as_json())
            first = DocumentEvent.ISSUED if way == Way.WRITTEN else DocumentEvent.RECEIVED
            kind = first if created else DocumentEvent.REPEATED
            Event.objects.create(document=document, kind=kind, way=way, by=by)
            (new if created else known).append(document)
            if also:
                also(document)
    return Filed(tuple(new), tuple(known)) if new else Repeat(tuple(known))


def row(data: bytes, content: Understood | EInvoiceError, *, report: Report | None, side: str) -> dict[str, Any]:
    try:
        if isinstance(content, EInvoiceError):
            raise content
        facts = foreseen(lambda: columns(content.invoice, side=side))
    except EInvoiceError as error:
        facts = {"fault": error.code}
    verdict = report.verdict if report else Verdict.NOT_CHECKED
    return {"size": len(data), "received_at": timezone.now(), "verdict": verdict.value, **facts}
