"""What the rooms above add to a draft and to the list of what was issued. They lie above this one, and are only called."""

from collections.abc import Callable, Collection

from django.utils.safestring import SafeString

from schakel.hub.people.requests import SignedIn
from schakel.hub.sales.models import Draft, Upload

Panel = Callable[[SignedIn, Draft], SafeString]
ways: list[Panel] = []  # the buttons with which a draft is sent; filled when the rooms open (AppConfig.ready)
beside_number: list[Panel] = []  # what is known of the customer's address, next to the number
upload_ways: list[Callable[[SignedIn, Upload], SafeString]] = []  # the same for what another program made

Mark = tuple[str, str]  # a state as the look knows it, and the word for it
markers: list[Callable[[Collection[int]], dict[int, Mark]]] = []  # ids of documents → what became of them


def shown(panels: list[Panel], request: SignedIn, draft: Draft) -> list[SafeString]:
    return [panel(request, draft) for panel in panels]


def marks_of(documents: Collection[int]) -> dict[int, Mark]:
    """The first room that knows of a document says it."""
    found: dict[int, Mark] = {}
    for marker in markers:
        found = marker(documents) | found
    return found
