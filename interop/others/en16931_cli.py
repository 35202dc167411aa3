"""en16931-cli: a validator and converter in Rust. Found on the path as `en16931`, else built by cargo in the folder."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from interop.others.handed import OURS, THEIRS, Handed, Missing, Row, judged, verdict
from schakel.cli.invoices import as_peppol
from schakel.einvoice.hybrid import read_any
from schakel.einvoice.validation import Verdict

VERSION = "0.8.0"
NAME = f"en16931-cli {VERSION} (crates.io)"


def run(handed: Handed, folder: Path) -> Iterator[Row]:
    program = found(folder)
    files = {"invoice": handed.ubl, "credit note": handed.credit_note, "PDF with the UBL inside": handed.paper}
    for name, data in files.items():
        path = folder / f"{name.replace(' ', '-')}{'.pdf' if data[:5] == b'%PDF-' else '.xml'}"
        path.write_bytes(data)
        done = subprocess.run(
            [program, "validate", "--format", "json", path], capture_output=True, text=True, check=False
        )
        said = done.stdout.strip() or done.stderr.strip()
        wanted = 1 if name.startswith("PDF") else 0  # it looks for the names of Factur-X only
        yield Row(OURS, name, told(said, done.returncode), done.returncode == wanted)
    source, cii, hybrid = folder / "invoice.xml", folder / "cii.xml", folder / "hybrid.pdf"
    subprocess.run(
        [program, "convert", "--to", "cii", "--allow-loss", "-o", cii, source], check=True, capture_output=True
    )
    yield Row(
        THEIRS,
        "our invoice, made CII by it",
        f"read back: {difference(handed, cii)}",
        difference(handed, cii) == "equal",
    )
    (folder / "bare.pdf").write_bytes(handed.bare_paper)
    embed = [program, "embed", "-p", "en16931", "-o", hybrid, folder / "bare.pdf", cii]
    done = subprocess.run(embed, capture_output=True, text=True, check=False)
    if done.returncode:
        yield Row(THEIRS, "a Factur-X of our PDF and that CII", f"it does not make one: {done.stderr.strip()[:160]}")
        return
    answer = judged(hybrid.read_bytes())
    yield Row(THEIRS, "a Factur-X of our PDF and that CII", verdict(answer), answer.verdict is not Verdict.INVALID)


def found(folder: Path) -> str:
    program = shutil.which("en16931")
    if program:
        return program
    if not shutil.which("cargo"):
        raise Missing("neither en16931 nor cargo is here")
    command = ["cargo", "install", "-q", "en16931-cli", "--version", VERSION, "--root", folder]
    subprocess.run(command, check=True)
    return str(folder / "bin" / "en16931")


def told(said: str, code: int) -> str:
    try:
        report = json.loads(said.splitlines()[-1] if said.startswith("{") and "\n{" in said else said)
    except ValueError:
        return f"exit {code}: {said[:120]}"
    report = report[0] if isinstance(report, list) else report
    return f"exit {code}, {report.get('recommendation', report.get('verdict', '?'))}"


def difference(handed: Handed, cii: Path) -> str:
    """What of the invoice is not the same after the way to CII and back."""
    before, after = handed.invoice, as_peppol(read_any(cii.read_bytes()))
    names = [name for name in before.__dataclass_fields__ if getattr(before, name) != getattr(after, name)]
    lost = [name for name in names if name not in ("unread",)]
    return f"different in {', '.join(lost)}" if lost else "equal"
