"""Read UBL to the model and write the model to UBL, beside lxml alone; then 1,000 and 10,000 lines.

Floor of reading: lxml parses the bytes and every tag and text is touched once. Floor of writing: lxml serialises a
tree that is there already. Target: 2,000 a second each for the 9 KB base example, and no more than linear in the lines.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from lxml import etree

from schakel.einvoice.model import Invoice
from schakel.einvoice.ubl.read import read
from schakel.einvoice.ubl.write import write

EXAMPLE = Path(__file__).resolve().parents[2] / "shared/corpus/peppol-bis3-examples/docs/billing-base-example.xml"
TARGET = 2_000  # a second


def seconds(deed: Callable[[], object], times: int) -> float:
    """CPU seconds of one call: the median of seven rounds."""
    rounds = []
    for _ in range(7):
        start = time.process_time()
        for _ in range(times):
            deed()
        rounds.append((time.process_time() - start) / times)
    return statistics.median(rounds)


def touched(data: bytes) -> list[tuple[str, str | None]]:
    return [(element.tag, element.text) for element in etree.fromstring(data).iter()]


def with_lines(invoice: Invoice, count: int) -> bytes:
    lines = tuple(invoice.lines[at % len(invoice.lines)] for at in range(count))
    return write(replace(invoice, lines=lines))


def report(what: str, ours: float, floor: float) -> None:
    print(f"{what}: {1 / ours:,.0f}/s (target {TARGET:,}/s); floor {1 / floor:,.0f}/s; ratio {ours / floor:.1f}")


def main() -> None:
    if not EXAMPLE.is_file():
        print("skipped: the corpus is not beside the repository")
        return
    data = EXAMPLE.read_bytes()
    invoice, tree = read(data), etree.fromstring(data)
    report(f"read {len(data):,} bytes", seconds(lambda: read(data), 300), seconds(lambda: touched(data), 300))
    report("write the same", seconds(lambda: write(invoice), 300), seconds(lambda: etree.tostring(tree), 300))
    thousand, ten_thousand = (with_lines(invoice, count) for count in (1_000, 10_000))
    short, long = seconds(lambda: read(thousand), 1), seconds(lambda: read(ten_thousand), 1)
    print(
        f"read 1,000 lines {short * 1000:.0f} ms, 10,000 lines {long * 1000:.0f} ms: x {long / short:.1f} (target 12)"
    )


if __name__ == "__main__":
    main()
