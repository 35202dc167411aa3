"""Members of the office by API: as the pages allow it, owners invite and end, a member ends their own."""

import pytest

from schakel.hub import worker
from schakel.hub.connections.models import Member, MemberInvitation, Scope
from tests.hub.api_client import Program, key_of

pytestmark = pytest.mark.django_db


def program_of(office, user) -> Program:
    return Program(key_of(office, user, Scope.MEMBERS)[1])


@pytest.fixture
def program(office, alice):
    return program_of(office, alice)


def test_a_colleague_is_invited_listed_and_withdrawn(program, mailoutbox):
    made = program.post("/member-invitations", {"email": "carl@alice.example", "role": "owner"}, once="carl")
    assert (made.status_code, made.json()["state"], made.json()["role"]) == (201, "invited", "owner")
    worker.drain()
    assert mailoutbox[0].to == ["carl@alice.example"]
    [listed] = program.get("/member-invitations").json()["items"]
    assert listed["id"] == made.json()["id"]
    assert program.post(f"/member-invitations/{listed['id']}/withdrawals").json()["state"] == "withdrawn"
    again = program.post(f"/member-invitations/{listed['id']}/withdrawals")
    assert (again.status_code, again.json()["code"]) == (409, "invitation_ended")


def test_who_works_here_and_what_is_no_address_is_not_invited(program, bob):
    assert program.post("/member-invitations", {"email": bob.email}).json()["code"] == "already_a_member"
    assert program.post("/member-invitations", {"email": "nobody"}).json()["code"] == "not_invited"


def test_G02_the_key_of_a_member_invites_nobody_and_ends_no_other(office, alice, bob):
    program = program_of(office, bob)
    answer = program.post("/member-invitations", {"email": "carl@alice.example"})
    assert (answer.status_code, answer.json()["code"]) == (403, "owner_needed")
    assert program.get("/member-invitations").json()["items"] == []
    owner = office.members.get(user=alice)
    assert program.ask("DELETE", f"/members/{owner.pk}").status_code == 404
    assert not MemberInvitation.objects.exists()
    assert office.members.count() == 2


def test_G04_ended_a_member_and_their_keys_are_gone(program, office, bob):
    theirs = program_of(office, bob)
    ended = f"/members/{office.members.get(user=bob).pk}?successor=nobody"
    assert program.ask("DELETE", ended).status_code == 204
    assert not office.members.filter(user=bob).exists()
    assert theirs.get("/member-invitations").status_code == 401


def test_the_last_owner_stays(program, office, alice):
    answer = program.ask("DELETE", f"/members/{office.members.get(user=alice).pk}")
    assert (answer.status_code, answer.json()["code"]) == (409, "last_owner")


def test_G02_members_of_another_office_are_not_there(program, other_office, diane):
    theirs = Member.objects.get(user=diane)
    assert program.ask("DELETE", f"/members/{theirs.pk}").status_code == 404
