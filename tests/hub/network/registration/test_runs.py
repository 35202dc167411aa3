"""A run: many companies in one mail each, its page, trying again, stopping, its limits, and what a killed worker leaves."""

from datetime import timedelta
from unittest import mock

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from schakel.hub import worker
from schakel.hub.connections import invitation_mails
from schakel.hub.connections.models import Access, Company, Invitation, InvitationMail, Member
from schakel.hub.network.models import Mandate, Registration, Run, RunLine
from schakel.hub.network.registration.runs import stages
from schakel.hub.network.registration.runs import worker as runs
from schakel.hub.network.registration.runs.pace import last_mail_at
from schakel.hub.network.registration.runs.start import RunWish, TooManyCompanies, retry_failed, start, stop
from schakel.hub.web.bounces import Bounce
from schakel.hub.web.templatetags.formatting import moment
from tests.hub.conftest import company_of, signed_in
from tests.hub.connections.company_import.sheets import number_of
from tests.hub.connections.test_invitation import visitor

PAGE = reverse("connections:invitation")
NUMBERS = ("0407214017", "0899965307", "0202239951", "0403170701", "0400378485")
ALL = RunWish(sides=["purchase", "sales"], role="full", registers=True, document_choices=["invoices"])
State = RunLine.State


def clients(office, n: int, *, email: str = "c{n}@c.example") -> list[Company]:
    return [company_of(office, f"Client {n}", number, email=email.format(n=n)) for n, number in enumerate(NUMBERS[:n])]


def run_of(companies, by, wish: RunWish = ALL) -> Run:
    [run] = start(companies, wish, by=by)
    return run


def ask_all() -> None:
    while runs.ask_clients():
        pass


def stages_of(run: Run) -> dict[str, str]:
    rows, _page = stages.listed(run, "", after="")
    return {row.line.company.name: row.stage.value for row in rows}


def test_one_mail_each_with_the_mandate_in_it(office, alice, mailoutbox):
    run_of(clients(office, 3), alice)
    worker.drain()
    assert sorted(message.to[0] for message in mailoutbox) == ["c0@c.example", "c1@c.example", "c2@c.example"]
    assert all("May Office Alice receive the e-invoices" in message.body for message in mailoutbox)
    assert (
        Mandate.objects.filter(in_invitation=True).count() == Registration.objects.filter(state="mandate").count() == 3
    )


def test_a_client_with_several_companies_gets_one_mail_for_all(office, alice, mailoutbox):
    run_of(clients(office, 3, email="Same@c.example"), alice)
    worker.drain()
    [message] = mailoutbox
    assert all(f"Client {n}" in message.body for n in range(3))
    assert set(RunLine.objects.values_list("state", flat=True)) == {State.ASKED}
    assert InvitationMail.objects.count() == 1


def test_where_each_company_is(office, alice, mailoutbox):
    run = run_of([*clients(office, 5), company_of(office, "No address", "0417710407")], alice)
    assert set(stages_of(run).values()) == {"waiting"}
    ask_all()
    assert stages_of(run)["Client 0"] == "queued"
    invitation_mails.send_invitation_mails()
    letters = [
        company.connections.first().invitations.get().letter
        for company in Company.objects.filter(name__startswith="Client")
    ]
    letters[1].record_opened()
    visitor(letters[2]).post(PAGE, {"answer": "accept:all", "name": "Nora"})
    visitor(letters[3]).post(PAGE, {"answer": "decline:all"})
    invitation_mails.record_bounce(Bounce(letters[4].uid.hex, 1, "5.1.1 no such user"))
    assert stages_of(run) == {
        "Client 0": "sent", "Client 1": "opened", "Client 2": "registering", "Client 3": "refused",
        "Client 4": "undelivered", "No address": "failed",
    }  # fmt: skip
    Registration.objects.filter(company__name="Client 2").update(state="registered")
    assert stages_of(run)["Client 2"] == "registered"


def test_an_invitation_that_was_withdrawn_waits_for_nobody(office, alice):
    run = run_of(clients(office, 1), alice)
    ask_all()
    invitation_mails.send_invitation_mails()
    purchase, sales = Invitation.objects.order_by("pk")
    purchase.withdraw(alice)
    assert stages_of(run) == {"Client 0": "sent"}  # the other one can be answered
    sales.withdraw(alice)
    assert stages_of(run) == {"Client 0": "withdrawn"}


def test_registered_elsewhere_says_by_whom(office, alice):
    run = run_of(clients(office, 1), alice)
    ask_all()
    found = {"smp": "smp.other.example", "access_point": "", "provider": "Other Provider", "seat_id": ""}
    Registration.objects.update(state="elsewhere", found=found)
    page = signed_in(alice).get(reverse("network:run", args=[run.pk])).content.decode()
    assert "Registered elsewhere" in page
    assert "Other Provider" in page


def test_without_registration_it_only_invites(office, alice, mailoutbox):
    run = run_of(clients(office, 1), alice, RunWish(sides=["purchase"], role="read", registers=False))
    worker.drain()
    assert "May Office" not in mailoutbox[0].body
    assert not Mandate.objects.exists()
    assert Invitation.objects.get().role == "read"
    assert stages_of(run) == {"Client 0": "sent"}


def test_what_a_client_has_already_is_not_asked_again(bakery, office, alice, clara, mailoutbox):
    for connection in bakery.connections.all():
        Access.objects.create(connection=connection, user=clara)
    run_of([bakery], alice)
    worker.drain()
    [message] = mailoutbox
    assert "confirm" in message.subject, "only the mandate is asked, by a mail of its own"
    assert not Invitation.objects.exists()


def test_who_confirmed_before_is_registered_without_a_question(office, alice, mailoutbox):
    [company] = clients(office, 1)
    Mandate(
        company=company, given_on=timezone.localdate(), email="x@x.be", language="en", state="confirmed"
    ).ask_in_invitation()
    run_of([company], alice)
    ask_all()
    assert Registration.objects.get().state == "wanted"
    assert Mandate.objects.count() == 1


def test_D01_killed_in_the_middle_no_client_gets_a_second_mail(office, alice, mailoutbox):
    run_of(clients(office, 3), alice)
    with mock.patch.object(RunLine, "end_attempt", side_effect=SystemExit), pytest.raises(SystemExit):  # the last write
        runs.ask_clients()
    assert not InvitationMail.objects.exists()
    assert not Mandate.objects.exists()
    RunLine.objects.update(due_at=timezone.now(), interrupted_attempts=0)
    worker.drain()
    RunLine.objects.update(due_at=timezone.now())  # the line was asked, and its worker died before it was settled
    worker.drain()
    assert len(mailoutbox) == InvitationMail.objects.count() == 3


def test_H09_a_limit_slows_it_and_it_says_when_it_goes_on(office, alice, settings, mailoutbox):
    settings.INVITATIONS_PER_HOUR = 2
    run = run_of(clients(office, 3), alice)
    worker.drain()
    run.refresh_from_db()
    assert len(mailoutbox) == 2
    assert run.is_waiting
    assert "limit is reached" in signed_in(alice).get(reverse("network:run", args=[run.pk])).content.decode()
    later = timezone.now() + timedelta(minutes=61)
    InvitationMail.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    with mock.patch("django.utils.timezone.now", return_value=later):
        ask_all()
    assert InvitationMail.objects.count() == 3
    assert run.lines.filter(state=State.ASKED).count() == 3


def test_H09_1500_mails_go_within_the_limit_and_the_page_says_when_the_last_leaves(office, alice, settings):
    """By a moved clock, 1,500 scaled to 15: 6 an hour are 2 full hours after the first 6."""
    settings.INVITATIONS_PER_HOUR = 6
    companies = [company_of(office, f"C {n}", number_of(n), email=f"c{n}@c.example") for n in range(15)]
    run, begin = run_of(companies, alice), timezone.now()
    with mock.patch("django.utils.timezone.now", return_value=begin):
        ask_all()
        run.refresh_from_db()
        last = last_mail_at(run)
        page = signed_in(alice).get(reverse("network:run", args=[run.pk])).content.decode()
    assert last == begin + timedelta(hours=2)
    assert f"The last e-mail leaves around {moment(last)}." in page
    for minutes in range(10, 130, 10):
        with mock.patch("django.utils.timezone.now", return_value=begin + timedelta(minutes=minutes, seconds=1)):
            ask_all()
    sent = sorted(InvitationMail.objects.values_list("created_at", flat=True))
    assert len(sent) == 15
    assert all(later - first >= timedelta(hours=1) for first, later in zip(sent, sent[6:], strict=False))
    assert timedelta(0) <= sent[-1] - last <= timedelta(minutes=10)


@pytest.mark.parametrize(
    ("email", "why"), [("", "no_address"), ("not an address", "bad_address"), ("bob@bob.example", "own_address")]
)
def test_G07_who_cannot_be_asked_says_why(office, alice, mailoutbox, email, why):
    [company] = clients(office, 1)
    Company.objects.filter(pk=company.pk).update(email=email)
    company.refresh_from_db()
    run = run_of([company], alice)
    worker.drain()
    assert [(line.state, line.why) for line in run.lines.all()] == [(State.FAILED, why)]
    assert mailoutbox == []
    assert not Registration.objects.exists()


def test_G04_who_left_the_office_asks_nobody_any_more(office, alice, bob, mailoutbox):
    run = run_of(clients(office, 2), bob)
    Member.objects.filter(user=bob).delete()
    worker.drain()
    assert mailoutbox == []
    assert {line.why for line in run.lines.all()} == {"no_right"}
    assert retry_failed(run, by=alice) == 2
    worker.drain()
    assert len(mailoutbox) == 2


def test_G06_a_company_that_moved_to_another_office_is_left_out(office, other_office, alice, mailoutbox):
    one, two = clients(office, 2, email="same@c.example")
    run = run_of([one, two], alice)
    Company.objects.filter(pk=one.pk).update(office=other_office)
    worker.drain()
    assert dict(run.lines.values_list("company__name", "state")) == {"Client 0": "failed", "Client 1": "asked"}
    assert "Client 0" not in mailoutbox[0].body


def test_stopped_it_asks_nobody_else_and_goes_on(office, alice, mailoutbox):
    run = run_of(clients(office, 2), alice)
    client = signed_in(alice)
    client.post(reverse("network:end_run", args=[run.pk]))
    worker.drain()
    assert mailoutbox == []
    assert set(stages_of(run).values()) == {"stopped"}
    client.post(reverse("network:retry_run", args=[run.pk]))
    worker.drain()
    assert len(mailoutbox) == 2


def test_a_corrected_address_is_asked_again_and_its_mandate_too(office, alice, mailoutbox):
    [company] = clients(office, 1)
    run = run_of([company], alice)
    worker.drain()
    invitation_mails.record_bounce(Bounce(InvitationMail.objects.get().uid.hex, 1, "no such user"))
    Company.objects.update(email="right@c.example")
    assert retry_failed(run, by=alice) == 1
    worker.drain()
    assert mailoutbox[-1].to == ["right@c.example"]
    assert "May Office Alice" in mailoutbox[-1].body
    assert Mandate.objects.get().email == "right@c.example"


def test_G06_an_address_corrected_meanwhile_gets_its_own_company_and_no_other(office, alice, mailoutbox):
    one, two = clients(office, 2, email="same@c.example")
    run = run_of([one, two], alice)
    Company.objects.filter(pk=one.pk).update(email="right@c.example")
    worker.drain()
    told = {
        message.to[0]: [name for name in ("Client 0", "Client 1") if name in message.body] for message in mailoutbox
    }
    assert told == {"right@c.example": ["Client 0"], "same@c.example": ["Client 1"]}
    assert {line.state for line in run.lines.all()} == {State.ASKED}


def test_G07_an_address_of_the_office_filled_in_meanwhile_is_not_asked(office, alice, bob, mailoutbox):
    [company] = clients(office, 1)
    run = run_of([company], alice)
    Company.objects.update(email=bob.email)
    worker.drain()
    assert [line.why for line in run.lines.all()] == ["own_address"]
    assert not mailoutbox
    assert not Mandate.objects.exists()


def test_failed_registrations_are_tried_again(office, alice):
    run = run_of(clients(office, 1), alice)
    ask_all()
    Registration.objects.update(state="failed")
    Mandate.objects.update(state="confirmed")
    assert retry_failed(run, by=alice) == 1
    assert Registration.objects.get().state == "wanted"


def test_D13_a_line_that_fails_again_and_again_says_so_and_holds_up_no_other(office, alice, mailoutbox):
    run = run_of(clients(office, 2), alice)
    bad, _good = run.lines.order_by("pk")
    whole = runs.ask_address
    with mock.patch.object(runs, "ask_address", side_effect=lambda line: whole(line) if line != bad else 1 / 0):
        for _ in range(12):
            RunLine.objects.filter(state=State.WAITING).update(due_at=timezone.now())
            ask_all()
    assert stages_of(run) == {"Client 0": "failed", "Client 1": "queued"}
    assert "ZeroDivisionError" in signed_in(alice).get(reverse("network:run", args=[run.pk])).content.decode()
    assert retry_failed(run, by=alice) == 1
    worker.drain()
    assert len(mailoutbox) == 2


def test_a_company_twice_in_one_run_is_in_it_once(office, alice):
    [company] = clients(office, 1)
    run = run_of([company, Company.objects.get(pk=company.pk)], alice)
    assert run.lines.count() == 1
    with pytest.raises(TooManyCompanies):
        start([company] * 10_001, ALL, by=alice)


def test_stop_counts_those_left_out(office, alice):
    run = run_of(clients(office, 3), alice)
    assert stop(run) == 3


class TestPages:
    def test_from_the_list_to_the_run_in_two_clicks(self, office, alice, mailoutbox):
        clients(office, 3)
        client = signed_in(alice)
        page = client.post(reverse("network:new_run"), {"which": "any", "q": ""}).content.decode()
        assert "Invite and register 3 companies" in page
        asked = {"which": "any", "start": "1", "sides": ["purchase", "sales"], "role": "full", "registers": "on",
                 "document_choices": ["invoices"]}  # fmt: skip
        answer = client.post(reverse("network:new_run"), asked)
        assert answer.url == reverse("network:run", args=[Run.objects.get().pk])
        worker.drain()
        assert len(mailoutbox) == 3
        assert "3 companies in one run" in client.get(answer.url).content.decode()
        assert "3" in client.get(reverse("network:runs")).content.decode()

    def test_the_list_counts_all_runs_in_one_query_and_does_not_wait_for_what_was_given_up(self, office, alice):
        companies, client = clients(office, 2), signed_in(alice)
        run_of(companies, alice)
        assert "2 to go" in client.get(reverse("network:runs")).content.decode()
        with CaptureQueriesContext(database) as one:
            client.get(reverse("network:runs"))
        RunLine.objects.update(due_at=None)
        run_of(companies, alice)
        with CaptureQueriesContext(database) as two:
            page = client.get(reverse("network:runs")).content.decode()
        assert len(one) == len(two)
        assert page.count("2 to go") == page.count("All asked") == 1

    def test_what_is_missing_is_said_and_nothing_starts(self, office, alice):
        clients(office, 1)
        answer = signed_in(alice).post(
            reverse("network:new_run"), {"which": "any", "start": "1", "role": "full", "registers": "on"}
        )
        assert answer.status_code == 422
        assert not Run.objects.exists()

    def test_G02_one_foreign_company_refuses_all(self, office, other_office, alice):
        mine, theirs = clients(office, 1)[0], company_of(other_office, "Else", "0417710407")
        answer = signed_in(alice).post(reverse("network:new_run"), {"company": [mine.pk, theirs.pk], "which": "any"})
        assert answer.status_code == 404

    def test_a_stage_is_a_filter(self, office, alice):
        run = run_of([*clients(office, 2), company_of(office, "No address", "0417710407")], alice)
        ask_all()
        page = signed_in(alice).get(reverse("network:run", args=[run.pk]), {"stage": "failed"}).content.decode()
        assert "No address" in page
        assert "We know no e-mail address" in page
        assert "Client 1" not in page

    def test_all_registrations_with_their_states_and_pace(self, office, alice, diane):
        run_of(clients(office, 3), alice)
        ask_all()
        for row in Registration.objects.all()[:2]:
            row.set_state(Registration.State.REGISTERED)
        Registration.objects.filter(state="mandate").update(state="wanted")
        page = signed_in(alice).get(reverse("network:registrations")).content.decode()
        assert "Client 0" in page
        assert "2 were registered in the last ten minutes" in page
        assert "1 is being registered" in page
        assert "Client 0" not in signed_in(diane).get(reverse("network:registrations")).content.decode()
        assert "Client 2" in signed_in(alice).get(reverse("network:registrations"), {"q": "client 2"}).content.decode()
