"""An office takes its log along: as lines of JSON that anybody can check, or as a sheet to read."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from schakel.hub.audit.chain import canonical, readable
from schakel.hub.audit.models import AuditEntry
from schakel.hub.people.models import User
from schakel.hub.records.audit.reading import readable_entries
from schakel.hub.web.spreadsheet import plain

PIECE = 2000  # rows


def json_lines(office: int) -> Iterator[bytes]:
    """Every linked row of a chain from its first: what its hash covers, and its hash."""
    linked = AuditEntry.objects.filter(office=office).exclude(position=None).order_by("position")
    for entry in linked.iterator(chunk_size=PIECE):
        yield canonical(values_of(entry)) + b"\n"


def values_of(entry: AuditEntry) -> dict[str, Any]:
    """As in an export: the facts, `previous` and `hash` in hex, and the position."""
    facts = readable({name: getattr(entry, name) for name in AuditEntry.FACTS})
    chain = {"previous": bytes(entry.previous or b"").hex(), "hash": bytes(entry.hash or b"").hex()}
    return {**facts, **chain, "position": entry.position}


def csv_pieces(rows: QuerySet[AuditEntry], *, reader: User) -> Iterator[bytes]:
    """Newest first, with names; in the reader's language. UTF-8 with its mark, for spreadsheets."""
    yield "\N{ZERO WIDTH NO-BREAK SPACE}".encode() + csv_of([headings()])
    read = rows.iterator(chunk_size=PIECE)
    while piece := list(islice(read, PIECE)):
        yield csv_of([cells(each) for each in readable_entries(piece, reader=reader)])


def headings() -> list[str]:
    return [_("When"), _("Who"), _("What"), _("Company"), _("Document"), _("How"), _("From address"), _("Details")]


def cells(row: Any) -> list[str]:
    at = f"{timezone.localtime(row.entry.at):%Y-%m-%d %H:%M:%S}"
    return [at, row.person, row.entry.label, row.company, row.about, row.via, row.entry.address, row.detail]


def csv_of(rows: Sequence[Sequence[str]]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([plain(cell) for cell in row] for row in rows)
    return written.getvalue().encode()
