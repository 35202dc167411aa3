"""Documents: what a person may reach, searched, filtered, in order. A page costs a fixed number of queries."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.db.models import Q, QuerySet

from schakel.base.folding import folded
from schakel.hub.connections.models import Connection
from schakel.hub.connections.models.connection import ConnectionQuerySet
from schakel.hub.documents.bills.effects import with_effect
from schakel.hub.documents.bills.models import Effect
from schakel.hub.documents.bills.rules import with_rules
from schakel.hub.documents.document_states import CLOSED
from schakel.hub.documents.labels.assign import labels_shown, with_label
from schakel.hub.documents.labels.models import Label
from schakel.hub.documents.models import Document, DocumentQuerySet
from schakel.hub.documents.search import order
from schakel.hub.documents.search.filters import Search
from schakel.hub.documents.search.find import Found, Reach, Wish, find, start_of, wish_of, within_reach
from schakel.hub.documents.search.guesses import settled
from schakel.hub.documents.search.index import term_of
from schakel.hub.documents.search.parts import Amount, Part, Period, Word
from schakel.hub.documents.search.spelling import meant
from schakel.hub.documents.search.states import Choice, states
from schakel.hub.people.models import User
from schakel.hub.web.paging import Page, around, cursor_near, page

SIZE = 50  # documents on a page
LEAD = 5  # of them before the one that somebody comes back to
COUNTED = 1000  # beyond this a count says "1,000+"
MOST_RESPELLED = 3  # words of a query


def find_documents(user: User, search: Search) -> Found:
    return search_in(Document.objects.all(), search, user=user, connections=Connection.objects.reachable_by(user))


def documents(user: User, search: Search) -> DocumentQuerySet:
    return find_documents(user, search).documents


def search_in(
    among: DocumentQuerySet, search: Search, *, user: User, connections: ConnectionQuerySet, is_lenient: bool = True
) -> Found:
    """Of these documents, in these connections and nowhere else, what is asked for. `user`: in whose eyes something is unread
    or waits for approval. `is_lenient`: where nothing has a word, a name that is one letter away counts."""
    reach = within_reach(order.with_keys(among), narrowed(connections, search)).filter(columns_of(search))
    reach = reach.by_columns() if has_rare_columns(search) else reach
    parts = settled(search.parts, reach.documents)
    found = find(reach, wish_for(search, parts, user))
    if found.count == 0 and is_lenient and (other := respelled(parts, reach)):
        again = find(reach, wish_for(search, other, user))
        if again.count != 0:
            instead = [
                (a.text, b.word) for a, b in zip(parts, other, strict=True) if a is not b and isinstance(b, Word)
            ]
            return replace(again, parts=parts, instead=instead)
    return replace(found, parts=parts)


def respelled(parts: Sequence[Part], reach: Reach) -> list[Part] | None:
    """With the names that were probably meant; None: there are none."""
    words = [part for part in parts if isinstance(part, Word)][:MOST_RESPELLED]
    others = {part: replace(part, word=word) for part in words if (word := meant(part.word, reach))}
    return [others.get(part, part) for part in parts] if others else None  # type: ignore[call-overload]  # by any Part


def wish_for(search: Search, parts: Sequence[Part], user: User) -> Wish:
    chosen = states[search.state].of(user) if search.state else None
    if search.label is not None:
        labelled = Choice(*with_label(Label.objects.reachable_by(user), search.label), is_indexed=True)
        chosen = labelled if chosen is None else chosen.and_also(labelled)
    wish = wish_of([*parts, *fields_of(search)], dated=search.dated, by=order_of(search, parts), state=chosen)
    if party := folded(search.party):
        named = Q(party__icontains=search.party)
        wish = replace(wish, terms=(*wish.terms, term_of(party)), few=wish.few & named, many=wish.many & named)
    return wish


def fields_of(search: Search) -> Iterator[Part]:
    """Days and amounts that were chosen, as if they were typed."""
    if search.begin or search.end:
        yield Period(text="", first=search.begin or order.FIRST_DAY, last=search.end or order.LAST_DAY)
    if search.amount_from is not None or search.amount_to is not None:
        yield Amount(text="", least=search.amount_from, most=search.amount_to)


def narrowed(connections: ConnectionQuerySet, search: Search) -> ConnectionQuerySet:
    """Closed companies are searched where one is named, or by their state."""
    if search.connection is not None:
        connections = connections.filter(pk=search.connection)
    if search.company is not None:
        connections = connections.filter(company=search.company)
    if search.connection is None and search.company is None and search.state != CLOSED:
        connections = connections.open_first()
    return connections.filter(side=search.side) if search.side else connections


def columns_of(search: Search) -> Q:
    wanted = Q()
    if search.kind:
        wanted &= Q(kind=search.kind)
    if search.counts_as:
        wanted &= with_effect(Effect(search.counts_as))
    if search.number:
        wanted &= Q(number=search.number)
    if since := search.received_since:
        first, last = start_of(order.FIRST_DAY), start_of(order.LAST_DAY)
        wanted &= Q(received_at__gte=min(max(since, first), last))
    return wanted


def has_rare_columns(search: Search) -> bool:
    """Whether a column with an index of its own leaves few documents."""
    return bool(search.number or search.counts_as or search.kind == Document.Kind.CREDIT_NOTE)


def order_of(search: Search, parts: Sequence[Part]) -> str:
    """As asked; a period without an order is read by its own days, along their index."""
    has_days = bool(search.begin or search.end) or any(isinstance(part, Period) for part in parts)
    return search.order or (f"-{search.dated}" if has_days else order.DEFAULT)


def listed(user: User, search: Search, *, after: str = "", found: Found | None = None) -> Page[Document]:
    found = found or find_documents(user, search)
    by = order_of(search, found.parts)
    rows: QuerySet[Document] = order.shown_by(found.documents.with_read_by(user), by)
    rows = rows.select_related("connection__company", "bill", *with_rules()).defer("text")
    rows = rows.prefetch_related(labels_shown(Label.objects.reachable_by(user)))
    return page(rows, order=order.columns(by), after=after, size=SIZE, keys_first=True)


def page_with(user: User, search: Search, pk: int, *, found: Found | None = None) -> str:
    """The cursor of a page on which this document is, for who comes back to the list. Empty: on the first, or on none."""
    found = found or find_documents(user, search)
    by = order_of(search, found.parts)
    rows = order.shown_by(found.documents, by).defer("text")
    this = rows.filter(pk=pk).first()
    return cursor_near(rows, this, order=order.columns(by), size=SIZE, lead=LEAD) if this else ""


def first_rows(found: Found, by: str, *, most: int) -> list[Document]:
    """Of what was found, in this order, with what one line says of each."""
    rows = order.shown_by(found.documents, by).select_related("connection__company").defer("text")
    return list(rows.order_by(*order.columns(by))[:most])


def neighbours(user: User, search: Search, document: Document) -> tuple[Document | None, Document | None]:
    """Those before and after this one in what was searched."""
    found = find_documents(user, search)
    by = order_of(search, found.parts)
    rows = order.shown_by(found.documents, by).only("pk", "received_at", "number")
    this = order.shown_by(Document.objects.filter(pk=document.pk), by).defer("text").get()
    return around(rows, this, order=order.columns(by))


def counted(found: Found) -> int:
    """At most COUNTED + 1: there are more than COUNTED."""
    if found.count is not None:
        return min(found.count, COUNTED + 1)
    return found.to_count.order_by()[: COUNTED + 1].count() if not found.is_many else COUNTED + 1


def unread_count(user: User, found: Found) -> int:
    """Among what was found, at most COUNTED + 1."""
    return found.to_count.unread_by(user).order_by()[: COUNTED + 1].count()
