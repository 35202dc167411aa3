"""`schakel validate` beside an older build of itself, and beside en16931-cli where that is installed, in turn.

python bench/bench_validate_command.py [--against COMMIT] [--turns 5] [--documents 3000]

CPU seconds (user and system) of the whole command, start included, over a folder of 9 KB documents, and over documents
of 1,000 lines; wall time with one and with two jobs, which means something on an otherwise idle machine only. The median
of the turns. Targets against the build of issue 26: 1.7 ×, 1.5 ×, and 1.7 × in wall time with -j 2. Then both builds
judge the same documents, and what they say is compared.
"""

import argparse
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT.parent / "shared/corpus/peppol-bis3-examples/docs/billing-base-example.xml"
OLDER = "12e53b2"
LONG = 20  # documents of 1,000 lines
XML = [("XML", "fatal", "")]  # what this build may call another file that was not checked
Spent = tuple[float, float]  # CPU, wall; seconds


def main() -> int:
    asked = arguments()
    if not EXAMPLE.exists():
        print("validate: the example is not there")
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        older = unpacked(asked.against, folder / "older")
        short, long = (
            write_documents(folder / "short", asked.documents, lines=0),
            write_documents(folder / "long", LONG, lines=1_000),
        )
        in_turn("9 KB", short, asked.documents, older=older, turns=asked.turns, target=1.7)
        in_turn("1,000 lines", long, LONG, older=older, turns=asked.turns, target=1.5)
        together(short, turns=asked.turns)
        return alike(older) if older else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--against", default=OLDER, help="the commit of the older build")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--documents", type=int, default=3_000)
    return parser.parse_args()


def unpacked(commit: str, folder: Path) -> Path | None:
    """The older build, run by this Python with this environment; None when its commit is not here."""
    folder.mkdir()
    archive = subprocess.run(["git", "archive", commit, "schakel"], cwd=ROOT, capture_output=True, check=False)
    if archive.returncode:
        print(f"validate: commit {commit} is not here, so only this build is measured")
        return None
    subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
    return folder


def write_documents(folder: Path, count: int, *, lines: int) -> Path:
    """So many documents with numbers of their own."""
    folder.mkdir()
    text = EXAMPLE.read_text()
    found = list(re.finditer(r"<cac:InvoiceLine>.*?</cac:InvoiceLine>", text, re.DOTALL))
    if lines:
        body = "".join(found[at % len(found)].group() for at in range(lines))
        text = text[: found[0].start()] + body + text[found[-1].end() :]
    for at in range(count):
        (folder / f"{at:05d}.xml").write_text(text.replace("<cbc:ID>Snippet1<", f"<cbc:ID>N{at}<", 1))
    return folder


def in_turn(name: str, folder: Path, count: int, *, older: Path | None, turns: int, target: float) -> None:
    builds: dict[str, Callable[[], Spent]] = {"this": lambda: command(ROOT, folder)}
    if older:
        builds["older"] = lambda: command(older, folder)
    if shutil.which("en16931"):
        builds["en16931-cli"] = lambda: spent(["en16931", "validate", *map(str, sorted(folder.iterdir()))], {})
    taken: dict[str, list[float]] = {build: [] for build in builds}
    for run in builds.values():
        run()  # keeps its bytecode
    for _ in range(turns):
        for build, run in builds.items():
            taken[build].append(run()[0])
    median = {build: statistics.median(each) / count * 1000 for build, each in taken.items()}
    told = ", ".join(f"{build} {each:.2f} ms" for build, each in median.items())
    ratio = f"; {median['older'] / median['this']:.2f} × (target {target})" if older else ""
    print(f"validate, {name}, CPU a document: {told}{ratio}")


def alike(older: Path) -> int:
    """1 when the two builds say different rules or places of a document that both judge."""
    now, before = findings_of(ROOT), findings_of(older)
    judged = [file for file, (verdict, found) in before.items() if verdict != "not_checked" and found[:1] != XML]
    different = [file for file in judged if now[file] != before[file]]
    print(f"validate: {len(judged)} documents of the corpus judged by both builds, {len(different)} differently")
    return int(bool(different))


def findings_of(build: Path) -> dict[str, tuple[str, list[tuple[str, str, str]]]]:
    """By file of the corpus: the verdict, and rule, severity and place of each finding."""
    arguments = [sys.executable, "-m", "schakel", "validate", "--json", "--lang", "en", str(EXAMPLE.parents[2])]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    told = subprocess.run(arguments, env={**clean, "PYTHONPATH": str(build)}, capture_output=True, check=False, cwd="/")
    rows = [json.loads(row) for row in told.stdout.splitlines()]
    return {
        row["file"]: (row["verdict"], [(each["rule"], each["severity"], each["xpath"]) for each in row["findings"]])
        for row in rows
    }


def together(folder: Path, *, turns: int) -> None:
    taken: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(turns):
        for jobs, each in taken.items():
            each.append(command(ROOT, folder, jobs=jobs)[1])
    one, two = (statistics.median(each) for each in taken.values())
    print(f"validate, -j 2, wall time: {one:.2f} s alone, {two:.2f} s with two, {one / two:.2f} × (target 1.7)")


def command(build: Path, folder: Path, *, jobs: int = 1) -> Spent:
    options = ["-j", str(jobs)] if jobs > 1 else []
    environ = {"PYTHONPATH": str(build), "PYTHONPYCACHEPREFIX": str(folder.parent / "bytecode")}
    return spent([sys.executable, "-m", "schakel", "validate", *options, str(folder)], environ)


def spent(arguments: list[str], environ: dict[str, str]) -> Spent:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(arguments, env={**clean, **environ}, stdout=subprocess.DEVNULL, check=False, cwd="/")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
