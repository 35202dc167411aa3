"""Tryton: an accounting system that speaks UBL. In an environment of its own, on SQLite."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from interop.others.environments import last_line, python_with
from interop.others.handed import OURS, THEIRS, Handed, Row, judged, verdict

NAME = "Tryton 8.2 with edocument_ubl 8.2.0 (PyPI)"
PACKAGES = [
    f"{name}==8.2.*" for name in ("trytond", "proteus", "trytond-account-invoice", "trytond-bank", "trytond-purchase")
]


def run(handed: Handed, folder: Path) -> Iterator[Row]:
    python = python_with(folder / "venv", *PACKAGES, "trytond-edocument-ubl==8.2.0")
    ours, theirs = folder / "ours.xml", folder / "theirs.xml"
    ours.write_bytes(handed.ubl)
    quiet = "-Wignore"  # Tryton warns of itself when it is loaded
    command = [python, quiet, Path(__file__).with_name("tryton_peer.py"), ours, theirs]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    rows = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not rows:
        yield Row(OURS, "invoice", last_line(done), passed=False)
        return
    read = json.loads(rows[0])
    whole = (read["reference"], read["total"], read["lines"]) == ("2026-1184", "298.97", 2)
    yield Row(
        OURS, "invoice", f"a supplier's invoice: {', '.join(f'{name} {value}' for name, value in read.items())}", whole
    )
    if not theirs.exists():
        yield Row(THEIRS, "an invoice of its own", last_line(done), passed=False)
        return
    answer = judged(theirs.read_bytes())
    yield Row(THEIRS, "an invoice of its own (peppol-bis-3)", verdict(answer), "XSD" not in verdict(answer))
