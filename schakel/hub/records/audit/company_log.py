"""The log of one company, for those who reach it: who viewed, downloaded and changed what of theirs (ADR 0289).

Rows of the office's own log, chosen for the reader: no network addresses, nothing about the staff of the office.
"""

from collections.abc import Iterator
from itertools import islice

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from schakel.hub.audit.actions import Action
from schakel.hub.audit.models import AuditEntry
from schakel.hub.connections.models import Company, Connection
from schakel.hub.documents.models import Document
from schakel.hub.people.models import User
from schakel.hub.records.audit.reading import DOCUMENT, ReadableEntry, readable_entries
from schakel.hub.records.audit.search import ORDER, AuditQuery, narrow
from schakel.hub.web import spreadsheet
from schakel.hub.web.spreadsheet import Cell

MOST = 50_000  # rows of a sheet
PIECE = 1000
SHOWN = frozenset(
    {
        Action.LIST_EXPORTED, Action.PROOF_DOWNLOADED, Action.RETENTION_CHANGED, Action.BILL_RULE_CHANGED,
        Action.BILL_DECIDED, Action.COMPANY_ADDED, Action.COMPANY_CHANGED, Action.COMPANY_CLOSED, Action.COMPANY_REOPENED,
        Action.COMPANY_EXPORTED, Action.COMPANY_EXPORT_DOWNLOADED, Action.ACCESS_GIVEN, Action.ACCESS_ENDED,
        Action.INVITATION_ACCEPTED, Action.INVITATION_DECLINED, Action.INVITATION_WITHDRAWN,
        Action.KEY_CREATED, Action.KEY_ENDED, Action.CHANGE_ASKED, Action.CHANGE_CONFIRMED, Action.CHANGE_DONE,
        Action.CHANGE_REFUSED, Action.CHANGE_WITHDRAWN, Action.CHANGE_LAPSED, Action.PAYMENT_FILE_CREATED,
        Action.PAYMENT_FILE_DECIDED, Action.PAYMENT_FILE_DOWNLOADED, Action.STATEMENT_ADDED, Action.ENTRY_SETTLED,
        Action.NUMBERING_CHANGED, Action.SELLER_CHANGED, Action.BOOK_CHANGED, Action.RECURRENCE_CHANGED,
        Action.UPLOAD_DISCARDED, Action.REGISTRATION_CHANGED, Action.MANDATE_CHANGED, Action.TRANSMISSION_RETRIED,
        Action.TRANSMISSION_LOOKED_INTO, Action.DELETION_PREPARED, Action.DELETION_CANCELLED, Action.DELETION_CONFIRMED,
        Action.LOG_EXPORTED,
    }
)  # fmt: skip  # beside all that happens to a document; the others are the office's own


def entries_for(reader: User, company: Company, asked: AuditQuery) -> QuerySet[AuditEntry]:
    """Who reaches all of the company: what was done with it and its documents; others: that with the documents they reach."""
    entries = AuditEntry.objects.filter(office=company.office_id, company=company.pk)
    if reaches_all_of(reader, company):
        shown = entries.filter(Q(subject=DOCUMENT) | Q(action__in=[action.value for action in SHOWN]))
    else:
        documents = Document.objects.reachable_by(reader).filter(connection__company=company)
        shown = entries.filter(subject=DOCUMENT, subject_id__in=documents.values("pk"))
    return narrow(shown, asked)


def reaches_all_of(reader: User, company: Company) -> bool:
    return not company.connections.exclude(pk__in=Connection.objects.reachable_by(reader).values("pk")).exists()


def write_sheet(found: QuerySet[AuditEntry], form: str, *, reader: User) -> bytes:
    """The newest MOST rows. `form` is one of spreadsheet.TYPES."""
    headings = [_("When"), _("Who"), _("What"), _("Document"), _("How")]
    return spreadsheet.written(form, _("Access log"), headings, rows(found, reader))


def rows(found: QuerySet[AuditEntry], reader: User) -> Iterator[list[Cell]]:
    entries = found.order_by(*ORDER)[:MOST].iterator(chunk_size=PIECE)
    while piece := list(islice(entries, PIECE)):
        yield from (cells(each) for each in readable_entries(piece, reader=reader))


def cells(row: ReadableEntry) -> list[Cell]:
    at = f"{timezone.localtime(row.entry.at):%Y-%m-%d %H:%M:%S}"
    return [at, row.person, row.entry.label, row.about, row.via]
