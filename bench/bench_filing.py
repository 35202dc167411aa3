"""Filing one document after the other, and a hundred at a time: CPU and wall time a document, beside reading and judging alone.

With `--against COMMIT` an older build files the same documents in turn with this one. "bare" is this one without its index of
words, which may cost 10 % of the older build's filing. The documents are the 9 KB base example with a number each; SQLite.
Floor: reading and the rules, without which no document is filed. Target: one at most 5 × the floor, of many at most 2 ×.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.bench_validate_command import EXAMPLE, ROOT, unpacked

DOCUMENTS, BATCH = 300, 100

FILE_THEM = """
import sys, time
import django; django.setup()
from django.core.management import call_command
from django.db import connection
from schakel.hub.connections.models import Company, Connection, Office
from schakel.hub.documents import filing
from schakel.hub.documents.models import Way

call_command("migrate", verbosity=0)
if sys.argv[2] == "bare":
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'documents_text_*'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
company = Company.objects.create(office=Office.objects.create(name="Office"), name="Bakery", enterprise_number="0738401154")
here = Connection.objects.create(company=company, **{"side" if hasattr(Connection, "Side") else "kind": "purchase"})
batch, several = int(sys.argv[1]), sys.stdin.buffer.read().split(b"\\0")

def read(data):
    once = filing.ReadOnce.of(data)
    return once.judged() if hasattr(once, "judged") else once.report

def one(data):
    filing.file(data, Way.PEPPOL, into=here)

def many(several):
    if hasattr(filing, "file_all"):
        filing.file_all([filing.Arrival(each, [here]) for each in several], Way.PEPPOL)
    else:
        from schakel.hub.documents.filing_together import Arrival, file_together
        file_together([Arrival(each, here) for each in several], Way.PEPPOL, also=lambda documents: None)

def spent(deed, arguments, count):
    wall, cpu = time.perf_counter(), time.process_time()
    for each in arguments:
        deed(each)
    print((time.process_time() - cpu) / count * 1000, (time.perf_counter() - wall) / count * 1000)

read(several[0] + b" "); one(several[0] + b"  ")  # each module is loaded
third = len(several) // 3
spent(read, several[:third], third)
spent(one, several[third : 2 * third], third)
rest = several[2 * third :]
spent(many, [rest[at : at + batch] for at in range(0, len(rest), batch)], len(rest))
"""


def filed(root: Path, documents: bytes, name: str) -> list[list[float]]:
    """Milliseconds of CPU and of the clock a document: read only, one by one, many at a time."""
    with tempfile.TemporaryDirectory() as place:
        env = {**os.environ, "SCHAKEL_DATA": place, "PYTHONPATH": str(root), "SCHAKEL_LOG": "ERROR", "SCHAKEL_DEMO": ""}
        env |= {"DJANGO_SETTINGS_MODULE": "schakel.hub.settings"}
        command = [sys.executable, "-c", FILE_THEM, str(BATCH), name]
        done = subprocess.run(command, cwd=root, env=env, input=documents, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return [[float(number) for number in line.split()] for line in done.stdout.splitlines()[-3:]]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--against", default="", help="the commit of an older build")
    asked.add_argument("--turns", type=int, default=5)
    given = asked.parse_args()
    if not EXAMPLE.is_file():
        print("skipped: the corpus is not beside the repository")
        return
    text = EXAMPLE.read_text()
    numbers = range(3 * DOCUMENTS)
    documents = b"\0".join(re.sub(r"<cbc:ID>[^<]*", f"<cbc:ID>{n}", text, count=1).encode() for n in numbers)
    with tempfile.TemporaryDirectory() as place:
        older = unpacked(given.against, Path(place) / "older") if given.against else None
        builds = {"now": ROOT, "bare": ROOT} | ({given.against: older} if older else {})
        turns = [{name: filed(root, documents, name) for name, root in builds.items()} for _ in range(given.turns)]
    costs: dict[str, tuple[float, float, float]] = {}
    for name in builds:
        middle = [[statistics.median(turn[name][at][what] for turn in turns) for what in (0, 1)] for at in range(3)]
        (floor, _), (one, wall_one), (many, wall_many) = middle
        costs[name] = floor, one, many
        print(
            f"filing, {name}: one {one:.2f} ms CPU ({wall_one:.1f} ms), × {one / floor:.2f} of reading and judging "
            f"{floor:.2f} ms (target 5); {BATCH} at a time {many:.2f} ms ({wall_many:.1f} ms), × {many / floor:.2f} (target 2)"
        )
    for at, what in enumerate(("reading and judging", "one", f"{BATCH} at a time") if older else ()):
        now, bare, then = (costs[name][at] for name in ("now", "bare", given.against))
        print(f"{what}: × {now / then:.2f} of {given.against}, of it the index {(now - bare) / then:.0%} (target 10 %)")


if __name__ == "__main__":
    main()
