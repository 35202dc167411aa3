"""The archive of another provider: what looking through it and taking it in costs, and what refusing a bad one costs.

FILES=20000 PAPERS=20 python -m bench.bench_archive

A database and a store of its own in a temporary folder. CPU seconds of this process and of the readers of PDF it starts.
"""

import io
import os
import resource
import sys
import tempfile
import time
import zipfile
from pathlib import Path

FILES, PAPERS = int(os.environ.get("FILES", "20000")), int(os.environ.get("PAPERS", "20"))


def cpu() -> float:
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def archive_of(bill, paper) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(FILES - PAPERS):
            archive.writestr(f"2024/{number}.xml", bill(number))
        for number in range(PAPERS):
            archive.writestr(f"papers/{number}.pdf", paper(number))
    return whole.getvalue()


def run() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from schakel.hub.connections.models import Connection, Member, Office
    from schakel.hub.documents.archives.bring import begin_import, bring_archive
    from schakel.hub.documents.archives.worker import work_archives
    from schakel.hub.documents.bills.history import HistoryChoice
    from schakel.hub.documents.models import Document, WaitingFile
    from schakel.hub.people.models import User
    from tests.einvoice.test_pdf_text import paper
    from tests.hub.conftest import company_of
    from tests.hub.documents.archives.test_zip_reader import BAD
    from tests.hub.documents.ubl import BAKERY, invoice

    office, alice = Office.objects.create(name="Office"), User.objects.create_user("alice@alice.example", name="Alice")
    Member.objects.create(office=office, user=alice, role=Member.Role.OWNER)
    company_of(office, "Bakery", BAKERY)
    purchases = Connection.objects.get(side="purchase")
    data = archive_of(
        lambda n: invoice(number=f"N-{n}", date=f"2024-{n % 12 + 1:02}-10"), lambda n: paper(f"Paper {n}")
    )
    print(f"{FILES} files, {PAPERS} of them papers, {len(data) / 1e6:.1f} MB")
    for time_ in ("first time", "second time"):
        file = bring_archive("a.zip", data, by=alice, papers_to=purchases)
        assert isinstance(file, WaitingFile)
        for what in ("looked through", "taken in"):
            start, clock = cpu(), time.monotonic()
            while work_archives():
                pass
            spent, waited = cpu() - start, time.monotonic() - clock
            print(
                f"{time_}, {what}: {spent:.1f} s of CPU, {spent / FILES * 1000:.2f} ms a file, {waited:.0f} s by the clock"
            )
            begin_import(file, history=HistoryChoice.HISTORY, papers_to=purchases)
        file.refresh_from_db()
        print(f"{Document.objects.count()} documents; {file.result}"[:600])
    for code, several in BAD.items():
        start = cpu()
        outcome = bring_archive("a.zip", several[0], by=alice, papers_to=None)
        print(f"{code}: {(cpu() - start) * 1000:.0f} ms of CPU, {len(several[0]) / 1e6:.1f} MB")
        assert getattr(outcome, "code", "") == code


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "schakel.hub.settings",
            "SCHAKEL_DATA": place,
            "SCHAKEL_LOG": "WARNING",
        }
        run()
