"""PDF/A-3a with the UBL attached: 20 lines and 500 lines, every page another invoice so that no cache helps.

Floor: typst sets the same number of table cells with plain text on an empty page. Target: 40 a second for 20 lines;
500 lines in less than half a second.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import typst

from schakel.einvoice.model import (
    Account,
    Address,
    Identifier,
    Invoice,
    Item,
    Line,
    Party,
    PaymentMeans,
    Price,
    VatCategory,
)
from schakel.einvoice.render.pdf import pdf
from schakel.einvoice.totals import summed
from schakel.einvoice.ubl.write import write

TARGET = 40  # a second
COLUMNS = 6


def invoice(lines: int, seed: int) -> Invoice:
    address = Address(f"Street {seed}", city="Gent", post_code="9000", country="BE")
    party = Party(f"Party {seed}", endpoint=Identifier("0407214017", "0208"), address=address)
    means = PaymentMeans("30", remittance=f"order {seed}", account=Account("BE68539007547034"))
    return summed(
        Invoice(
            number=f"2026-{seed}",
            type_code="380",
            currency="EUR",
            seller=party,
            buyer=replace(party, name=f"Buyer {seed}"),
            payment_means=(means,),
            lines=tuple(_line(at, seed) for at in range(lines)),
        )
    )


def _line(at: int, seed: int) -> Line:
    price = Price(net=Decimal(seed * 100 + at) / 100)
    item = Item(name=f"Item {seed}.{at}", description=f"What was delivered, number {seed * 1000 + at}")
    return Line(str(at), item, VatCategory("S", Decimal(21)), quantity=Decimal(at + 1), unit="HUR", price=price)


def bare(lines: int, seed: int) -> None:
    cells = f'range({lines * COLUMNS}).map(i => "cell " + str(i) + " of {seed}")'
    source = f"#table(columns: (1fr,) * {COLUMNS}, ..{cells})"
    _BARE.compile(input=source.encode(), format="pdf")


_BARE = typst.Compiler(ignore_system_fonts=True)


def seconds(deed: Callable[[int], object], seeds: range) -> float:
    """CPU seconds: the median."""
    taken = []
    for seed in seeds:
        start = time.process_time()
        deed(seed)
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def main() -> None:
    for lines, seeds in ((20, range(1, 60)), (500, range(101, 106))):
        made = {seed: invoice(lines, seed) for seed in seeds}
        sent = {seed: write(each) for seed, each in made.items()}
        ours = seconds(lambda seed, made=made, sent=sent: pdf(made[seed], "nl", ubl=sent[seed]), seeds)
        floor = seconds(lambda seed, lines=lines: bare(lines, seed), seeds)
        target = f"{TARGET}/s" if lines == 20 else "500 ms"
        print(
            f"{lines} lines: {ours * 1000:.0f} ms, {1 / ours:.1f}/s (target {target}); "
            f"bare table {floor * 1000:.0f} ms; ratio {ours / floor:.1f}"
        )


if __name__ == "__main__":
    main()
