"""What the audit log costs: CPU of a document's page with it and without, by turns; bytes a row; the pace of `verify`; its page.

    python -m bench.bench_audit            # BENCH_COUNT rows, 100,000 without it; 1,000,000 are asked for by the aims

Aims: at most 5 % of the CPU of a page; a page of the log within 100 ms at a million rows.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

COUNT = int(os.environ.get("BENCH_COUNT", "100000"))
PAGES = 60  # of each kind, in a turn
TURNS = 6


def set_up(place: Path) -> None:
    os.environ |= {"SCHAKEL_DATA": str(place), "DJANGO_SETTINGS_MODULE": "schakel.hub.settings", "SCHAKEL_LOG": "ERROR"}
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from django.conf import settings

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def compare_pages() -> None:
    """The first view of a day, which writes a row, and the second, which only looks whether there is one."""
    from schakel.hub.audit.models import AuditEntry
    from schakel.hub.connections.models import Member, Office
    from schakel.hub.documents.filing import file
    from schakel.hub.documents.models import Document, Way
    from tests.hub.conftest import company_of, person, signed_in
    from tests.hub.documents.ubl import BAKERY, invoice

    alice, office = person("Alice"), Office.objects.create(name="Office", language="en")
    Member.objects.create(office=office, user=alice, role=Member.Role.OWNER)
    company_of(office, "Bakery", BAKERY)
    for n in range(PAGES * TURNS * 2 + 1):
        file(invoice(number=f"{n}"), Way.COMMAND)
    documents = list(Document.objects.values_list("pk", flat=True))
    client = signed_in(alice)
    client.get(f"/documents/{documents.pop()}/")
    spent: dict[tuple[str, str], list[float]] = {}
    for turn in range(TURNS * 2):
        mine = [documents.pop() for _ in range(PAGES)]
        name = "with" if turn % 2 else "without"
        for view in ("first", "again"):
            began = time.process_time()
            with patch("schakel.hub.documents.views.detail.record_shown") if name == "without" else patch("time.ctime"):
                for pk in mine:
                    assert client.get(f"/documents/{pk}/").status_code == 200
            spent.setdefault((view, name), []).append((time.process_time() - began) / PAGES)
    for view in ("first", "again"):
        bare, logged = (statistics.median(spent[view, name]) for name in ("without", "with"))
        print(
            f"page, {view} view of a day: {logged * 1000:.2f} ms CPU, {logged / bare:.3f} × without the log (aim 1.05)"
        )
    assert AuditEntry.objects.filter(action="document_shown").count() >= PAGES * TURNS


def fill(place: Path) -> None:
    """Rows as a year of an office makes them: 30 people, 1,500 companies."""
    from django.db import connection

    from schakel.hub.audit import chain
    from schakel.hub.audit.models import AuditEntry

    def size() -> int:
        connection.close()
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return (place / "schakel.sqlite3").stat().st_size

    before, began = size(), time.monotonic()
    for start in range(0, COUNT, 5000):
        AuditEntry.objects.bulk_create(
            AuditEntry(
                office=1, company=n % 1500 + 1, user=n % 30 + 1, via="page", address="192.0.2.123",
                action="document_downloaded" if n % 3 else "access_given", subject="documents.document", subject_id=n,
            )
            for n in range(start, min(start + 5000, COUNT))
        )  # fmt: skip
    written = time.monotonic() - began
    began = time.monotonic()
    chain.link_all()
    linked = time.monotonic() - began
    print(
        f"{COUNT} rows: {(size() - before) / COUNT:.0f} bytes each with their indexes, linked at {COUNT / linked:.0f}/s"
    )
    print(f"written in bulk at {COUNT / written:.0f}/s")


def verify() -> None:
    from schakel.hub.records.audit.verify import verify_log

    began = time.process_time()
    found = verify_log([])
    assert found.found == 0
    cpu = time.process_time() - began
    print(
        f"verify: {found.entries} rows in {found.seconds:.1f} s, {found.entries / found.seconds:.0f}/s, {cpu:.1f} s CPU"
    )


def time_pages() -> None:
    from schakel.hub.connections.models import Office
    from schakel.hub.people.models import User
    from schakel.hub.records.audit.reading import readable_entries
    from schakel.hub.records.audit.search import ORDER, AuditQuery, entries_of
    from schakel.hub.web.paging import page

    office, alice = Office.objects.get(), User.objects.get()
    asked: dict[str, Callable[[], Any]] = {
        "newest": lambda: AuditQuery(),
        "person": lambda: AuditQuery(person="alice"),
        "company": lambda: AuditQuery(company="bakery"),
        "action": lambda: AuditQuery(action="access_given"),
        "person and action": lambda: AuditQuery(person="alice", action="access_given"),
        "a rare action": lambda: AuditQuery(action="restored"),
    }
    for name, query in asked.items():
        took = []
        for _ in range(5):
            began = time.perf_counter()
            readable_entries(page(entries_of(office, query()), order=ORDER).rows, reader=alice)
            took.append(time.perf_counter() - began)
        print(f"page of the log, {name}: {min(took) * 1000:.0f} ms (aim 100)")


def main() -> int:
    with tempfile.TemporaryDirectory() as place:
        set_up(Path(place))
        fill(Path(place))
        compare_pages()
        verify()
        time_pages()
    return 0


if __name__ == "__main__":
    sys.exit(main())
