"""A label on 100,000 documents in one action, pages that are asked for meanwhile, and what each saved view counts.

python bench/bench_bulk_action.py [--documents 192000] [--label 100000] [--against COMMIT]

On a copy of the rows of bench_pages on SQLite (`--against` takes those that it migrated from an older build). The action is done
as the worker does it, in a process of its own; the owner asks for pages in turn, before it and as long as it goes on.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import cycle
from pathlib import Path
from typing import Any

from bench.bench_pages import KEPT, Answering, Build, environment, migrated, seeded
from bench.bench_validate_command import ROOT

PAGES = ("/documents/", "/documents/?q=meel", "/payments/", "/connections/", "/documents/actions/{action}/")
BEFORE = 10  # rounds of the pages
VIEWS = (
    "", "side=purchase", "kind=credit_note", "state=unread", "state=to_pay", "state=overdue", "state=paid",
    "state=not_forwarded", "q=meel", "q=po77777", "q=%3E+1000", "company=1500", "label={label}",
)  # fmt: skip
PREPARE = """
import sys
import django; django.setup()
from schakel.hub.connections.models import Office
from schakel.hub.documents.actions.start import start
from schakel.hub.documents.labels.models import Label
from schakel.hub.documents.models import Document
from schakel.hub.documents.saved_views.models import SavedView
from schakel.hub.people.models import User

owner, (most, *queries) = User.objects.get(email="owner@office.example"), sys.argv[1:]
label = Label.objects.create(office=Office.objects.get(), name="To check")
views = [SavedView.objects.create(owner=owner, name=f"View {n}", query=query.format(label=label.pk)) for n, query in
         enumerate(queries)]
keys = Document.objects.order_by("-pk").values_list("pk", flat=True)[: int(most)]
action = start("label", str(label.pk), by=owner, ticked=None, query="")
action.last = list(keys)[-1] - 1
action.save(update_fields=["last"])
print(action.pk, *(view.pk for view in views))
"""
WORK = """
import sys, time
import django; django.setup()
from schakel.hub.documents.actions.models import BulkAction
from schakel.hub.documents.actions.worker import work_bulk_actions
from schakel.hub.documents.labels.models import DocumentLabel

wall, cpu = time.perf_counter(), time.process_time()
while BulkAction.objects.get().goes_on:
    work_bulk_actions()
spent, took, action = time.process_time() - cpu, time.perf_counter() - wall, BulkAction.objects.get()
assert DocumentLabel.objects.count() == action.done, (action.done, action.skipped, action.last_error)
print(f"{action.done:,} documents labelled in {took:.1f} s, {spent:.1f} s of CPU: {spent / action.done * 1e3:.2f} ms each")
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=192_000)
    parser.add_argument("--label", type=int, default=100_000, help="the newest so many")
    parser.add_argument("--against", default="", help="take the rows of this older build, migrated")
    asked = parser.parse_args()
    rows = seeded("sqlite", asked.documents, asked.against, fresh=False)
    rows = migrated(rows, "sqlite") if asked.against else rows
    with tempfile.TemporaryDirectory(dir=KEPT) as folder:
        place = Path(folder) / rows.name
        shutil.copytree(rows, place)
        measure(place, asked.label)


def measure(place: Path, most: int) -> None:
    env: dict[str, Any] = {"env": environment(place, "sqlite", ROOT), "text": True}
    prepared = subprocess.run([sys.executable, "-c", PREPARE, str(most), *VIEWS], stdout=-1, check=True, **env)
    action, *views = prepared.stdout.split()
    pages = [page.format(action=action) for page in PAGES]
    with Answering("now", place, "sqlite", root=ROOT) as build:
        show("before the action", [build.ask("owner", page) for page in pages * BEFORE])
        worker = subprocess.Popen([sys.executable, "-c", WORK], stdout=-1, **env)
        meanwhile = []
        for page in cycle(pages):
            meanwhile.append(build.ask("owner", page))
            time.sleep(0.2)  # somebody reads
            if worker.poll() is not None:
                break
        assert worker.stdout
        print(worker.stdout.read(), end="")
        show("while it goes on", meanwhile)
        for query, view in zip(VIEWS, views, strict=True):
            count(build, query, view)


def show(when: str, answers: list[dict[str, Any]]) -> None:
    wall = sorted(each["wall"] for each in answers)
    codes = sorted({each["status"] for each in answers})
    print(f"{when}: {len(wall)} pages, {codes}, CPU p50 {statistics.median(each['cpu'] for each in answers):.0f} ms,"
          f" wall p50 {statistics.median(wall):.0f}, p95 {wall[int(len(wall) * 0.95)]:.0f}, at most {wall[-1]:.0f} ms")  # fmt: skip


def count(build: Build, query: str, view: str) -> None:
    answers = [build.ask("owner", f"/documents/views/{view}/count") for _ in range(5)]
    assert {each["status"] for each in answers} == {200}, json.dumps(answers)
    spent = sorted(each["cpu"] for each in answers)
    print(f"the count of a view, {query or 'all documents':20} {spent[2]:7.1f} ms, at most {spent[-1]:.1f}")


if __name__ == "__main__":
    main()
