"""What the frame around every page shows: the rooms this person may enter, and where he is."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from schakel.hub.web.language import OWN_NAMES

SHEETS = [f"schakel/{name}.css" for name in ("tokens", "base", "frame", "parts", "forms", "connections", "invoice")]


@dataclass(frozen=True)
class Room:
    url: str
    icon: str
    name: str
    here: bool = False
    count: int = 0


def frame(request: HttpRequest) -> dict[str, Any]:
    """`layout` is what a page extends that may also be asked for as a dialog.

    The rooms are looked up only when they are shown.
    """
    return {
        "LANGUAGE_CODE": get_language(),
        "stylesheets": SHEETS,
        "own_languages": OWN_NAMES,
        "rooms": SimpleLazyObject(lambda: rooms(request)),
        "demo": settings.DEMO,
        "layout": "web/dialog.html" if getattr(request, "htmx", False) else "web/base.html",
    }


def rooms(request: HttpRequest) -> list[Room]:
    """The way round the house. A room stands here when the person has something in it."""
    user = getattr(request, "user", None)
    if not user or not user.is_authenticated:
        return []
    doors = [("connections:list", "link", _("Connections")), ("documents:list", "docs", _("Documents"))]
    is_of_an_office = user.memberships.exists()
    if is_of_an_office or user.accesses.filter(ended_at=None, role="full", connection__side="sales").exists():
        doors.append(("sales:list", "send", _("Sales")))
    doors.append(("payments:list", "pay", _("Payments")))
    if is_of_an_office:
        doors.append(("forwarding:list", "out", _("Forwarding")))
        doors.append(("connections:office", "office", _("Office")))
    if settings.DEMO:
        doors.append(("demonstration:mailbox", "mail", _("Mailbox")))
    if user.is_operator:
        doors.append(("network:operating", "todo", _("Operation")))
    doors.append(("people:me", "person", _("My account")))
    return [Room(url := reverse(name), icon, word, here=request.path.startswith(url)) for name, icon, word in doors]
