"""What is only of use for a time leaves the database when that is over, and not before."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from schakel.hub.connections.models import ApiKey, ElsewhereAnswer, Handover, IdempotencyKey
from schakel.hub.documents.models import BulkAction, WaitingFile
from schakel.hub.people.models import Tally
from schakel.hub.records import expiry
from schakel.hub.records.models import CompanyExport, DeletionList
from tests.hub.conftest import signed_in

NOW, OLD = timezone.now(), timezone.now() - timedelta(days=100)


def make_session(alice, _bakery, old: bool) -> Session:
    client = signed_in(alice)
    row = Session.objects.latest("expire_date")
    assert client.session.session_key
    Session.objects.filter(pk=row.pk).update(expire_date=OLD if old else NOW + timedelta(days=1))
    return row


def make_device(alice, _bakery, old: bool) -> UserSession:
    row = UserSession.objects.create(user=alice, ip="127.0.0.1", session_key="a" * 40, user_agent="")
    UserSession.objects.filter(pk=row.pk).update(last_seen_at=OLD if old else NOW)
    return row


def make_answer(alice, bakery, old: bool) -> IdempotencyKey:
    key = ApiKey.make(bakery, alice, name="A program", scopes=["file"])[0]
    row = IdempotencyKey.objects.create(api_key=key, value="1", fingerprint="f" * 64)
    IdempotencyKey.objects.filter(pk=row.pk).update(at=OLD if old else NOW)
    return row


def make_elsewhere(alice, bakery, old: bool) -> ElsewhereAnswer:
    at = OLD if old else NOW
    return ElsewhereAnswer.objects.create(office=bakery.office, user=alice, number="0899965307", at=at)


def make_count(_alice, _bakery, old: bool) -> Tally:
    return Tally.objects.create(what="w", count=1, ends_at=OLD if old else NOW + timedelta(days=1))


def make_action(alice, _bakery, old: bool) -> BulkAction:
    return BulkAction.objects.create(by=alice, action="read", ended_at=OLD if old else NOW)


def make_file(alice, _bakery, old: bool) -> WaitingFile:
    row = WaitingFile.objects.create(kind="x", by=alice, name="a", data=b"secret", last_error="MemoryError")
    WaitingFile.objects.filter(pk=row.pk).update(at=OLD if old else NOW)
    return row


def make_list(_alice, bakery, old: bool) -> DeletionList:
    return DeletionList.objects.create(company=bakery, year=2010, state="cancelled", ended_at=OLD if old else NOW)


def make_handover(alice, bakery, old: bool) -> Handover:
    return Handover.objects.create(office=bakery.office, member=alice, has_left=True, at=OLD if old else NOW)


def make_export(alice, bakery, old: bool) -> CompanyExport:
    return CompanyExport.objects.create(company=bakery, by=alice, at=OLD if old else NOW, removed_at=NOW)


MADE = [
    make_session,
    make_device,
    make_answer,
    make_elsewhere,
    make_count,
    make_action,
    make_file,
    make_handover,
    make_list,
    make_export,
]


@pytest.mark.django_db
@pytest.mark.parametrize("old", [True, False])
@pytest.mark.parametrize("make", MADE)
def test_it_goes_when_its_time_is_over_and_not_before(alice, bakery, monkeypatch, make, old):
    monkeypatch.setattr(expiry, "LOOK", expiry.Interval(0))
    row = make(alice, bakery, old)
    expiry.remove_expired()
    assert type(row)._base_manager.filter(pk=row.pk).exists() is not old
    assert len(MADE) == len(expiry.EXPIRED)


@pytest.mark.django_db
def test_many_go_some_at_a_time(monkeypatch):
    monkeypatch.setattr(expiry, "PIECE", 2)
    Tally.objects.bulk_create(Tally(what=str(n), count=1, ends_at=OLD) for n in range(5))
    assert expiry.remove(expiry.counts()) == 5
    assert not Tally.objects.exists()
