"""factur-x (Python): makes and opens hybrid PDFs. In an environment of its own."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from interop.others.environments import last_line, python_with
from interop.others.handed import OURS, THEIRS, Handed, Row, judged, verdict
from schakel.einvoice.hybrid import read_any
from schakel.einvoice.validation import Verdict

NAME = "factur-x 7.8 with drafthorse 2025.2.0 (PyPI)"
OPEN = """
import sys, facturx
print(facturx.get_xml_from_pdf(open(sys.argv[1], 'rb').read(), check_xsd=False)[0])
"""
MAKE = """
import sys, facturx
out = facturx.generate_from_binary(open(sys.argv[1], 'rb').read(), open(sys.argv[2], 'rb').read(), level='en16931')
open(sys.argv[3], 'wb').write(out)
"""
DRAFT = (Path(__file__).parent / "drafthorse_invoice.py").read_text("utf-8")


def run(handed: Handed, folder: Path) -> Iterator[Row]:
    python = python_with(folder / "venv", "factur-x==7.8", "drafthorse==2025.2.0")
    (folder / "ours.pdf").write_bytes(handed.paper)
    opened = script(python, OPEN, folder / "ours.pdf")
    found = opened.stdout.strip().splitlines()[-1:] or [last_line(opened)]
    yield Row(OURS, "PDF with the UBL inside", f"get_xml_from_pdf finds: {found[0]}")
    cii, hybrid = folder / "cii.xml", folder / "hybrid.pdf"
    made = script(python, DRAFT, cii)
    if made.returncode:
        yield Row(THEIRS, "CII by drafthorse", last_line(made), passed=False)
        return
    read = read_any(cii.read_bytes())
    whole = (read.number, f"{read.totals.payable}", len(read.lines)) == ("RE-7", "121.00", 1)
    yield Row(
        THEIRS, "CII by drafthorse (EN 16931)", f"read: {read.number}, {read.totals.payable} {read.currency}", whole
    )
    (folder / "bare.pdf").write_bytes(handed.bare_paper)
    done = script(python, MAKE, folder / "bare.pdf", cii, hybrid)
    if done.returncode:
        yield Row(THEIRS, "a Factur-X of our PDF and that CII", last_line(done), passed=False)
        return
    answer = judged(hybrid.read_bytes())
    yield Row(THEIRS, "a Factur-X of our PDF and that CII", verdict(answer), answer.verdict is Verdict.NOT_CHECKED)


def script(python: Path, text: str, *arguments: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([python, "-c", text, *arguments], capture_output=True, text=True, check=False)
