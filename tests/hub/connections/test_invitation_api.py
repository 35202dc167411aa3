"""Invitations of clients by API: invited, listed by state, reminded, withdrawn."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.hub import worker
from schakel.hub.connections.models import Access, Invitation, InvitationMail, InvitationReminder, Scope
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import company_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(office, alice):
    return Program(key_of(office, alice, Scope.INVITE)[1])


def states(program, **query) -> list[str]:
    return [each["state"] for each in program.get("/invitations", **query).json()["items"]]


def test_the_client_of_a_company_is_invited_with_one_mail(program, bakery, mailoutbox):
    answer = program.post("/invitations", {"company": bakery.pk}, once="invite-1")
    assert answer.status_code == 201
    made = answer.json()["items"]
    assert [(each["kind"], each["email"], each["state"], each["role"]) for each in made] == [
        ("purchase", "clara@clara.example", "invited", "full"),
        ("sales", "clara@clara.example", "invited", "full"),
    ]
    assert program.post("/invitations", {"company": bakery.pk}, once="invite-1").content == answer.content
    worker.drain()
    [message] = mailoutbox
    assert message.to == ["clara@clara.example"]
    one = program.get(f"/invitations/{made[0]['id']}").json()
    assert one["sent_at"]
    assert not {"token", "link", "nonce"} & set(one)
    assert InvitationMail.objects.get().token not in program.get("/invitations").text  # H01: it is the client's alone


def test_another_address_only_reads_one_connection(program, bakery):
    given = {
        "company": bakery.pk, "sides": ["sales"], "email": "nora@clara.example", "language": "fr", "role": "read"
    }  # fmt: skip
    [made] = program.post("/invitations", given).json()["items"]
    assert (made["kind"], made["email"], made["role"]) == ("sales", "nora@clara.example", "read")
    assert InvitationMail.objects.get().language == "fr"
    bakery.refresh_from_db()
    assert bakery.email == "clara@clara.example"


def test_who_cannot_be_invited_and_why(program, office, bakery, settings):
    unknown = company_of(office, "No address", "0417710407")
    for given, place in (
        ({"company": unknown.pk}, "body.email"),
        ({"company": unknown.pk, "email": "nobody"}, "body.email"),
        ({"company": 999}, "body.company"),
    ):
        answer = program.post("/invitations", given)
        assert (answer.status_code, answer.json()["code"]) == (422, "not_invited")
        assert answer.json()["errors"][0]["at"] == place
    settings.INVITATIONS_PER_HOUR = 0
    answer = program.post("/invitations", {"company": bakery.pk})
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_invitations")
    assert int(answer["Retry-After"]) >= 1
    assert not InvitationMail.objects.exists()


def test_who_has_it_already_is_not_invited(program, bakery, clara):
    for each in bakery.connections.all():
        Access.objects.create(connection=each, user=clara)
    assert program.post("/invitations", {"company": bakery.pk}).json()["code"] == "access_there"


def test_an_address_is_not_invited_too_often(program, bakery, settings):
    settings.INVITATIONS_PER_ADDRESS_PER_DAY = 1
    program.post("/invitations", {"company": bakery.pk})
    answer = program.post("/invitations", {"company": bakery.pk})
    assert (answer.status_code, answer.json()["code"]) == (429, "too_often_to_this_address")


def test_the_list_takes_a_company_and_each_state(program, office, bakery, alice):
    other = company_of(office, "Mill", "0899965307", email="max@mill.example")
    for company in (bakery, other):
        program.post("/invitations", {"company": company.pk})
    expired, accepted, declined, invited = Invitation.objects.order_by("pk")
    accepted.accept(alice)
    declined.decline(None)
    assert states(program) == ["invited", "declined", "accepted", "invited"]
    letter = expired.letter
    letter.expires_at = timezone.now() - timedelta(seconds=1)
    letter.save()
    for state, pk in (
        ("expired", expired.pk),
        ("accepted", accepted.pk),
        ("declined", declined.pk),
        ("invited", invited.pk),
    ):
        [one] = program.get("/invitations", state=state).json()["items"]
        assert (one["id"], one["state"]) == (pk, state)
    assert states(program, company=bakery.pk) == ["accepted", "expired"]
    assert program.get("/invitations", state="gone").status_code == 422


def test_withdrawn_it_is_over_and_only_once(program, bakery):
    pk = program.post("/invitations", {"company": bakery.pk}).json()["items"][0]["id"]
    assert program.post(f"/invitations/{pk}/withdrawals").json()["state"] == "withdrawn"
    again = program.post(f"/invitations/{pk}/withdrawals")
    assert (again.status_code, again.json()["code"]) == (409, "invitation_ended")


def test_reminded_once_a_day_and_anew_where_the_link_expired(program, bakery, office, mailoutbox):
    company_of(office, "Mill", "0899965307", email="max@mill.example")
    for company in office.companies.all():
        program.post("/invitations", {"company": company.pk})
    worker.drain()
    pks = {"invitations": list(Invitation.objects.values_list("pk", flat=True))}
    assert program.post("/invitation-reminders", pks).json() == {
        "reminded": 0, "renewed": 0, "recent": 2, "undelivered": 0
    }  # fmt: skip
    first, second = InvitationMail.objects.order_by("pk")
    InvitationMail.objects.update(sent_at=timezone.now() - timedelta(days=2))
    InvitationMail.objects.filter(pk=second.pk).update(expires_at=timezone.now())
    answer = program.post("/invitation-reminders", pks, once="remind-1")
    assert (answer.status_code, answer.json()["reminded"], answer.json()["renewed"]) == (202, 1, 1)
    assert InvitationReminder.objects.get(day=0).letter == first
    worker.drain()
    assert len(mailoutbox) == 4


def test_G02_one_invitation_that_is_not_the_offices_reminds_nobody(program, other_office, diane, bakery):
    theirs = company_of(other_office, "Theirs", "0899965307", email="x@x.example")
    others = Program(key_of(other_office, diane, Scope.INVITE)[1])
    foreign = others.post("/invitations", {"company": theirs.pk}).json()["items"][0]["id"]
    own = program.post("/invitations", {"company": bakery.pk}).json()["items"][0]["id"]
    InvitationMail.objects.update(sent_at=timezone.now() - timedelta(days=2))
    refused, nowhere = (
        program.post("/invitation-reminders", {"invitations": [own, pk]}) for pk in (foreign, foreign + 1000)
    )
    assert (refused.status_code, refused.json()["code"]) == (nowhere.status_code, nowhere.json()["code"])
    assert refused.json()["code"] == "not_reminded"
    assert not InvitationReminder.objects.filter(day=0).exists()
    assert program.post("/invitations", {"company": theirs.pk}).json()["errors"][0]["at"] == "body.company"
    assert not Invitation.objects.filter(connection__company=theirs, letter__inviter__name="Alice").exists()
