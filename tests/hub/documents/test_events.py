"""The kinds of events: each room's own, each in four languages, and an unknown one that is shown all the same."""

import importlib

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils import translation

from schakel.hub.documents import events
from schakel.hub.documents.events import DocumentEvent
from tests.hub.conftest import signed_in
from tests.hub.documents.rows import documents

ROOMS = [room.name for room in apps.get_app_configs() if room.name.startswith("schakel.hub.")]


def kinds_of(room: str) -> list[type[models.TextChoices]]:
    try:
        module = importlib.import_module(f"{room}.events")
    except ModuleNotFoundError:
        return []
    return [each for each in vars(module).values() if isinstance(each, type(DocumentEvent)) and each.choices]


def test_each_room_registers_its_kinds_and_every_one_has_words_of_its_own():
    found = [kind for room in ROOMS for kinds in kinds_of(room) for kind in kinds]
    assert len(found) == len(set(found)) == len(events._labels) > 25
    for language in ("nl", "fr", "de"):
        with translation.override(language):
            words = [events.label(kind) for kind in found]
        assert len(set(words)) == len(words)
        assert not set(words) & set(found), language


def test_this_room_knows_no_kind_of_a_room_above():
    assert [kind for kind in DocumentEvent if kind.startswith(("paid", "forward", "mail", "answer"))] == []


def test_two_rooms_cannot_have_one_code_nor_a_code_that_does_not_fit():
    for code in ("received", "a" * 21):
        with pytest.raises(ValueError, match="event kind"):
            events.register(models.TextChoices("Another", {"ANY": (code, "word")}))


def test_what_is_noted_beside_an_event_is_read_as_its_room_says(db, purchases):
    document = documents(purchases, 1)[0]
    later = document.events.create(kind="later", detail="2026-12-24")
    answered = document.events.create(kind="answered", detail="RE")
    assert (later.about, answered.about) == ("24 Dec 2026", "rejected")
    assert document.events.create(kind="answered", detail="ZZ").about == "ZZ"


def test_a_kind_that_no_room_knows_is_shown_by_its_code(alice, purchases):
    document = documents(purchases, 1)[0]
    document.events.create(kind="of_a_newer_one", detail="some words")
    page = signed_in(alice).get(reverse("documents:detail", args=[document.pk]))
    assert page.status_code == 200
    assert "Of_a_newer_one: some words" in page.text
