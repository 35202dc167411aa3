"""Documents: what a person may reach, searched, filtered, newest first. A page costs a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from schakel.base.folding import folded
from schakel.einvoice.belgium import communication_digits
from schakel.hub.connections.models import Connection
from schakel.hub.documents.bills.effects import with_effect
from schakel.hub.documents.bills.models import Effect
from schakel.hub.documents.bills.rules import with_rules
from schakel.hub.documents.models import Document, DocumentQuerySet
from schakel.hub.people.models import User
from schakel.hub.web.paging import Page, page

ORDER = ("-received_at", "-id")
SIZE = 50  # documents on a page
MOST_WORDS = 8
COUNTED = 1000  # beyond this a count says "1,000+"


@dataclass(frozen=True)
class Search:
    """What is asked for. Empty: everything."""

    text: str = ""
    connection: int | None = None
    side: str = ""  # a Connection.Side
    kind: str = ""  # a Document.Kind
    unread: bool = False
    contested: bool = False  # only what its company contests

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Search":
        """From the address; what is not understood counts as not asked, but for a connection: that would show too much."""
        connection, side, kind = query.get("connection", ""), query.get("side", ""), query.get("kind", "")
        number = int(connection) if connection.isascii() and connection.isdigit() and len(connection) < 19 else 0
        return cls(
            text=query.get("q", "").strip()[:200].replace("\0", ""),
            connection=number if connection else None,
            side=side if side in Connection.Side else "",
            kind=kind if kind in Document.Kind else "",
            unread=query.get("state") == "unread",
            contested=query.get("state") == "contested",
        )


def documents(user: User, search: Search) -> DocumentQuerySet:
    found = answering(Document.objects.reachable_by(user), search)
    return found.unread_by(user) if search.unread else found


def answering(found: DocumentQuerySet, search: Search) -> DocumentQuerySet:
    """Of these, those that are asked for, whoever has read them."""
    if search.connection is not None:
        found = found.filter(connection=search.connection)
    if search.side:
        found = found.filter(connection__side=search.side)
    if search.kind:
        found = found.filter(kind=search.kind)
    if search.contested:
        found = found.filter(with_effect(Effect.CONTESTED))
    return found.filter(matching(search.text)) if search.text else found


def matching(text: str) -> Q:
    """Every word must stand somewhere: in the document's text, or in the name of the company it is for."""
    condition = Q()
    for word in folded(text).split()[:MOST_WORDS]:
        condition &= containing(word)
    return condition


def containing(word: str) -> Q:
    condition = Q(text__contains=word) | Q(connection__company__name__icontains=word)
    bare = communication_digits(word) or word.translate(str.maketrans("", "", "./-+*"))
    if bare != word and bare.isdigit():
        condition |= Q(text__contains=bare)
    return condition


def listed(user: User, search: Search, *, after: str = "") -> Page[Document]:
    rows: QuerySet[Document] = documents(user, search).with_read_by(user)
    rows = rows.select_related("connection__company", "bill", *with_rules()).defer("text")
    return page(rows, order=ORDER, after=after, size=SIZE)


def unread_count(user: User, search: Search) -> int:
    """Among what is searched, at most COUNTED."""
    return documents(user, search).unread_by(user)[:COUNTED].count()
