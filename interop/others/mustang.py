"""Mustang: the Java library behind many Factur-X and ZUGFeRD programs, and its validator. Jars of Maven Central, run by java."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from interop.others.environments import jar
from interop.others.handed import OURS, THEIRS, Handed, Row, judged, verdict
from schakel.cli.invoices import as_peppol
from schakel.einvoice.hybrid import read_any
from schakel.einvoice.ubl.write import write
from schakel.einvoice.validation import Verdict

VERSION = "2.25.0"
NAME = f"Mustang {VERSION} (Maven Central, validator)"
HERE = Path(__file__).parent
_SUMMARY = re.compile(r'<summary status="(\w+)"/>')
_ERRORS = re.compile(r'<(?:error|exception) type="(\d+)">([^<]*)<')


def run(handed: Handed, folder: Path) -> Iterator[Row]:
    validator = jar(folder, f"org.mustangproject:validator:{VERSION}:jar:shaded")
    files = {"invoice.xml": handed.ubl, "credit-note.xml": handed.credit_note, "paper.pdf": handed.paper}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    said = java(validator, "MustangJudge", *(folder / name for name in files)).stdout.split("### ")[1:]
    for name, told in zip(("invoice", "credit note"), said, strict=False):
        status = _SUMMARY.findall(told)[-1]
        yield Row(OURS, name, status, status == "valid")
    faults = sorted({f"{kind}: {text}" for kind, text in _ERRORS.findall(said[2])})
    compliant = "is PDF/A-3a" if "isCompliant=true" in said[2] else "is no PDF/A"
    yield Row(OURS, "PDF with the UBL inside", f"{compliant}; {_SUMMARY.findall(said[2])[-1]}, since {faults[-1]}")
    (folder / "bare.pdf").write_bytes(handed.bare_paper)
    written = [folder / name for name in ("bare.pdf", "cii.xml", "hybrid.pdf", "ubl.xml")]
    made = java(validator, "Mustang", *written)
    if made.returncode:
        yield Row(THEIRS, "an invoice of its own", made.stderr.strip().splitlines()[0], passed=False)
        return
    hybrid, ubl = (path.read_bytes() for path in written[2:])
    answer = judged(hybrid)
    yield Row(THEIRS, "its Factur-X, of our PDF", verdict(answer), answer.verdict is Verdict.NOT_CHECKED)
    ours = judged(write(as_peppol(read_any(hybrid))))
    yield Row(THEIRS, "that Factur-X, by `schakel convert`", verdict(ours), "XSD" not in verdict(ours))
    theirs = judged(ubl)
    yield Row(THEIRS, "its UBL of its CII", verdict(theirs), "XSD" not in verdict(theirs))


def java(classpath: Path, program: str, *files: Path) -> subprocess.CompletedProcess[str]:
    command = ["java", "-cp", classpath, HERE / f"{program}.java", *files]
    return subprocess.run(command, capture_output=True, text=True, check=False)
