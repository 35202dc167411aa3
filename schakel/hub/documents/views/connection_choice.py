"""Which connection papers go to: what a form said, and what it offers."""

from schakel.hub.connections.models import Connection
from schakel.hub.documents.placement import fillable_by
from schakel.hub.people.models import User
from schakel.hub.people.requests import SignedIn

MOST_OFFERED = 60  # connections in a list to choose from


def chosen_connection(request: SignedIn) -> Connection | None:
    """Where papers go: of the form, or of the page of documents that led here."""
    said = request.POST.get("connection") or request.GET.get("connection", "")
    key = int(said) if said.isascii() and said.isdigit() and len(said) < 19 else 0
    return fillable_by(request.user).select_related("company").filter(pk=key).first() if key else None


def connections_offered(user: User) -> list[Connection]:
    """To choose from; of more than somebody reads through none, for each page of documents leads here too."""
    found = fillable_by(user).select_related("company").order_by("company__name", "company", "side")[: MOST_OFFERED + 1]
    return list(found) if len(found) <= MOST_OFFERED else []
