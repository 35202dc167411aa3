"""One box that finds what somebody types: companies, documents, pages, and whatever else a room registers. It knows no room.

A room registers in its AppConfig what it looks through; each answers only with what this person may reach (G03).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from schakel.base.folding import folded
from schakel.hub.web import navigation
from schakel.hub.web.language import Sentence
from schakel.hub.web.navigation import Question

LONGEST = 200  # characters of what is typed
MOST = 8  # pages


@dataclass(frozen=True)
class Hit:
    url: str
    name: str
    icon: str
    detail: str = ""


Look = Callable[[Any, str], Sequence[Hit]]  # of the request of somebody signed in, and what they typed


@dataclass(frozen=True)
class Source:
    word: Sentence  # above what it found
    look: Look
    order: int


@dataclass(frozen=True)
class Page:
    """One that is in no menu."""

    url: str  # name of an address
    icon: str
    word: Sentence
    visible_to: tuple[Question, ...]  # any of them


sources: list[Source] = []  # by their order
pages: list[Page] = []


def register(look: Look, *, word: Sentence, order: int) -> None:
    """What is looked through. Raises ImproperlyConfigured when the order is taken."""
    if any(source.order == order for source in sources):
        raise ImproperlyConfigured(f"the box that finds has something already at {order}")
    sources.append(Source(word, look, order))
    sources.sort(key=lambda source: source.order)


def register_page(url: str, *, icon: str, word: Sentence, visible_to: Sequence[Question] = ()) -> None:
    """A page that is in no menu; those of the menu are found without this."""
    pages.append(Page(url, icon, word, tuple(visible_to)))


def find(request: HttpRequest, text: str) -> list[tuple[Sentence, Sequence[Hit]]]:
    """What was found, under the word of its source; of nothing typed, the pages of the menu."""
    found = [(source.word, source.look(request, text)) for source in sources if text]
    return [(word, hits) for word, hits in (*found, (_("Pages"), find_pages(request, text))) if hits]


def find_pages(request: HttpRequest, text: str) -> list[Hit]:
    """Whose name has each word, in the language of the reader."""
    known = [Hit(link.url, link.name, link.icon) for link in navigation.rooms(request)]
    if not text:
        return known
    known += [
        Hit(reverse(page.url), str(page.word), page.icon)
        for page in pages
        if not page.visible_to or any(question(request.user) for question in page.visible_to)
    ]
    words = folded(text).split()
    return [hit for hit in known if words and all(word in folded(hit.name) for word in words)][:MOST]
