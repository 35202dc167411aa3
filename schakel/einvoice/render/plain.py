"""The readable page as plain text, for a terminal. Control characters of the document were made visible by the view."""

from collections.abc import Iterator

from schakel.einvoice.render.shapes import AdjustmentView, Fact, InvoiceView, LineView, PartyView


def plain(page: InvoiceView) -> str:
    """Sections under their titles, amounts at the end of their line."""
    return "\n".join(_sections(page)) + "\n"


def _sections(page: InvoiceView) -> Iterator[str]:
    head = page.headings
    title = f"{page.kind} {page.number}"
    yield title
    yield "=" * len(title)
    yield f"{page.payable_label}: {page.payable}"
    if page.money_back:
        yield page.money_back
    yield from _facts(page.facts)
    for party in (page.seller, page.buyer, *page.other_parties):
        yield from _party(party)
    yield from _section(head["references"], _facts(page.references))
    yield from _section(head["delivery"], _facts(page.delivery))
    yield from _section(head["notes"], iter(page.notes))
    yield from _section(head["lines"], (row for line in page.lines for row in _line(line)))
    yield from _section(head["adjustments"], (_adjustment(each) for each in page.adjustments))
    yield from _section(head["vat_breakdown"], _vat(page))
    yield from _section(head["totals"], (f"{total.label}: {total.amount}" for total in page.totals))
    yield from _section(head["payment"], _payment(page))
    yield from _section(head["documents"], _documents(page))
    yield from _section(head["unread"], _facts(page.unread))


def _section(title: str, rows: Iterator[str]) -> Iterator[str]:
    """Nothing at all when there are no rows."""
    first = next(rows, None)
    if first is None:
        return
    yield ""
    yield title
    yield "-" * len(title)
    yield first
    yield from rows


def _facts(facts: tuple[Fact, ...]) -> Iterator[str]:
    return (f"{fact.label}: {fact.value}" for fact in facts)


def _joined(*texts: str) -> str:
    return " · ".join(text for text in texts if text)


def _party(party: PartyView) -> Iterator[str]:
    rows = (party.name, party.trading_name, *party.address, *_facts(party.facts))
    return _section(party.role, iter([row for row in rows if row]))


def _line(line: LineView) -> Iterator[str]:
    yield f"{line.id}. {_joined(line.name, line.quantity, line.price, line.vat)} = {line.amount}"
    details = (line.description, line.note, *_facts(line.facts), *(_adjustment(each) for each in line.adjustments))
    yield from (f"   {detail}" for detail in details if detail)


def _adjustment(each: AdjustmentView) -> str:
    return f"{_joined(each.label, each.basis, each.vat)} = {each.amount}"


def _vat(page: InvoiceView) -> Iterator[str]:
    for row in page.vat_breakdown:
        yield f"{_joined(row.category, row.rate, row.taxable, row.reason)} = {row.tax}"


def _payment(page: InvoiceView) -> Iterator[str]:
    for means in page.payment:
        yield means.means
        yield from _facts(means.facts)
    if page.payment_terms:
        yield f"{page.headings['payment_terms']}: {page.payment_terms}"


def _documents(page: InvoiceView) -> Iterator[str]:
    for each in page.documents:
        damaged = "" if each.is_readable else page.headings["damaged"]
        yield _joined(
            each.reference, each.description, each.filename, each.media_type, each.size, each.location, damaged
        )
