"""From what is asked to the documents: words by the index, all else by columns. A fixed number of queries (ADR 0266).

What is found is counted up to MOST, in no order, by the index that serves it best. As few as that are put in order as they are.
Of more, the list goes along an index in its order, and meets one soon: they are so many.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from schakel.hub.connections.models import Connection
from schakel.hub.connections.models.company import sort_name_of
from schakel.hub.documents.models import DocumentQuerySet
from schakel.hub.documents.search import index, order
from schakel.hub.documents.search.index import Term, in_index, in_text, term_of, term_of_amount
from schakel.hub.documents.search.parts import Amount, Part, Period, Word

MOST = 5000  # documents that are put in order as they are
MOST_MONTHS = 3  # a quarter: longer periods are left to the columns
MOST_NARROW = 50  # connections, whose documents are put in order as they are
MOST_NAMED = 500  # connections whose company has a word in its name

Month = tuple[int, int]  # year and number


@dataclass(frozen=True)
class Wish:
    """What the columns and the index are asked for."""

    terms: tuple[Term, ...] = ()
    words: tuple[str, ...] = ()  # the first of `terms` are theirs: they may stand in the company's name as well
    few: Q = field(default_factory=Q)  # the rest, quick where few answer to it
    many: Q = field(default_factory=Q)  # the same, quick where many do
    months: tuple[Month, ...] = ()  # in one of which it was issued


@dataclass(frozen=True)
class Found:
    documents: DocumentQuerySet
    uncounted: DocumentQuerySet | None = None  # the same, by an index that is quick for counting; None: those
    count: int | None = None  # None: not counted
    is_many: bool = False  # more than MOST
    parts: tuple[Part, ...] = ()  # as they were understood
    instead: Sequence[tuple[str, str]] = ()  # words as typed, and the names that were looked for in their place


def wish_of(parts: Sequence[Part], *, dated: str, few: Q, many: Q) -> Wish:
    """Words and exact amounts are looked up in the index, ranges and days in the columns."""
    words = tuple(part.word for part in parts if isinstance(part, Word))
    terms = [term_of(word) for word in words]
    months: tuple[Month, ...] = ()
    for part in parts:
        if isinstance(part, Amount) and part.least is not None and part.least == part.most:
            terms.append(term_of_amount(part.least))
        elif isinstance(part, Amount):
            few &= of_amount(part.least, part.most)
            many &= of_amount(part.least, part.most, column="any_amount")
        elif isinstance(part, Period):
            days = within(part.first, part.last, dated=dated)
            few, many = few & days, many & days
            months = months_of(part.first, part.last) if dated == "issue" else ()
    return Wish(tuple(terms), words, few, many, months)


def of_amount(least: Decimal | None, most: Decimal | None, *, column: str = "by_amount") -> Q:
    """`any_amount` asks no index: for a list that goes along another one, where many have such an amount."""
    condition = Q(**{f"{column}__gte": float(least or 0)})
    return condition if most is None else condition & Q(**{f"{column}__lte": float(most)})


def within(first: date, last: date, *, dated: str) -> Q:
    """Both days included. By date of issue, and where a document has none, by the day it was received."""
    received = Q(received_at__gte=start_of(first), received_at__lt=start_of(last, after=1))
    if dated == "received":
        return received
    has_day = Q(**{f"by_{dated}__gte": max(first, order.FIRST_DAY), f"by_{dated}__lte": last})
    return has_day | (Q(by_issue=order.NO_DAY) & received) if dated == "issue" else has_day


def start_of(day: date, *, after: int = 0) -> datetime:
    """Midnight in our time zone, so many days later; a day beyond the calendar is its edge."""
    number = min(max(day.toordinal() + after, order.FIRST_DAY.toordinal()), order.LAST_DAY.toordinal())
    return timezone.make_aware(datetime.combine(date.fromordinal(number), time()))


def months_of(first: date, last: date) -> tuple[Month, ...]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    starts = (first.month - 1 + n for n in range(count)) if count <= MOST_MONTHS else ()
    return tuple((first.year + n // 12, n % 12 + 1) for n in starts)


@dataclass(frozen=True)
class Reach:
    """The documents in which somebody looks: those of these connections, narrowed by columns."""

    documents: DocumentQuerySet
    connections: QuerySet[Connection]
    is_small: bool  # so few documents that their texts are read one by one

    def filter(self, condition: Q) -> "Reach":
        return replace(self, documents=self.documents.filter(condition))


def within_reach(documents: DocumentQuerySet, connections: QuerySet[Connection]) -> Reach:
    """Those of these connections. Of a few documents, by the index of the connection; of many it would be the wrong one."""
    keys = list(connections.order_by().values_list("pk", flat=True)[: MOST_NARROW + 1])
    if len(keys) <= MOST_NARROW:
        narrow = documents.filter(connection__in=keys)
        if narrow.order_by().values("pk")[: MOST + 1].count() <= MOST:
            return Reach(narrow, connections, is_small=True)
    wide = documents.alias(place=F("connection") + 0).filter(place__in=connections.values("pk"))
    return Reach(wide, connections, is_small=False)


def find(reach: Reach, wish: Wish) -> Found:
    documents = reach.documents
    if not wish.terms and wish.few == Q():
        return Found(documents)
    groups = list(named(wish, reach.connections))
    ids: set[int] = set()
    for condition in quick(wish, groups, is_small=reach.is_small):
        some = documents.filter(condition, wish.few).order_by()
        ids.update(some.values_list("pk", flat=True)[: MOST + 1])
        if len(ids) > MOST:
            return Found(documents.filter(slow(wish, groups), wish.many), some, is_many=True)
    return Found(documents.filter(pk__in=ids), count=len(ids))


Group = tuple[Collection[int], tuple[Term, ...]]  # connections, and what is still to be found in the text


def named(wish: Wish, connections: QuerySet[Connection]) -> Iterator[Group]:
    """Connections that have some of the words in their company's name: of their documents the text needs the others only."""
    names = {sort_name_of(word): word for word in wish.words}
    if not names:
        return
    holding = reduce(or_, (Q(company__sort_name__contains=name) for name in names))
    covered: defaultdict[frozenset[str], list[int]] = defaultdict(list)
    rows = connections.filter(holding).values_list("pk", "company__sort_name")[:MOST_NAMED]
    for pk, sort_name in rows:
        covered[frozenset(word for name, word in names.items() if name in sort_name)].append(pk)
    count = len(wish.words)
    for words, keys in covered.items():
        rest = [term for word, term in zip(wish.words, wish.terms, strict=False) if word not in words]
        yield keys, (*rest, *wish.terms[count:])


def quick(wish: Wish, groups: Sequence[Group], *, is_small: bool) -> Iterator[Q]:
    texts = in_index if not is_small and index.is_asked() else in_text_within
    yield texts(wish.terms, months=wish.months) if wish.terms else Q()
    for keys, rest in groups:
        yield Q(connection__in=keys) & (texts(rest, months=wish.months) if rest else Q())


def in_text_within(terms: Sequence[Term], *, months: Collection[Month] = ()) -> Q:
    return in_text(terms)


def slow(wish: Wish, groups: Sequence[Group]) -> Q:
    return reduce(or_, (Q(connection__in=keys) & in_text(rest) for keys, rest in groups), in_text(wish.terms))
