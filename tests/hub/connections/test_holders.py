"""New holders of a connection: who is told, and when a new payer counts. Rows G04 and G07 of the threats."""

from contextlib import contextmanager
from importlib import import_module
from unittest import mock

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from schakel.hub.connections import changes, holders
from schakel.hub.connections.models import Access, Change, Invitation, InvitationMail, Member, Role
from schakel.hub.connections.turns import turns
from schakel.hub.network.models import Mandate
from schakel.hub.network.registration.worker import record_answer
from schakel.hub.payments.models import Approver, Rule
from schakel.hub.payments.rights import may_pay
from tests.hub.conftest import person, signed_in
from tests.hub.connections.days import DAY, pass_days

State = Change.State


@pytest.fixture
def mallory(db):
    """Bob's second address."""
    return person("Mallory")


@pytest.fixture
def rule(bakery, alice):
    Approver.objects.create(company=bakery, user=alice)
    return Rule.objects.create(company=bakery, mode=Rule.Mode.ONE)


def invited(connection, inviter, user, role=Role.FULL) -> Access:
    letter = InvitationMail.to(user.email, office=connection.company.office, inviter=inviter, language="en")
    letter.save()
    invitation = Invitation.objects.create(connection=connection, letter=letter, role=role)
    assert invitation.accept(user)
    return invitation.access


def counts(access: Access) -> bool:
    access.refresh_from_db()
    return may_pay(access.user, access.connection)


def to(mails) -> list[str]:
    return sorted(mail.to[0] for mail in mails)


class TestPayerThere:
    """Clara pays for the bakery already."""

    def test_a_new_payer_only_reads_until_she_says_yes(self, bob, clara, held, purchases, mallory):
        access = invited(purchases, bob, mallory)
        assert access.is_awaiting
        assert not counts(access)
        assert signed_in(mallory).get(f"/connections/companies/{purchases.company_id}/").status_code == 200
        assert changes.confirm(access.changes.get(), clara)
        assert counts(access)

    @pytest.mark.parametrize("who", ["alice", "bob", "mallory", "diane"])
    def test_nobody_else_can_say_so(self, request, who, bob, held, purchases, mallory):
        access = invited(purchases, bob, mallory)
        assert not changes.confirm(access.changes.get(), request.getfixturevalue(who))
        assert not counts(access)

    def test_no_leaves_them_reading_and_stays_no(self, bob, clara, held, purchases, mallory, mailoutbox):
        access = invited(purchases, bob, mallory)
        assert changes.refuse(access.changes.get(), clara)
        pass_days(9)
        access.refresh_from_db()
        assert (access.role, counts(access)) == (Role.READ, False)
        assert {"bob@bob.example", "clara@clara.example", "mallory@mallory.example"} == set(to(mailoutbox))

    def test_after_seven_days_and_two_mails_silence_is_yes(self, bob, held, purchases, mallory, mailoutbox):
        access = invited(purchases, bob, mallory)
        pass_days(6)
        assert not counts(access)
        asked = [mail for mail in mailoutbox if mail.subject.startswith("Please answer")]
        assert to(asked) == ["clara@clara.example"] * 2
        pass_days(8)
        assert counts(access)
        assert "mallory@mallory.example" in to(mailoutbox)

    def test_without_mails_no_days_are_enough(self, bob, held, purchases, mallory):
        access = invited(purchases, bob, mallory)
        Change.objects.update(until=timezone.now() - DAY)
        assert not changes.decide_by_time(access.changes.get())
        assert not counts(access)

    def test_mails_that_the_server_refuses_count_for_nothing(self, bob, held, purchases, mallory):
        access = invited(purchases, bob, mallory)
        with mock.patch("schakel.hub.web.mail.send", side_effect=ValueError("no such address")):
            pass_days(30)
        assert not counts(access)
        assert access.changes.get().mails == 0

    def test_upgraded_from_reading_they_wait_as_well(self, bob, clara, held, purchases, mallory):
        access = invited(purchases, bob, mallory, role=Role.READ)
        again = invited(purchases, bob, mallory)
        assert again.pk == access.pk
        assert not counts(again)

    def test_ended_and_invited_again_they_wait_again(self, alice, bob, clara, held, purchases, mallory):
        access = invited(purchases, bob, mallory)
        changes.confirm(access.changes.get(), clara)
        access.end(alice)
        assert not counts(invited(purchases, bob, mallory))

    def test_a_second_invitation_does_not_help_them(self, alice, bob, held, purchases, mallory):
        access = invited(purchases, bob, mallory)
        assert not counts(invited(purchases, alice, mallory))
        assert access.changes.count() == 1

    def test_the_same_mailbox_does_not_vouch_for_itself(self, bob, clara, held, purchases, mallory):
        mallory.email = "clara+two@clara.example"
        mallory.save()
        access = invited(purchases, bob, mallory)
        assert not changes.confirm(access.changes.get(), clara)

    def test_who_gave_up_waiting_waits_no_more(self, bob, clara, held, purchases, mallory):
        access = invited(purchases, bob, mallory)
        access.end(mallory)
        assert access.changes.get().state == State.WITHDRAWN
        assert not changes.confirm(access.changes.get(), clara)

    def test_when_the_payer_is_sent_away_the_new_one_still_waits(self, alice, bob, clara, held, purchases, mallory):
        held.end(bob)
        access = invited(purchases, bob, mallory)
        assert not counts(access)
        assert not changes.confirm(access.changes.get(), bob)
        assert changes.confirm(access.changes.get(), alice)
        assert counts(access)


class TestFirstPayer:
    def test_without_a_rule_they_count_at_once_and_the_company_is_told(self, bob, purchases, mallory, mailoutbox):
        assert counts(invited(purchases, bob, mallory))
        pass_days(1)
        assert to(mailoutbox) == ["clara@clara.example"]

    def test_with_a_rule_a_member_other_than_the_inviter_says_yes(self, alice, bob, purchases, rule, mallory):
        access = invited(purchases, bob, mallory)
        assert not changes.confirm(access.changes.get(), bob)
        assert not counts(access)
        assert changes.confirm(access.changes.get(), alice)
        assert counts(access)

    def test_with_a_rule_silence_of_the_colleagues_is_no_yes(self, bob, purchases, rule, mallory):
        access = invited(purchases, bob, mallory)
        pass_days(30)
        assert not counts(access)
        assert access.changes.get().is_waiting

    def test_who_joined_the_office_after_it_was_asked_does_not_count(
        self, alice, bob, office, purchases, rule, mallory
    ):
        access = invited(purchases, alice, mallory)
        late = person("Late")
        Member.objects.create(office=office, user=late)
        assert not changes.confirm(access.changes.get(), late)

    def test_who_confirmed_the_mandate_counts_at_once(self, bob, clara, bakery, purchases, rule):
        record_answer(mandate(bakery, clara.email), Mandate.State.CONFIRMED)
        assert counts(invited(purchases, bob, clara))

    def test_and_who_confirms_it_later_then(self, bob, clara, bakery, purchases, rule):
        access = invited(purchases, bob, clara)
        asked = mandate(bakery, clara.email)
        assert not counts(access)
        record_answer(asked, Mandate.State.CONFIRMED)
        assert counts(access)

    @pytest.mark.parametrize("state", [Mandate.State.ASKED, Mandate.State.REFUSED])
    def test_a_mandate_that_is_not_confirmed_says_nothing(self, bob, clara, bakery, purchases, rule, state):
        record_answer(mandate(bakery, clara.email), state)
        assert not counts(invited(purchases, bob, clara))

    def test_the_mandate_of_another_says_nothing(self, bob, bakery, purchases, rule, mallory):
        record_answer(mandate(bakery, "clara@clara.example"), Mandate.State.CONFIRMED)
        assert not counts(invited(purchases, bob, mallory))

    def test_it_is_so_in_bulk_too(self, bob, bakery, purchases, rule, mallory, mailoutbox):
        given = {"send": "1", "which": "chosen", "company": [bakery.pk], "kinds": ["purchase"], "role": "full"}
        signed_in(bob).post("/connections/invitations/many/", given | {f"email_{bakery.pk}": mallory.email})
        invitation = Invitation.objects.get()
        invitation.accept(mallory)
        assert not counts(invitation.access)


class TestOfficeOfOne:
    @pytest.fixture
    def alone(self, office, alice, bob):
        office.members.filter(user=bob).delete()
        return office

    def test_seven_days_and_two_mails_to_the_company(self, alice, alone, purchases, rule, mallory, mailoutbox):
        access = invited(purchases, alice, mallory)
        pass_days(6)
        assert not counts(access)
        assert to(mailoutbox) == ["clara@clara.example"] * 2
        pass_days(8)
        assert counts(access)

    @pytest.mark.parametrize("address", ["", "alice@alice.example"])
    def test_no_address_of_the_company_no_yes(self, alice, alone, bakery, purchases, rule, mallory, address):
        bakery.email = address
        bakery.save()
        access = invited(purchases, alice, mallory)
        pass_days(30)
        assert not counts(access)

    def test_mails_to_others_who_read_are_not_mails_to_the_company(
        self, alice, alone, bakery, purchases, rule, mallory, clara
    ):
        Access.objects.create(connection=purchases, user=clara, role=Role.READ)
        bakery.email = ""
        bakery.save()
        access = invited(purchases, alice, mallory)
        pass_days(30)
        assert not counts(access)

    def test_meanwhile_the_address_of_the_company_stays(self, alice, alone, bakery, purchases, rule, mallory):
        access = invited(purchases, alice, mallory)
        page = f"/connections/companies/{bakery.pk}/edit/"
        changed = {"name": "Bakery", "email": "mallory@mallory.example", "language": "nl"}
        answer_ = signed_in(alice).post(page, changed)
        assert (answer_.status_code, "cannot change this address now" in answer_.text) == (422, True)
        given = {"send": "1", "which": "chosen", "company": [bakery.pk], "kinds": ["sales"], "role": "read"}
        given |= {f"email_{bakery.pk}": mallory.email}
        assert signed_in(alice).post("/connections/invitations/many/", given).status_code == 422
        bakery.refresh_from_db()
        assert bakery.email == "clara@clara.example"
        access.end(alice)
        assert signed_in(alice).post(page, changed).status_code == 302

    def test_also_in_bulk_where_the_question_begins_just_before(self, alice, alone, bakery, purchases, rule, mallory):
        @contextmanager
        def turns_after_an_invitation(companies):
            invited(purchases, alice, mallory)
            with turns(companies):
                yield

        given = {"send": "1", "which": "chosen", "company": [bakery.pk], "kinds": ["sales"], "role": "read"}
        given |= {f"email_{bakery.pk}": mallory.email}
        with mock.patch("schakel.hub.connections.views.many.turns", turns_after_an_invitation):
            assert signed_in(alice).post("/connections/invitations/many/", given).status_code == 422

    def test_who_confirmed_the_mandate_hears_of_it_too(
        self, alice, alone, bakery, purchases, rule, mallory, mailoutbox
    ):
        record_answer(mandate(bakery, "director@bakery.example"), Mandate.State.CONFIRMED)
        invited(purchases, alice, mallory)
        pass_days(0)
        assert to(mailoutbox) == ["clara@clara.example", "director@bakery.example"]


def test_every_client_who_holds_it_hears_of_a_new_holder(alice, bob, clara, held, purchases, mallory, mailoutbox):
    invited(purchases, bob, mallory, role=Role.READ)
    pass_days(1)
    (mail,) = mailoutbox
    assert mail.to == ["clara@clara.example"]
    assert "mallory@mallory.example" in mail.body
    assert "Bob requested this" in mail.body


def test_who_holds_the_other_connection_only_hears_nothing(bob, clara, held, sales, mallory, mailoutbox):
    invited(sales, bob, mallory)
    pass_days(1)
    assert mailoutbox == []


def test_the_mail_to_who_only_reads_leads_to_no_closed_door(bob, clara, held, purchases, mallory, mailoutbox):
    Access.objects.update(role=Role.READ)
    invited(purchases, bob, mallory)
    pass_days(0)
    assert all("/connections/changes/" not in mail.body for mail in mailoutbox)


def test_who_could_pay_before_goes_on_paying(clara, held, purchases):
    """As after the columns were added and before the migration of the data."""
    Access.objects.update(counts_since=None, since=timezone.now() - 90 * DAY)
    assert not counts(held)
    import_module("schakel.hub.connections.migrations.0006_payers_count").count(apps, None)
    assert counts(held)
    assert held.counts_since == held.since
    assert not Change.objects.exists()


def test_the_pages_say_whose_yes_is_missing_and_by_when(bob, clara, held, bakery, purchases, mallory):
    access = invited(purchases, bob, mallory)
    change = access.changes.get()
    page = f"/connections/companies/{bakery.pk}/"
    for who in (bob, clara, mallory):
        shown = signed_in(who).get(page).text
        assert "mallory@mallory.example asks for permission to pay for" in shown
        assert "<strong>Clara</strong>" in shown
    assert "Waiting for your yes or no" in signed_in(clara).get("/connections/").text
    assert "Waiting for your yes or no" not in signed_in(bob).get("/connections/").text
    assert "Can only read until" in signed_in(clara).get(f"/connections/{purchases.pk}/access/").text
    assert "Yes, this is right" in signed_in(clara).get(f"/connections/changes/{change.pk}/").text
    assert "Yes, this is right" not in signed_in(bob).get(f"/connections/changes/{change.pk}/").text


def test_the_history_costs_the_same_whatever_its_length(bob, clara, held, bakery, purchases, django_assert_num_queries):
    page, reader = f"/connections/companies/{bakery.pk}/changes/", signed_in(clara)
    changes.confirm(invited(purchases, bob, person("New1")).changes.get(), clara)
    reader.get(page)
    with CaptureQueriesContext(connection) as one:
        assert reader.get(page).text.count("Said yes: Clara") == 1
    for number in (2, 3, 4):
        changes.confirm(invited(purchases, bob, person(f"New{number}")).changes.get(), clara)
    with django_assert_num_queries(len(one)):
        assert reader.get(page).text.count("Said yes: Clara") == 4


def test_the_inviter_takes_the_question_back(bob, held, purchases, mallory):
    change = invited(purchases, bob, mallory).changes.get()
    signed_in(bob).post(f"/connections/changes/{change.pk}/", {"answer": "withdraw"})
    change.refresh_from_db()
    assert change.state == State.WITHDRAWN
    assert Access.objects.get(user=mallory).role == Role.READ


def mandate(company, email) -> Mandate:
    made = Mandate(company=company, given_by="Clara", given_on=timezone.localdate(), email=email, language="en")
    made.renew()
    return made


def test_mandates_are_looked_at_in_the_room_above(bakery, clara):
    assert not any(known(bakery, clara) for known in holders.vouchers)
