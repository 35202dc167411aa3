"""Rooms with rows may share a state; nothing else may."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from schakel.hub.documents.models import Reading
from schakel.hub.documents.search import states
from tests.hub.conftest import signed_in
from tests.hub.documents.rows import documents

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    monkeypatch.setattr(states, "states", dict(states.states))


def nothing(_user):
    return Reading.objects.none()


def everything(_user):
    return Reading.objects.all()


@pytest.mark.parametrize("rooms", [[nothing, everything], [everything, nothing], [everything, everything, nothing]])
def test_any_room_will_do(alice, clara, purchases, rooms):
    for rows in rooms:
        states.register_rows("shared", "shared", rows)
    read, _other = documents(purchases, 2)
    signed_in(alice).get(f"/documents/{read.pk}/")
    choice = states.states["shared"].of(alice)
    for condition in (choice.few, choice.many):
        assert list(type(read).objects.filter(condition)) == [read]
    assert choice.is_indexed


@pytest.mark.parametrize(
    ("one", "other", "shown"),
    [(True, False, True), (False, True, True), (False, False, False), (None, False, True), (False, None, True)],
)
def test_who_may_see_it_in_one_room_is_offered_it(alice, one, other, shown):
    for may in (one, other):
        states.register_rows(
            "shared", "shared", nothing, visible_to=None if may is None else lambda _user, may=may: may
        )
    assert ("shared" in [each.code for each in states.visible(alice)]) == shown


def test_a_code_is_taken_once():
    with pytest.raises(ImproperlyConfigured):
        states.register_rows("unread", "unread", nothing)
    with pytest.raises(ImproperlyConfigured):
        states.register("failed", "failed", lambda _user: None, is_indexed=True)
