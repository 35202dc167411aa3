"""What the frame around every page shows: the rooms this person may enter, and where he is."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

SHEETS = [f"schakel/{name}.css" for name in ("tokens", "base", "frame", "parts", "forms", "connections", "invoice")]
OWN_LANGUAGES = [("nl", "Nederlands"), ("fr", "Français"), ("en", "English"), ("de", "Deutsch")]


@dataclass(frozen=True)
class Room:
    url: str
    icon: str
    name: str
    here: bool = False
    count: int = 0


def frame(request: HttpRequest) -> dict[str, Any]:
    return {"stylesheets": SHEETS, "own_languages": OWN_LANGUAGES, "rooms": rooms(request), "demo": settings.DEMO}


def rooms(request: HttpRequest) -> list[Room]:
    """The way round the house. A room stands here when the person has something in it."""
    user = getattr(request, "user", None)
    if not user or not user.is_authenticated:
        return []
    doors = [("connections:list", "link", _("Connections")), ("documents:list", "docs", _("Documents"))]
    if user.memberships.exists():
        doors.append(("connections:office", "office", _("Office")))
    if settings.DEMO:
        doors.append(("demonstration:mailbox", "mail", _("Mailbox")))
    return [Room(url := reverse(name), icon, word, here=request.path.startswith(url)) for name, icon, word in doors]
