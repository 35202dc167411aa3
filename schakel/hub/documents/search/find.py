"""From what is asked to the documents: words by the index, all else by columns. A fixed number of queries (ADR 0266).

What is found is counted up to MOST, in no order, by the index that serves it best; the documents of a few connections are
read one by one where that index would find more. As few as MOST are put in order as they are. Of more, the list goes along an
index in its order, and meets one soon: they are so many.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from schakel.hub.connections.models import Connection
from schakel.hub.connections.models.company import sort_name_of
from schakel.hub.documents.models import Document, DocumentQuerySet
from schakel.hub.documents.search import index, order
from schakel.hub.documents.search.index import Term, asked_of_index, in_index, in_text, term_of, term_of_amount
from schakel.hub.documents.search.models import SearchText
from schakel.hub.documents.search.parts import Amount, Part, Period, Word
from schakel.hub.documents.search.states import Choice

MOST = 5000  # documents that are put in order as they are
MOST_MONTHS = 3  # a quarter: longer periods are left to the columns
MOST_NARROW = 50  # connections, whose documents are put in order as they are
MOST_LISTED = 2000  # connections that are named: PostgreSQL goes to theirs and does not walk past those of others
MOST_READ = 50_000  # documents of those, which are read one by one where an index finds many
MOST_NAMED = 500  # connections whose company has a word in its name

Month = tuple[int, int]  # year and number


@dataclass(frozen=True)
class Wish:
    """What the columns and the index are asked for."""

    terms: tuple[Term, ...] = ()
    words: tuple[str, ...] = ()  # the first of `terms` are theirs: they may stand in the company's name as well
    few: Q = field(default_factory=Q)  # the rest, by its own index: quick where few answer to it
    many: Q = field(default_factory=Q)  # the same without, read row by row: quick where many do
    listed: Q = field(default_factory=Q)  # the same in the order of the list: where in its index the rows begin
    is_indexed: bool = True  # `few` has an index
    months: tuple[Month, ...] = ()  # in one of which it was issued


@dataclass(frozen=True)
class Found:
    documents: DocumentQuerySet
    countable: DocumentQuerySet | None = None  # the same, by an index that is quick for counting; None: those
    count: int | None = None  # None: not counted
    is_many: bool = False  # more than MOST
    parts: tuple[Part, ...] = ()  # as they were understood
    instead: Sequence[tuple[str, str]] = ()  # words as typed, and the names that were looked for in their place

    def holds(self, *, document: str = "document") -> Q:
        """Of rows of other rooms with such a column: their document is among these."""
        if self.is_many:  # a list of them would be long
            return Q(Exists(self.documents.filter(pk=OuterRef(document)).order_by()))
        return Q(**{f"{document}__in": self.documents.order_by().values("pk")})

    @property
    def to_count(self) -> DocumentQuerySet:
        return self.documents if self.countable is None else self.countable


def wish_of(parts: Sequence[Part], *, dated: str, by: str, state: Choice | None = None) -> Wish:
    """Words and exact amounts are looked up in the index, ranges and days in the columns. `by`: the order of the list."""
    few, many, listed = (state.few, state.many, Q()) if state else (Q(), Q(), Q())
    is_indexed = state is None or state.is_indexed
    words = tuple(dict.fromkeys(part.word for part in parts if isinstance(part, Word)))
    terms = [term_of(word) for word in words]
    months: tuple[Month, ...] = ()
    for part in parts:
        if isinstance(part, Amount) and part.least is not None and part.least == part.most:
            terms.append(term_of_amount(part.least))
        elif isinstance(part, Amount):
            is_indexed, few = True, few & of_amount(part.least, part.most)
            many &= of_amount(part.least, part.most, key="any_amount")
        elif isinstance(part, Period):
            is_indexed, few = True, few & within(part.first, part.last, dated=dated)
            many &= within(part.first, part.last, dated=dated, key="any")
            listed &= beginning(part.first, part.last, dated=dated, by=by)
            months = months_of(part.first, part.last) if dated == "issue" else ()
    return Wish(tuple(terms), words, few, many, listed, is_indexed, months)


def of_amount(least: Decimal | None, most: Decimal | None, *, key: str = "by_amount") -> Q:
    """`any_amount` asks no index: for rows that are read anyway."""
    condition = Q(**{f"{key}__gte": float(least or 0)})
    return condition if most is None else condition & Q(**{f"{key}__lte": float(most)})


def within(first: date, last: date, *, dated: str, key: str = "by") -> Q:
    """Both days included. By date of issue, and where a document has none, by the day it was received. With `any` for a key no
    index is asked."""
    received = Q(received_at__gte=start_of(first), received_at__lt=start_of(last, after=1))
    if dated == "received":
        return received
    has_day = Q(**{f"{key}_{dated}__gte": max(first, order.FIRST_DAY), f"{key}_{dated}__lte": last})
    return has_day | (Q(**{f"{key}_issue": order.NO_DAY}) & received) if dated == "issue" else has_day


def beginning(first: date, last: date, *, dated: str, by: str) -> Q:
    """For a list in the order of the days themselves: it begins at the last one, or at the first, and meets the others soon.
    From the first one up those without a day would come before; where there are any, the index finds all, to be put in order."""
    if by == f"-{dated}" and dated != "received":
        return Q(**{f"by_{dated}__lte": last})
    if by != dated or dated == "received":
        return Q()
    without_day = order.with_keys(Document.everything.all()).filter(
        by_issue=order.NO_DAY, received_at__gte=start_of(first), received_at__lt=start_of(last, after=1)
    )
    if dated == "issue" and without_day.exists():
        return within(first, last, dated=dated)
    return Q(**{f"by_{dated}__gte": max(first, order.FIRST_DAY)})


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
    by_connection: DocumentQuerySet  # the same, begun with their connections
    is_small: bool = False  # so few that they are read one by one
    is_readable: bool = False  # few enough for it where an index finds many

    def filter(self, condition: Q) -> "Reach":
        return replace(
            self, documents=self.documents.filter(condition), by_connection=self.by_connection.filter(condition)
        )

    def by_columns(self) -> "Reach":
        """The same, begun with the index of what it is narrowed by: for what few documents have."""
        return self if self.is_readable else replace(self, by_connection=self.documents)


def within_reach(documents: DocumentQuerySet, connections: QuerySet[Connection]) -> Reach:
    """Those of these connections. Of a few documents, by the index of the connection; of many it would be the wrong one."""
    keys = list(connections.order_by().values_list("pk", flat=True)[: MOST_LISTED + 1])
    if len(keys) <= MOST_NARROW:
        narrow = documents.filter(connection__in=keys)
        count = narrow.order_by().values("pk")[: MOST_READ + 1].count()
        if count <= MOST:
            return Reach(narrow, connections, narrow, is_small=True, is_readable=True)
        return Reach(walked(documents, connections), connections, narrow, is_readable=count <= MOST_READ)
    if len(keys) <= MOST_LISTED:
        return Reach(walked(documents, connections), connections, documents.filter(connection__in=keys))
    return Reach(walked(documents, connections), connections, documents.filter(connection__in=connections.values("pk")))


def walked(documents: DocumentQuerySet, connections: QuerySet[Connection]) -> DocumentQuerySet:
    """Of these connections, by any index but that of the connection."""
    return documents.alias(place=F("connection") + 0).filter(place__in=connections.values("pk"))


def find(reach: Reach, wish: Wish) -> Found:
    if not wish.terms and wish.few == Q():
        return Found(reach.documents, reach.by_connection)
    groups = list(named(wish, reach.connections))
    ids: set[int] = set()
    for some in quick(reach, wish, groups):
        ids.update(some.order_by().values_list("pk", flat=True)[: MOST + 1])
        if len(ids) > MOST:
            return Found(reach.documents.filter(slow(wish, groups), wish.many, wish.listed), some, is_many=True)
    return Found(reach.documents.filter(pk__in=ids), count=len(ids))


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


def quick(reach: Reach, wish: Wish, groups: Sequence[Group]) -> Iterator[DocumentQuerySet]:
    """All that is found, in parts that may have documents in common."""
    yield matching(reach, wish.terms, wish)
    for keys, rest in groups:
        of_them = reach.documents.filter(connection__in=keys)
        is_small = reach.is_small or (bool(rest) and is_few(Q(connection__in=keys)))
        yield matching(Reach(of_them, reach.connections, of_them, is_small=is_small), rest, wish)


def matching(reach: Reach, terms: Sequence[Term], wish: Wish) -> DocumentQuerySet:
    """By the index, or by reading the documents of a few connections, whichever looks at fewer."""
    if reach.is_small or (reach.is_readable and not (index.is_asked() and terms and is_rare(terms, wish))):
        return reach.by_connection.filter(in_text(terms), wish.many)
    if terms and index.is_asked():
        return reach.documents.filter(in_index(terms, months=wish.months), wish.many)
    if terms or wish.is_indexed:
        return reach.documents.filter(in_text(terms), wish.few)
    return reach.by_connection.filter(wish.many)


def is_rare(terms: Sequence[Term], wish: Wish) -> bool:
    """Whether the index finds as few as MOST, anywhere."""
    return SearchText.objects.filter(asked_of_index(terms, months=wish.months)).values("pk")[: MOST + 1].count() <= MOST


def is_few(condition: Q) -> bool:
    return Document.everything.filter(condition).values("pk")[: MOST + 1].count() <= MOST


def slow(wish: Wish, groups: Sequence[Group]) -> Q:
    return reduce(or_, (Q(connection__in=keys) & in_text(rest) for keys, rest in groups), in_text(wish.terms))
