"""zxing: what a phone reads from our QR code; and segno's own maker of the EPC code beside ours."""

import io
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from segno.helpers import make_epc_qr

from interop.others.handed import ACCOUNT, OURS, THEIRS, Handed, Missing, Row
from schakel.einvoice.render.transfer import transfer

NAME = f"zxing-cpp {version('zxing-cpp')}, segno {version('segno')} (PyPI)"


def run(handed: Handed, _folder: Path) -> Iterator[Row]:
    try:
        from tests.base.phone import scanned

        text = scanned(handed.code)
    except ImportError as absent:
        raise Missing(str(absent)) from absent
    paid = transfer(handed.invoice)
    assert paid
    yield Row(
        OURS,
        "the QR code of the invoice",
        f"{len(text.splitlines())} lines, as written: {text == paid.epc}",
        text == paid.epc,
    )
    drawn = io.BytesIO()
    made = make_epc_qr(name=paid.name, iban=ACCOUNT, amount=paid.amount, reference=paid.reference, encoding="utf-8")
    made.save(drawn, kind="png", scale=8, border=4)
    theirs = scanned(drawn.getvalue())
    lines = [
        at
        for at, (one, other) in enumerate(zip(theirs.split("\n"), paid.epc.split("\n"), strict=False), 1)
        if one != other
    ]
    yield Row(THEIRS, "the same transfer by segno's helper", f"other than ours in lines: {lines or 'none'}")
