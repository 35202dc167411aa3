"""What an office keeps to find its documents again: labels and saved views, as the story has them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict

from schakel.hub.connections.models import Office
from schakel.hub.documents.labels.assign import add_label
from schakel.hub.documents.labels.models import Label
from schakel.hub.documents.listing import documents
from schakel.hub.documents.saved_views.models import SavedView
from schakel.hub.documents.saved_views.query import query_to_save
from schakel.hub.documents.search.filters import Search
from schakel.hub.people.models import User


def add_labels(cards: Iterable[Mapping[str, Any]], office: Office) -> None:
    """Each on the documents that its searches find."""
    for card in cards:
        by = User.objects.get(email=card["by"])
        label = Label.objects.create(office=office, name=card["name"], color=card["color"])
        for query in card["on"]:
            add_label(label, list(documents(by, Search.read(QueryDict(query)))), by=by)


def save_views(cards: Iterable[Mapping[str, Any]], office: Office) -> None:
    """Of a person, or without one of the whole office. `label` names one of the labels."""
    for card in cards:
        owner = User.objects.get(email=card["of"]) if "of" in card else None
        query = QueryDict(card["query"], mutable=True)
        if "label" in card:
            query["label"] = str(office.labels.get(name=card["label"]).pk)
        SavedView.objects.create(
            owner=owner, office=None if owner else office, name=card["name"], query=query_to_save(query)
        )
