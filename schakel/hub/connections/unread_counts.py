"""What arrived in a connection, for the list. The documents room lies above this one and says how it is counted."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from schakel.hub.people.models import User


@dataclass(frozen=True)
class News:
    new: int = 0  # documents this person has not read, among the newest
    last: datetime | None = None  # when the newest came in


Count = Callable[[User, Collection[int]], Mapping[int, News]]  # person, ids of connections they may reach
newest: list[Callable[[], Any]] = []  # of the documents room: for a query of companies, when the last one came in
counters: list[Count] = []  # filled when the rooms open (AppConfig.ready)


def news_of(user: User, connections: Collection[int]) -> Mapping[int, News]:
    """Per id; a connection without documents may be missing. A fixed number of queries, whatever the length."""
    return counters[0](user, connections) if counters else {}
