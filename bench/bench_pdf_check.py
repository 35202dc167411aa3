"""The PDF inside an invoice against its data: what is found, what is said for nothing, and what it costs.

Honest ones: our own PDFs, and pages that Chromium prints in four languages and layouts. Then the same with one thing
changed, terms and delivery notes instead, and pictures. CPU of a page of text is of the process that reads it, with its start
shared by all, and of the comparison; beside it the same pages by pypdfium2, where that is installed (it is no dependency).
`CORPUS=../shared/corpus` takes the PDFs inside its invoices too.
"""

import os
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from importlib import import_module, util
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.printed_invoices import Printed, delivery_note, invoice_of, page, printed, terms
from bench.two_years import iban_of
from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.model import Invoice
from schakel.einvoice.pdf_check import PdfCheck, PdfDifference, PdfOutcome, check
from schakel.einvoice.pdf_reading import PdfText, pages_of
from schakel.einvoice.render.pdf import pdf as own_pdf
from schakel.einvoice.ubl.read import read
from schakel.einvoice.ubl.write import write
from schakel.hub.outside import pdf as outside
from tests.browser.tour import chromium

COUNT = int(os.environ.get("BENCH_COUNT", "120"))
LANGUAGES = ("nl", "fr", "en", "de")
STOPS = frozenset({PdfDifference.IBAN, PdfDifference.TOTAL})
TARGET = 50  # ms of CPU for a page of text, at the median
Print = Callable[[str], bytes]


@dataclass(frozen=True)
class Case:
    what: str
    invoice: Invoice
    pdf: bytes


def cases(paper: Print) -> Iterator[Case]:
    for seed in range(COUNT):
        random, language = Random(seed), LANGUAGES[seed % 4]
        invoice = invoice_of(random, lines=random.choice((1, 3, 4, 8, 20)))
        if seed % 4 == 0:
            yield Case("our own", invoice, own_pdf(invoice, random.choice(LANGUAGES), ubl=write(invoice)))
        yield Case("printed", invoice, paper(printed(random, language, invoice, Printed.of(invoice))))
        for what, says in changed(random, Printed.of(invoice)).items():
            yield Case(what, invoice, paper(printed(random, language, invoice, says)))
        if seed % 4 == 1:
            yield Case("terms instead", invoice, paper(terms(random, language)))
            yield Case("delivery note instead", invoice, paper(delivery_note(random, language, invoice)))
            yield Case(
                "a picture", invoice, paper(page("<svg width=90 height=90><circle r=40 cx=45 cy=45 /></svg>", random))
            )
    for seed in range(4):
        invoice = invoice_of(Random(seed), lines=400)
        yield Case("printed, ten pages", invoice, paper(printed(Random(seed), "nl", invoice, Printed.of(invoice))))


def changed(random: Random, says: Printed) -> dict[str, Printed]:
    cents = Decimal(random.randrange(1, 90_000)) / 100
    return {
        "another IBAN": replace(says, iban=iban_of(random, random.choice(("BE", "BE", "LT", "DE")))),
        "another total": replace(says, total=says.total + cents, vat=says.vat + cents),
        "another number": replace(says, number=f"2025-{random.randrange(1000, 9999)}"),
        "another date": replace(says, day=says.day.replace(year=2024)),
    }


def of_the_corpus(folder: Path) -> Iterator[Case]:
    for path in sorted(folder.rglob("*.xml")):
        try:
            invoice = read(path.read_bytes())
            files = [each.attachment.content() for each in invoice.documents if each.attachment]
        except EInvoiceError:
            continue
        yield from (Case("corpus", invoice, file) for file in files if file.startswith(b"%PDF-"))


def main() -> None:
    with chromium() as browser:
        tab = browser.new_page()

        def paper(html: str) -> bytes:
            tab.set_content(html)
            return tab.pdf(format="A4")

        made = list(cases(paper))
    if corpus := os.environ.get("CORPUS"):
        made += of_the_corpus(Path(corpus))
    checks, compare_ms = [], []
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    texts = [outside.pages_of(case.pdf) for case in made]
    outside.end_all()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    for case, text in zip(made, texts, strict=True):
        start = time.process_time()
        checks.append(check(case.invoice, [text]))
        compare_ms.append((time.process_time() - start) * 1000)
    say(made, checks)
    spent = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000
    cost(made, texts, spent, statistics.median(compare_ms))


def say(made: list[Case], checks: list[PdfCheck]) -> None:
    print(f"{'':24}{'PDFs':>6}{'agrees':>8}{'differs':>9}{'other':>7}{'not compared':>14}{'of it a stop':>14}  said")
    for what in dict.fromkeys(case.what for case in made):
        found = [each for case, each in zip(made, checks, strict=True) if case.what == what]
        outcomes = Counter(each.outcome for each in found)
        said = Counter(differs.what.value for each in found for differs in each.differences)
        stops = sum(bool(STOPS & {differs.what for differs in each.differences}) for each in found)
        row = "".join(f"{outcomes[name]:>{wide}}" for name, wide in zip(PdfOutcome, (8, 9, 7, 14), strict=True))
        print(f"{what:24}{len(found):>6}{row}{stops:>14}  {dict(said)}")


def cost(made: list[Case], texts: list[PdfText], spent: float, compare_ms: float) -> None:
    pages = [len(text.pages) or 1 for text in texts]
    print(
        f"{len(made)} PDFs, {sum(pages)} pages: {spent / sum(pages):.1f} ms of CPU a page, with all that reading them starts"
    )
    own = [cpu(lambda data=case.pdf: pages_of(data)) / count for case, count in zip(made, pages, strict=True)]
    median = statistics.median(own)
    print(
        f"a page: median {median:.1f} ms (target {TARGET}), slowest {max(own):.1f}; the comparison {compare_ms:.1f} ms a PDF"
    )
    if util.find_spec("pypdfium2"):
        rival = [cpu(lambda data=case.pdf: pdfium(data)) / count for case, count in zip(made, pages, strict=True)]
        print(f"pypdfium2: median {statistics.median(rival):.1f} ms; ratio {median / statistics.median(rival):.1f}")


def cpu(read: Callable[[], object]) -> float:
    start = time.process_time()
    read()
    return (time.process_time() - start) * 1000


def pdfium(data: bytes) -> list[str]:
    document = import_module("pypdfium2").PdfDocument(data)
    return [document[at].get_textpage().get_text_range() for at in range(min(len(document), 8))]


if __name__ == "__main__":
    main()
