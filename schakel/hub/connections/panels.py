"""What rooms above this one show of a company, on its page and in the list. They say so when they open (ADR 0032)."""

from collections.abc import Callable, Collection
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from schakel.hub.connections.models import Company, CompanyImport, Office
from schakel.hub.people.requests import SignedIn

Panel = Callable[[HttpRequest, Company, bool], str]  # request, company, whether its office asks → safe HTML
panels: list[Panel] = []  # filled when the rooms open (AppConfig.ready)

ImportPanel = Callable[[HttpRequest, CompanyImport], str]  # → safe HTML: what to do next with an import that is done
import_panels: list[ImportPanel] = []

links: list[tuple[str, Any]] = []  # to pages about many companies, above the list for offices: an address and its word
for_chosen: list[
    tuple[str, Any]
] = []  # what can be done with companies that are ticked or found: an address and its button

of_office: list[Callable[[SignedIn, Office], str]] = []  # buttons on the page of an office, for its owners: safe HTML

above: list[Callable[[SignedIn], str]] = []  # what waits for this person, above the list: safe HTML, or nothing

Mark = tuple[str, str]  # a state as the look knows it, and the word for it
Marker = Callable[[Collection[int]], dict[int, Mark]]  # ids of companies → those that somebody should look at
markers: list[Marker] = []

contents: list[Callable[[int], str]] = []  # id of a connection → the address of what is in it; the first one counts


def address_of(connection: int) -> str:
    return contents[0](connection) if contents else reverse("connections:list")


def marks_of(companies: Collection[int]) -> dict[int, Mark]:
    return markers[0](companies) if markers else {}
