"""The audit log as it is written: in the transaction of what is told, only added to, linked in the order of commit."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from schakel.hub.audit import actions, chain
from schakel.hub.audit.actions import Action
from schakel.hub.audit.models import AuditEntry
from schakel.hub.audit.origin import Origin, Via, coming_from, stream_from
from schakel.hub.audit.record import Place, record, record_of_person, record_once_a_day
from schakel.hub.people.models import User
from tests.hub.plans import plans

pytestmark = pytest.mark.django_db


def entries(**asked: object) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(**asked).order_by("id"))


def test_a_row_says_who_from_where_and_with_what(alice):
    with coming_from(Origin(Via.API, user=alice.pk, key=7, address=lambda: "192.0.2.7")):
        record(Action.KEY_ENDED, alice, place=Place(3, 4), detail="x")
    (row,) = entries(action="key_ended")
    assert (row.user, row.key, row.via, row.address) == (alice.pk, 7, "api", "192.0.2.7")
    assert (row.office, row.company, row.subject, row.subject_id, row.detail) == (3, 4, "people.user", alice.pk, "x")


def test_what_is_rolled_back_leaves_no_row():
    with transaction.atomic():
        record(Action.KEY_ENDED)
        transaction.set_rollback(True)
    assert entries() == []


@pytest.mark.parametrize("column", ["at", "office", "user", "action", "subject_id", "detail", "address", "via"])
def test_L05_no_row_is_changed(column):
    record(Action.KEY_ENDED)
    value = {"at": timezone.now() + timedelta(1)}.get(column, 5)
    with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
        AuditEntry.objects.update(**{column: value})


def test_L05_no_row_is_deleted():
    record(Action.KEY_ENDED)
    with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
        AuditEntry.objects.all().delete()


def test_L05_the_table_is_not_emptied():
    record(Action.KEY_ENDED)
    empty = "TRUNCATE" if connection.vendor == "postgresql" else "DELETE FROM"
    with pytest.raises(DatabaseError, match="only added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{empty} {AuditEntry._meta.db_table}")


@pytest.mark.parametrize("column", ["position", "previous", "hash"])
def test_L05_a_link_is_set_once(column):
    record(Action.KEY_ENDED)
    chain.link_all()
    value = 9 if column == "position" else b"9" * 32
    with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
        AuditEntry.objects.update(**{column: value})


def test_rows_of_each_office_are_a_chain_of_their_own():
    for office in (1, 2, 1, 0, 2, 1):
        record(Action.KEY_ENDED, place=Place(office))
    chain.link_all()
    found = [(row.office, row.position) for row in entries()]
    assert found == [(1, 1), (2, 1), (1, 2), (0, 1), (2, 2), (1, 3)]
    first, second, third = entries(office=1)
    assert bytes(first.previous) == bytes(32)
    assert bytes(second.previous) == bytes(first.hash)
    assert bytes(third.previous) == bytes(second.hash)


def test_what_is_committed_late_is_linked_after_what_was_there():
    """Its id is lower, for it was given when the row was written."""
    record(Action.KEY_ENDED)
    late = AuditEntry.objects.get()
    AuditEntry(pk=late.pk + 5, action="signed_in", via="page").save(force_insert=True)
    AuditEntry(pk=late.pk + 3, action="signed_out", via="page", position=None).save(force_insert=True)
    chain.link_all()
    record(Action.KEY_CREATED)
    chain.link_all()
    positions = AuditEntry.objects.order_by("position").values_list("action", flat=True)
    assert list(positions) == ["key_ended", "signed_out", "signed_in", "key_created"]


def test_the_hash_is_that_of_the_written_form():
    with coming_from(Origin(Via.PAGE, user=5, address=lambda: "192.0.2.1")):
        record(Action.KEY_ENDED, place=Place(3, 4), detail="é")
    chain.link_all()
    row = AuditEntry.objects.get()
    text = json.dumps(
        {
            "action": "key_ended", "address": "192.0.2.1", "at": row.at.isoformat(timespec="microseconds"), "company": 4,
            "detail": "é", "id": row.pk, "key": None, "office": 3, "previous": "00" * 32, "subject": "",
            "subject_id": None, "user": 5, "via": "page",
        },
        separators=(",", ":"), ensure_ascii=False,
    )  # fmt: skip
    assert bytes(row.hash) == hashlib.sha256(text.encode()).digest()


def test_a_look_is_recorded_once_a_day_and_person(alice, bob):
    for user in (alice, alice, bob):
        record_once_a_day(Action.DOCUMENT_SHOWN, alice, place=lambda: Place(3), by=user.pk)
    assert [row.user for row in entries(action="document_shown")] == [alice.pk, bob.pk]


def test_a_look_is_found_by_its_index_and_not_by_reading_the_log(alice):
    with plans() as told:
        record_once_a_day(Action.DOCUMENT_SHOWN, alice, place=lambda: Place(3), by=alice.pk)
    assert ["one_look_per_day" in each for each in told] == [True]


def test_a_sign_in_of_a_member_is_in_the_log_of_each_of_their_offices(alice, office, clara):
    record_of_person(Action.SIGNED_IN, alice.pk)
    record_of_person(Action.SIGNED_IN, clara.pk)
    assert {(row.user, row.office) for row in entries(action="signed_in")} == {(alice.pk, office.pk), (clara.pk, 0)}


def test_an_answer_that_is_made_while_it_is_sent_keeps_its_origin():
    origin = Origin(Via.PAGE, user=5)

    def pieces():
        record(Action.LIST_EXPORTED)
        yield b"1"
        record(Action.LIST_EXPORTED)

    assert list(stream_from(origin, pieces())) == [b"1"]
    assert [row.user for row in entries()] == [5, 5]


@given(st.text(max_size=500))
def test_every_action_has_its_words_and_an_unknown_one_its_code(code):
    assert actions.label(code) == actions.labels().get(code, code)


@given(
    st.fixed_dictionaries(
        {
            "detail": st.text(max_size=100),
            "user": st.none() | st.integers(0, 2**62),
            "at": st.datetimes(timezones=st.just(timezone.get_default_timezone())),
        }
    ),
    st.binary(min_size=32, max_size=32),
)
def test_no_two_rows_have_one_hash(facts, previous):
    """A changed field, or another row before, is another hash."""
    digest = chain.hash_of(facts, previous)
    assert chain.hash_of({**facts, "detail": facts["detail"] + "x"}, previous) != digest
    assert chain.hash_of(facts, bytes([previous[0] ^ 1]) + previous[1:]) != digest


def test_the_address_of_an_account_never_stands_in_the_log(client, alice):
    """An unknown address that somebody types may be a password."""
    for login in ("nobody@nobody.example", alice.email):
        client.post("/account/login/", {"login": login, "password": "not this one"})
    found = entries(action="sign_in_failed")
    assert [row.user for row in found] == [None, alice.pk]
    with connection.cursor() as cursor:
        assert "example" not in str(cursor.execute("SELECT * FROM audit_auditentry").fetchall())
    assert User.objects.count() == 1
