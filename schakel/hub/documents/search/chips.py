"""What of a search was understood, each with an address without it: shown above the list, to be taken away one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from babel.dates import format_skeleton
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.einvoice.visible import cut, visible
from schakel.hub.connections.models import Company, Connection
from schakel.hub.documents.bills.models import Effect
from schakel.hub.documents.labels.models import Label
from schakel.hub.documents.models import Document
from schakel.hub.documents.search.filters import Search
from schakel.hub.documents.search.parts import Amount, Part, Period, TooShort, Word
from schakel.hub.documents.search.states import states
from schakel.hub.web.language import Sentence
from schakel.hub.web.templatetags.formatting import formats, money, unbroken

LONGEST = 40  # characters
KINDS = {
    "account": gettext_lazy("account"),
    "communication": gettext_lazy("communication"),
    "number": gettext_lazy("enterprise number"),
}
DATED = {"issue": "", "due": gettext_lazy("due"), "received": gettext_lazy("received")}


@dataclass(frozen=True)
class Chip:
    label: Sentence
    without: str  # the query of the address without it, with its question mark
    as_text: str = ""  # the same, with what was typed taken as plain text
    is_unused: bool = False  # it was not understood, or is too short


def query_of(asked: QueryDict, **changes: str | None) -> str:
    """The address of the list, without what is empty, without the cursor and the row to come back to. `?` where nothing is left."""
    kept = asked.copy()
    for name, value in ({"after": None, "at": None} | changes).items():
        kept.pop(name, None)
        if value:
            kept[name] = value
    for name in [name for name, value in kept.items() if not value]:
        del kept[name]
    return f"?{kept.urlencode()}"


def chips_of(
    search: Search, parts: tuple[Part, ...], asked: QueryDict, *, company: Company | None, label: Label | None
) -> list[Chip]:
    """`parts` are those of the search as they were settled; `label` is None where it is none of the person's own."""
    chips = [*typed(search, parts, asked), *chosen(search, asked, company)]
    if search.label is not None:
        word = _("label %(name)s") % {"name": label} if label else _("a label that does not exist")
        chips.append(Chip(word, query_of(asked, label=None), is_unused=label is None))
    return chips


def typed(search: Search, parts: tuple[Part, ...], asked: QueryDict) -> Iterator[Chip]:
    for part in parts:
        before, after = search.text[: part.start], search.text[part.end :]
        quoted = f'{before}"{part.text}"{after}'
        is_reading = isinstance(part, Amount | Period)
        yield Chip(
            label_of(part, search.dated),
            query_of(asked, q=" ".join(f"{before} {after}".split())),
            query_of(asked, q=quoted) if is_reading else "",
            is_unused=isinstance(part, TooShort),
        )


def label_of(part: Part, dated: str) -> str:
    shown = visible(cut(part.text, LONGEST))
    if isinstance(part, Period):
        return " ".join(filter(None, [str(DATED[dated]), period(part.first, part.last)]))
    if isinstance(part, Amount):
        return amounts(part.least, part.most)
    if isinstance(part, Word) and part.kind in KINDS:
        return f"{KINDS[part.kind]} {shown}"
    return _("“%(text)s” is too short to search for") % {"text": shown} if isinstance(part, TooShort) else shown


def period(first: date | None, last: date | None) -> str:
    """A year, a month or a day by its name; else from and to."""
    written = formats()
    if first is None or last is None:
        sentence = _("from %(day)s") if first else _("up to %(day)s")
        return sentence % {"day": written.day(first or last)}
    if first == last:
        return unbroken(written.day(first))
    after = last + timedelta(days=1)
    if first.day == after.day == 1 and (after.year - first.year) * 12 + after.month - first.month == 1:
        return unbroken(format_skeleton("yMMMM", first, locale=written.locale))
    if (first.month, first.day) == (1, 1) and after == date(first.year + 1, 1, 1):
        return str(first.year)
    return _("%(first)s to %(last)s") % {"first": written.day(first), "last": written.day(last)}


def amounts(least: Decimal | None, most: Decimal | None) -> str:
    if least is None or most is None:
        return (_("from %(amount)s") if most is None else _("up to %(amount)s")) % {"amount": money(least or most)}
    if least == most:
        return money(least)
    return _("%(first)s to %(last)s") % {"first": money(least), "last": money(most)}


def chosen(search: Search, asked: QueryDict, company: Company | None) -> Iterator[Chip]:
    """The filters beside the text."""
    labels: dict[str, Sentence] = {
        "company": company.name if company else "",
        "side": Connection.SHORT_NAMES.get(search.side, ""),
        "kind": capfirst(Document.Kind(search.kind).label) if search.kind else "",
        "counts_as": capfirst(Effect(search.counts_as).label) if search.counts_as else "",
        "state": capfirst(states[search.state].word) if search.state else "",
        "party": visible(cut(search.party, LONGEST)),
        "number": visible(cut(search.number, LONGEST)),
    }
    for name, label in labels.items():
        if label:
            yield Chip(label, query_of(asked, **{name: None}))
    if search.begin or search.end:
        label = " ".join(filter(None, [str(DATED[search.dated]), period(search.begin, search.end)]))
        yield Chip(label, query_of(asked, begin=None, end=None, dated=None))
    if search.amount_from is not None or search.amount_to is not None:
        yield Chip(amounts(search.amount_from, search.amount_to), query_of(asked, amount_from=None, amount_to=None))
    for name in search.unclear:
        given = visible(cut(asked.get(name, ""), LONGEST))
        yield Chip(
            _("“%(text)s” was not understood") % {"text": given}, query_of(asked, **{name: None}), is_unused=True
        )
