"""What the frame around every page shows: the rooms this person may enter, and where they are now.

A room registers its entries, and its parts of the frame, in its AppConfig; this one knows none of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from schakel.hub.web.icons import ICONS
from schakel.hub.web.language import OWN_NAMES, Sentence

SHEETS = [
    f"schakel/{name}.css" for name in ("tokens", "base", "frame", "parts", "forms", "connections", "invoice", "keys")
]

Question = Callable[[Any], bool]  # of the signed-in user
Place = Literal[
    "person", "account", "foot", "end"
]  # below the menu; on the page of the account; below a page that stands alone; at the end of every page, unseen


@dataclass(frozen=True)
class Entry:
    url: str  # name of an address
    icon: str
    word: Sentence
    order: int
    visible_to: tuple[Question, ...]  # any of them
    opens: str  # name of the address that it leads to


@dataclass(frozen=True)
class Link:
    url: str
    icon: str
    name: str
    here: bool


entries: list[Entry] = []  # by their order
parts: dict[Place, list[str]] = {"person": [], "account": [], "foot": [], "end": []}  # templates


def register(
    url: str, *, icon: str, word: Sentence, order: int, visible_to: Sequence[Question] = (), opens: str = ""
) -> None:
    """An entry of the menu, for `AppConfig.ready`. `url` is the name of an address, `word` a lazy translation. Who may see
    it: those of whom one of the questions is true; without a question, everyone. `opens` is the name of the address that it
    leads to, where that is another one in the same room.

    Raises ImproperlyConfigured for an address or an order that is taken, and for an icon that does not exist.
    """
    if any(url == entry.url or order == entry.order for entry in entries):
        raise ImproperlyConfigured(f"the menu has an entry already at {url!r} or at {order}")
    if icon not in ICONS:
        raise ImproperlyConfigured(f"the entry {url!r} wants an icon that does not exist: {icon!r}")
    entries.append(Entry(url, icon, word, order, tuple(visible_to), opens or url))
    entries.sort(key=lambda entry: entry.order)


def register_part(place: Place, template: str) -> None:
    """A template that the frame includes there; the same one twice is refused."""
    if template in parts[place]:
        raise ImproperlyConfigured(f"{template!r} is part of the frame already")
    parts[place].append(template)


def frame(request: HttpRequest) -> dict[str, Any]:
    """`layout` is what a page extends that may also be asked for as a dialog.

    The rooms are looked up only when they are shown.
    """
    return {
        "LANGUAGE_CODE": get_language(),
        "stylesheets": SHEETS,
        "own_languages": OWN_NAMES,
        "rooms": SimpleLazyObject(lambda: rooms(request)),
        "frame_parts": parts,
        "demo": settings.DEMO,
        "layout": "web/dialog.html" if getattr(request, "htmx", False) else "web/base.html",
    }


def rooms(request: HttpRequest) -> list[Link]:
    """The entries this person sees. What several of them ask about the person is asked once."""
    user = getattr(request, "user", None)
    if not user or not user.is_authenticated:
        return []
    ask = cache(lambda question: question(user))
    return [
        Link(reverse(entry.opens), entry.icon, str(entry.word), here=request.path.startswith(reverse(entry.url)))
        for entry in entries
        if not entry.visible_to or any(ask(question) for question in entry.visible_to)
    ]
