"""What a saved view asks for: kept as in the address, and read again each time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from schakel.base.digits import is_digits
from schakel.hub.connections.models import Company, Connection
from schakel.hub.documents.labels.models import Label
from schakel.hub.documents.listing import counted, find_documents
from schakel.hub.documents.saved_views.models import SavedView
from schakel.hub.documents.search.chips import chips_of
from schakel.hub.documents.search.filters import Search
from schakel.hub.people.models import User

LONGEST = 200  # characters of one value


@dataclass(frozen=True)
class Named:
    """What searches name by its key, as far as a person reaches it."""

    companies: Mapping[int, Company]
    connections: Mapping[int, Connection]
    labels: Mapping[int, Label]

    @classmethod
    def by(cls, views: Iterable[SavedView], user: User) -> "Named":
        """Three queries, however many views."""
        searches = [search_of(view) for view in views]
        return cls(
            Company.objects.reachable_by(user).in_bulk([each.company for each in searches if each.company]),
            Connection.objects.reachable_by(user)
            .select_related("company")
            .in_bulk([each.connection for each in searches if each.connection]),
            Label.objects.reachable_by(user).in_bulk([each.label for each in searches if each.label]),
        )


def query_to_save(asked: Mapping[str, str]) -> str:
    """Only what a search knows and what is filled in, in the order of its names; not which day a period is about that is none."""
    kept = QueryDict(mutable=True)
    has_days = asked.get("begin") or asked.get("end") or asked.get("q")
    for name in Search.NAMES:
        if name == "dated" and (not has_days or asked.get(name) == "issue"):
            continue
        if value := asked.get(name, "").strip()[:LONGEST]:
            kept[name] = value
    return kept.urlencode()


def view_opened(asked: Mapping[str, str], user: User) -> SavedView | None:
    """The one that the address of the list names, if it is theirs."""
    key = asked.get("view", "")
    return SavedView.objects.reachable_by(user).filter(pk=key).first() if is_digits(key) and len(key) < 19 else None


def unsaved_query(asked: Mapping[str, str], view: SavedView | None) -> str:
    """What can be saved as a view, or as what the opened one asks for from now on; empty: nothing."""
    query = query_to_save(asked)
    return query if view is None or query != view.query else ""


def search_of(view: SavedView) -> Search:
    return Search.read(QueryDict(view.query))


def is_within_reach(view: SavedView, named: Named) -> bool:
    """False: it is of a company or connection that the person does not reach (any more)."""
    search = search_of(view)
    has_company = search.company is None or search.company in named.companies
    return has_company and (search.connection is None or search.connection in named.connections)


def words_of(view: SavedView, named: Named) -> list[str]:
    """What it asks for, part by part, as its chips say it. Nothing is searched."""
    search, asked = search_of(view), QueryDict(view.query)
    company, label = named.companies.get(search.company or 0), named.labels.get(search.label or 0)
    words = [str(chip.label) for chip in chips_of(search, search.parts, asked, company=company, label=label)]
    connection = named.connections.get(search.connection or 0)
    return [*([str(connection)] if connection else []), *words] or [_("all documents")]


def count_of(view: SavedView, user: User) -> int | None:
    """At most listing.COUNTED + 1; None: it is not within reach."""
    if not is_within_reach(view, Named.by([view], user)):
        return None
    return counted(find_documents(user, search_of(view)))
