"""Every list, search, page, export and API list of an office of 2,000 companies: what each costs the server.

python bench/bench_pages.py [--documents 1000000] [--few 10000] [--against COMMIT] [--requests 30] [--only WORD] [--fresh]

Seeded once for each count and database and kept in build/pages (`--fresh` seeds again); SQLite, and PostgreSQL when
SCHAKEL_TEST_POSTGRES names a server. For each page: median and p95 of the CPU of the answering process over so many warm
requests, the wall time beside it (and with PostgreSQL the CPU of its process), queries, bytes, and the ratio to the few
documents. With `--against` an older build is seeded in its own schema, its copy migrated (time printed), and both answer in turn.
Targets: p95 of 100 ms, 1.5 × the few, a number of queries that does not grow, 150 KB; 200 ms for a search.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.bench_validate_command import EXAMPLE, ROOT, unpacked

KEPT = ROOT / "build" / "pages"
LATEST, LARGEST_PAGE, LONGEST, LONGEST_SEARCH, MOST_TIMES = "now", 150_000, 100, 200, 1.5
MIGRATE = [sys.executable, "-m", "django", "migrate"]
COLLECT = [sys.executable, "-m", "django", "collectstatic", "-v", "0", "--no-input", "--clear"]
CATCH_UP = """
import django; django.setup()
from schakel.hub.documents.search.index import build_index
from schakel.hub.payments.totals import update_totals

while build_index() + update_totals():
    pass
"""
PATIENCE = 20.0  # seconds of CPU for one page of one build; then fewer requests have to do
WARM = 3

ALL = ("owner", "holder", "client")  # of the office, of 500 companies, of the two largest
BOTH = ("owner", "client")
PAGES: list[tuple[str, tuple[str, ...], str]] = [  # name, who, address; a name with "search" has 200 ms
    ("connections", ALL, "/connections/"),
    ("connections, dense", ("owner",), "/connections/?view=rows"),
    ("connections, by last document", ("owner",), "/connections/?view=rows&order=last"),
    ("connections, by waiting", ("owner",), "/connections/?view=rows&order=waiting"),
    ("connections, accepted", ("owner",), "/connections/?state=accepted"),
    ("connections, search", ("owner",), "/connections/?q=garage+hoog"),
    ("connections, search by mail", ("owner",), "/connections/?q=person77%40"),
    ("a company", BOTH, "/connections/companies/1/"),
    ("history of a connection", ("owner",), "/connections/1/history/"),
    ("documents", ALL, "/documents/"),
    ("documents, unread", ALL, "/documents/?state=unread"),
    ("documents, sales", ALL, "/documents/?side=sales"),
    ("documents, credit notes", ("owner",), "/documents/?kind=credit_note"),
    ("documents of a connection", BOTH, "/documents/?connection=1"),
    ("documents, search a rare word", ALL, "/documents/?q=po77777"),
    ("documents, search a common word", ALL, "/documents/?q=meel"),
    ("documents, search nothing", ALL, "/documents/?q=zzzzqqq"),
    ("documents, search a number", ALL, "/documents/?q=0007777"),
    ("documents, search a company", ("owner",), "/documents/?q=hoogland+150"),
    ("documents, search two words", ALL, "/documents/?q=meel+papier"),
    ("documents, search a word and a month", ALL, "/documents/?q=meel+2026-03"),
    ("documents, search a month", ALL, "/documents/?q=maart"),
    ("documents, search an amount", ALL, "/documents/?q=1.250,00"),
    ("documents, search above an amount", ALL, "/documents/?q=%3E+1000"),
    ("documents, search with an error of typing", ALL, "/documents/?q=hooglend"),
    ("documents, search 10,000 characters", ALL, f"/documents/?q={'meel%22*+' * 1_250}"),
    ("documents, by date of issue", ALL, "/documents/?order=-issue"),
    ("documents, by amount", ALL, "/documents/?order=-amount"),
    ("documents, by party", ALL, "/documents/?order=party"),
    ("documents, to pay", ALL, "/documents/?state=to_pay"),
    ("documents, not forwarded", ("owner",), "/documents/?state=not_forwarded"),
    ("documents of a month", ALL, "/documents/?begin=2026-03-01&end=2026-03-31"),
    ("a document", BOTH, "/documents/{document}/"),
    ("adding a document", BOTH, "/documents/upload/"),
    ("documents waiting for a choice", BOTH, "/documents/take/"),
    ("payments", ALL, "/payments/"),
    ("payments, overdue", ALL, "/payments/?tab=overdue"),
    ("payments, set aside", ("owner",), "/payments/?tab=later"),
    ("payments, paid", ALL, "/payments/?tab=paid"),
    ("payments, archived", ("owner",), "/payments/?tab=archived"),
    ("payments, to approve", ("owner",), "/payments/?tab=approve"),
    ("payments, sales", ALL, "/payments/?side=sales"),
    ("payments of a company", BOTH, "/payments/?company=1"),
    ("payments, search", ("owner",), "/payments/?q=meel"),
    ("payments, search a rare word", ("owner",), "/payments/?q=po77777"),
    ("open items, CSV", ("client",), "/payments/open-items?form=csv"),
    ("a payment file", BOTH, "/payments/companies/1/files/new/"),
    ("payment files", BOTH, "/payments/files/"),
    ("statements", BOTH, "/payments/statements/"),
    ("money of a company", BOTH, "/payments/companies/1/"),
    ("forwarding", ("owner",), "/forwarding/"),
    ("forwarding, search", ("owner",), "/forwarding/?q=garage"),
    ("forwarding of a company", ("owner",), "/forwarding/companies/1/"),
    ("forwarding of a company, forwarded", ("owner",), "/forwarding/companies/1/?tab=sent"),
    ("a forwarder", ("owner",), "/forwarding/1/"),
    ("a forwarder, set up", ("owner",), "/forwarding/1/edit/"),
    ("a forwarder, test", ("owner",), "/forwarding/1/test/"),
    ("a new forwarder", ("owner",), "/forwarding/new/other/"),
    ("sales", BOTH, "/sales/"),
    ("contacts", BOTH, "/sales/companies/1/contacts/"),
    ("products", BOTH, "/sales/companies/1/products/"),
    ("uploads", BOTH, "/sales/companies/1/uploads/"),
    ("numbering", BOTH, "/sales/companies/1/numbering/"),
    ("recurring invoices", BOTH, "/sales/recurrences/"),
    ("answers", BOTH, "/answers/"),
    ("office", ("owner",), "/office/"),
    ("keys of the office", ("owner",), "/office/1/keys/"),
    ("me", BOTH, "/me/"),
    ("API companies", ("office", "company"), "/api/v1/companies"),
    ("API documents", ("office", "company"), "/api/v1/documents"),
    ("API documents, number=", ("office", "company"), "/api/v1/documents?number=2026-0007777"),
    ("API documents, number= of none", ("office", "company"), "/api/v1/documents?number=none"),
    ("API documents of a company", ("office",), "/api/v1/documents?company=1500"),
    ("API documents, since", ("office",), "/api/v1/documents?received_since=2026-11-01T00:00:00%2B00:00"),
    ("API documents, search a rare word", ("office", "company"), "/api/v1/documents?q=po77777"),
    ("API open items", ("office", "company"), "/api/v1/open-items"),
    ("API open items, overdue", ("office", "company"), "/api/v1/open-items?state=overdue"),
    ("API open items, paid", ("office",), "/api/v1/open-items?state=paid"),
    ("API open items, sales", ("office",), "/api/v1/open-items?side=sales"),
    ("API open items of a company", ("office",), "/api/v1/open-items?company=1500"),
    ("API forwards", ("office", "company"), "/api/v1/forwards"),
    ("API drafts", ("office", "company"), "/api/v1/drafts"),
    ("API transmissions", ("office", "company"), "/api/v1/transmissions"),
    ("API answers", ("office", "company"), "/api/v1/answers"),
    ("API statements", ("office", "company"), "/api/v1/companies/1/statements"),
]  # fmt: skip


@dataclass
class Build:
    """One build on one database, answering."""

    name: str
    process: subprocess.Popen[str]
    document: int

    def ask(self, who: str, path: str) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        asked = {"who": who, "path": path.format(document=self.document)}
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return dict(json.loads(self.process.stdout.readline()))


@dataclass
class Cost:
    answers: list[dict[str, Any]] = field(default_factory=list)

    def median(self, what: str) -> float:
        return float(statistics.median(each[what] for each in self.answers))

    @property
    def p95(self) -> float:
        ordered = sorted(each["cpu"] for each in self.answers)
        return float(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))])

    @property
    def all(self) -> float:
        """With what PostgreSQL spends."""
        return self.median("cpu") + float(statistics.fmean(each["database"] for each in self.answers))


def main() -> None:
    asked = arguments()
    for kind in ("sqlite", "postgres"):
        if asked.database and kind != asked.database:
            continue
        if kind == "postgres" and not os.environ.get("SCHAKEL_TEST_POSTGRES"):
            print("PostgreSQL: skipped, SCHAKEL_TEST_POSTGRES names no server")
            continue
        measure_all(asked, kind)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--few", type=int, default=10_000)
    parser.add_argument("--against", default="", help="the commit of an older build")
    parser.add_argument("--requests", type=int, default=30)
    parser.add_argument("--only", default="", help="pages with this in their name")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="")
    parser.add_argument("--fresh", action="store_true", help="seed again")
    return parser.parse_args()


def measure_all(asked: argparse.Namespace, kind: str) -> None:
    with ExitStack() as stack:
        builds = {}
        for name, count in (("few", asked.few), (LATEST, asked.documents)):
            place = seeded(kind, count, "", fresh=asked.fresh) if not (asked.against and name == LATEST) else None
            if place is None:
                older = seeded(kind, count, asked.against, fresh=asked.fresh)
                builds["older"] = stack.enter_context(Answering("older", older, kind, root=older_root(asked.against)))
                place = migrated(older, kind)
            builds[name] = stack.enter_context(Answering(name, place, kind, root=ROOT))
        print(f"\n{kind}: {asked.documents:,} documents" + (f", beside {asked.against}" if asked.against else ""))
        print(
            f"{'page':46} {'p50':>7} {'p95':>7} {'wall':>7} {'PG':>6} {'queries':>7} {'bytes':>8}"
            f" {'× few':>6} {'older':>8} {'×':>6}"
        )
        for name, people, path in PAGES:
            if asked.only in name:
                for who in people:
                    show(f"{name}, {who}", measure(builds, who, path, asked.requests))


def measure(builds: dict[str, Build], who: str, path: str, requests: int) -> dict[str, Cost]:
    """In turn, after some that warm up; a build that is too slow for so many answers fewer."""
    costs = {name: Cost() for name in builds}
    for turn in range(WARM + requests):
        for name, build in builds.items():
            cost = costs[name]
            if turn > WARM + 2 and sum(each["cpu"] + each["database"] for each in cost.answers) > PATIENCE * 1000:
                continue
            answer = build.ask(who, path)
            if answer["status"] != 200:
                cost.answers = []
                continue
            if turn >= WARM:
                cost.answers.append(answer)
    return costs


def show(name: str, costs: dict[str, Cost]) -> None:
    now, few, older = costs[LATEST], costs["few"], costs.get("older")
    if not now.answers:
        print(f"{name:46} not there")
        return
    limit = LONGEST_SEARCH if "search" in name else LONGEST
    times = now.all / few.all if few.answers else 0
    faults = [
        *(["slow"] if now.p95 > limit else []),
        *(["grows"] if times > MOST_TIMES else []),
        *(["more queries"] if few.answers and now.median("queries") > few.median("queries") + 1 else []),
        *(["long"] if now.median("bytes") > LARGEST_PAGE else []),
    ]
    beside = f"{older.median('cpu'):8.1f} {older.all / now.all:6.1f}" if older and older.answers else ""
    print(
        f"{name:46} {now.median('cpu'):7.1f} {now.p95:7.1f} {now.median('wall'):7.1f} {now.all - now.median('cpu'):6.1f}"
        f" {now.median('queries'):7.0f} {now.median('bytes'):8,.0f} {times:6.2f} {beside:15} {', '.join(faults)}",
        flush=True,
    )


# The databases: one folder for each count and build, with the file of SQLite or the name of PostgreSQL's


def seeded(kind: str, count: int, commit: str, *, fresh: bool) -> Path:
    place = KEPT / f"{kind}-{count}{'-' + commit if commit else ''}"
    if (place / "keys.json").exists() and not fresh:
        if not commit and is_behind(place, kind):
            bring_up_to_date(place, kind)
        return place
    shutil.rmtree(place, ignore_errors=True)
    (place / "static").mkdir(parents=True)
    if kind == "postgres":
        remake(place)
    begun, root = time.monotonic(), older_root(commit) if commit else ROOT
    done = subprocess.run(
        [sys.executable, ROOT / "bench" / "seed_pages.py", "--documents", str(count)],
        env=environment(place, kind, root), input=invoices(), stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    keys = dict(line.split() for line in done.stdout.decode().splitlines())
    (place / "keys.json").write_text(json.dumps(keys))
    print(f"{place.name}: {count:,} documents seeded in {time.monotonic() - begun:.0f} s", flush=True)
    return place


def migrated(older: Path, kind: str) -> Path:
    """A copy of the older build's database, brought up to date by this one."""
    place = older.with_name(f"{older.name}-migrated")
    if not (place / "keys.json").exists() or is_behind(place, kind):
        if not (place / "keys.json").exists():
            shutil.rmtree(place, ignore_errors=True)
            if kind == "postgres":
                place.mkdir()
                remake(place, template=database_of(older))
            shutil.copytree(older, place, dirs_exist_ok=True)
        begun = time.monotonic()
        bring_up_to_date(place, kind)
        print(f"{place.name}: migrated in {time.monotonic() - begun:.0f} s", flush=True)
    return place


def bring_up_to_date(place: Path, kind: str) -> None:
    """The rows, and the styles, of which the older build has other ones; what the worker adds when it has been migrated."""
    for command in ([*MIGRATE, "-v", "0"], COLLECT, [sys.executable, "-c", CATCH_UP]):
        subprocess.run(command, env=environment(place, kind, ROOT), check=True)


def is_behind(place: Path, kind: str) -> bool:
    command = [*MIGRATE, "--check", "-v", "0"]
    return bool(
        subprocess.run(command, env=environment(place, kind, ROOT), capture_output=True, check=False).returncode
    )


def older_root(commit: str) -> Path:
    folder = KEPT / f"build-{commit}"
    KEPT.mkdir(parents=True, exist_ok=True)
    return folder if folder.exists() else unpacked(commit, folder) or ROOT


def environment(place: Path, kind: str, root: Path) -> dict[str, str]:
    env = {
        **os.environ,
        "SCHAKEL_DATA": str(place),
        "PYTHONPATH": str(root),
        "SCHAKEL_LOG": "ERROR",
        "SCHAKEL_DEMO": "",
    }
    env |= {"DJANGO_SETTINGS_MODULE": "schakel.hub.settings", "SCHAKEL_API_CALLS_PER_MINUTE": "1000000"}
    if kind == "postgres":
        env["SCHAKEL_DATABASE"] = (
            urlsplit(os.environ["SCHAKEL_TEST_POSTGRES"])._replace(path=f"/{database_of(place)}").geturl()
        )
    return env


def database_of(place: Path) -> str:
    return f"bench_{place.name}".replace("-", "_")[:60]


def remake(place: Path, *, template: str = "") -> None:
    import psycopg  # only where there is a server

    with psycopg.connect(os.environ["SCHAKEL_TEST_POSTGRES"], autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{database_of(place)}"')
        server.execute(f'CREATE DATABASE "{database_of(place)}"' + (f' TEMPLATE "{template}"' if template else ""))


def invoices() -> bytes:
    """Some with bytes, for the page of one document; none where the examples are not beside the project."""
    if not EXAMPLE.is_file():
        return b""
    return b"\0".join(EXAMPLE.read_text().replace("Snippet1", f"BENCH-{n}").encode() for n in range(3))


class Answering:
    def __init__(self, name: str, place: Path, kind: str, *, root: Path) -> None:
        keys = (place / "keys.json").read_text()
        command = [sys.executable, ROOT / "bench" / "answer_pages.py", keys]
        self.process = subprocess.Popen(
            command, env=environment(place, kind, root), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        count = int(place.name.split("-")[1])
        self.build = Build(name, self.process, document=count + 1)

    def __enter__(self) -> Build:
        assert self.process.stdout
        assert self.process.stdout.readline() == "ready\n"
        return self.build

    def __exit__(self, *_fault: object) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


if __name__ == "__main__":
    main()
