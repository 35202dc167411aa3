"""A member leaves or works for less from then on, and nothing stops without being said (ADR 0288)."""

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from schakel.hub import worker
from schakel.hub.audit.models import AuditEntry
from schakel.hub.connections.company_import.bring import bring_sheet
from schakel.hub.connections.handover import held_by, responsibilities
from schakel.hub.connections.membership import assign, change_terms, end_membership, make_owner, unassign
from schakel.hub.connections.models import ApiKey, Company, Handover, Invitation, Member, Scope
from schakel.hub.connections.rights import MemberRole, MemberTerms
from schakel.hub.connections.sharing import ShareRequest, invite_member, share
from schakel.hub.forwarding.models import Forwarder
from schakel.hub.network.models import Run, RunLine
from schakel.hub.payments.models import Approver
from schakel.hub.records.personal_data.holdings import HOLDINGS
from schakel.hub.sales.models import Recurrence
from schakel.hub.sales.recurring.worker import create_recurrence
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import company_of, person, signed_in
from tests.hub.sales.conftest import content

pytestmark = pytest.mark.django_db
SOME = MemberTerms(MemberRole.MEMBER, all_companies=False)


@pytest.fixture
def bob_here(office, bob) -> Member:
    return office.members.get(user=bob)


@pytest.fixture
def alice_here(office, alice) -> Member:
    return office.members.get(user=alice)


@pytest.fixture
def everything(office, bob, bob_here, bakery, sales, purchases):
    """One of each kind that acts in Bob's name."""
    today = timezone.localdate()
    key_of(office, bob)
    share(office, bob, [ShareRequest("clara@clara.example", [purchases], "en", "full")])
    Company.objects.filter(pk=bakery.pk).update(responsible=bob_here)
    bring_sheet(office, b"KBO;Naam\n0899965307;Hotel\n", by=bob)
    create_recurrence(sales, content(), by=bob, mode="draft", first=today, until=None, times=None)
    run = Run.objects.create(office=office, by=bob)
    RunLine.objects.create(run=run, company=bakery, due_at=timezone.now())
    Forwarder.objects.create(office=office, name="Books", kind="email", created_by=bob)
    Approver.objects.create(company=bakery, user=bob)


def test_every_kind_is_found_named_and_of_one_code(everything, office, bob):
    found = held_by(bob, office)
    assert {each.kind.code for each in found} == {each.code for each in responsibilities}
    assert len({each.code for each in responsibilities}) == len(responsibilities)
    assert all(each.names[0] for each in found)


def test_all_goes_to_a_colleague_but_what_is_one_person_s(everything, office, alice, bob, bob_here, alice_here):
    end_membership(bob_here, alice, to=alice_here)
    assert held_by(bob, office) == []
    left = {"approvals"}
    assert {each.kind.code for each in held_by(alice, office)} == {each.code for each in responsibilities} - left
    [handover] = Handover.objects.all()
    assert {line["kind"] for line in handover.lines if not line["is_taken_over"]} == left
    told = AuditEntry.objects.filter(action="handed_over").values_list("detail", flat=True)
    assert set(told) == {f"{each.code} to={'nobody' if each.code in left else alice.pk}" for each in responsibilities}


def test_without_a_colleague_all_ends_and_is_said(everything, office, alice, bob_here, sales):
    lines = end_membership(bob_here, alice)
    assert {line.kind for line in lines} == {each.code for each in responsibilities}
    assert not ApiKey.objects.active().exists()
    assert Invitation.objects.get().state == Invitation.State.WITHDRAWN
    row = Recurrence.objects.get()
    assert (row.state, row.last_error) == (Recurrence.State.PAUSED, "no_right")
    assert Run.objects.get().lines.get().state == RunLine.State.STOPPED


def test_a_recurring_invoice_goes_on_in_the_name_of_the_colleague(everything, alice, alice_here, bob_here):
    end_membership(bob_here, alice, to=alice_here)
    Recurrence.objects.update(due_at=timezone.now())
    worker.drain()
    assert Recurrence.objects.get().occurrences.get().draft.made_by == alice


def test_an_invitation_that_was_handed_over_is_accepted(office, purchases, alice, alice_here, bob, bob_here, clara):
    share(office, bob, [ShareRequest("clara@clara.example", [purchases], "en", "full")])
    end_membership(bob_here, alice, to=alice_here)
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.letter.inviter) == ("invited", alice)
    assert invitation.letter.is_inviters()


def test_G04_a_key_goes_on_with_the_rights_of_the_colleague(office, alice, alice_here, bob, bob_here, purchases):
    program = Program(key_of(office, bob)[1])
    end_membership(bob_here, alice, to=alice_here)
    assert program.get("/companies").status_code == 200
    change_terms(Member.objects.create(office=office, user=person("Carol"), role="owner"), SOME, by=alice)
    assert program.get("/companies").status_code == 200
    key = ApiKey.objects.get()
    assert (key.created_by, key.responsible) == (bob, alice)


def test_G01_a_key_gets_no_right_of_an_owner_by_being_taken_over(office, alice, alice_here, bob, bob_here):
    """Who leaves may know the key, and may have chosen who takes it over."""
    key, secret = key_of(office, bob, Scope.MEMBERS)
    ApiKey.objects.filter(pk=key.pk).update(scopes=[scope.value for scope in Scope])
    end_membership(bob_here, bob, to=alice_here)
    program = Program(secret)
    assert program.get("/companies").status_code == 200
    invited = program.post("/member-invitations", {"email": "carl@alice.example", "role": "owner"})
    assert (invited.status_code, invited.json()["code"]) == (403, "missing_scope")
    assert program.get("/audit/entries").status_code in {403, 404}


def test_G01_the_role_that_counts_is_the_one_they_have_now(office, bob, bob_here):
    """It changed after the page with the choice was made: the colleague became an owner meanwhile."""
    carol = Member.objects.create(office=office, user=person("Carol"))
    key_of(office, bob, Scope.MEMBERS, Scope.READ)
    make_owner(office, carol.user)
    assert carol.role == MemberRole.MEMBER
    end_membership(bob_here, bob, to=carol)
    key = ApiKey.objects.get()
    assert (key.responsible, key.scopes) == (carol.user, [Scope.READ])


def test_a_colleague_who_left_at_the_same_moment_takes_nothing_over(office, alice, bob, bob_here):
    carol = Member.objects.create(office=office, user=person("Carol"))
    key_of(office, bob)
    Member.objects.filter(pk=carol.pk).delete()
    [line] = end_membership(bob_here, alice, to=carol)
    assert not line.is_taken_over
    assert Handover.objects.get().successor is None


def test_an_invitation_that_names_a_closed_company_too_is_handed_over(
    office, bakery, purchases, alice, alice_here, bob, bob_here
):
    closing = company_of(office, "Closing", "0800000196")
    both = [purchases, closing.connections.get(side="purchase")]
    share(office, bob, [ShareRequest("clara@clara.example", both, "en", "full")])
    Company.objects.filter(pk=closing.pk).update(closes_on=timezone.localdate(), responsible=bob_here)
    end_membership(bob_here, alice, to=alice_here)
    assert {each.letter.inviter for each in Invitation.objects.all()} == {alice}
    closing.refresh_from_db()
    assert closing.responsible == alice_here


def test_a_key_of_the_office_cannot_go_to_a_member_of_some_companies(office, alice, bob, bob_here, bakery):
    carol = Member.objects.create(office=office, user=person("Carol"), all_companies=False)
    assign(carol, [bakery])
    of_office, of_bakery = key_of(office, bob)[1], key_of(bakery, bob)[1]
    lines = end_membership(bob_here, alice, to=carol)
    assert [(line.names, line.is_taken_over) for line in lines] == [
        ([f"{ApiKey.objects.get(company=bakery).name} ({bakery})"], True),
        ([ApiKey.objects.get(office=office).name], False),
    ]
    assert Program(of_office).get("/companies").status_code == 401
    assert Program(of_bakery).get("/documents").status_code == 200


def test_G02_an_invitation_of_an_owner_is_withdrawn_when_the_colleague_may_not_invite_one(office, alice, bob_here):
    make_owner(office, bob_here.user)
    invite_member(office, alice, "carl@alice.example", language="en", terms=MemberTerms(MemberRole.OWNER))
    plain = Member.objects.create(office=office, user=person("Carol"))
    end_membership(office.members.get(user=alice), alice, to=plain)
    assert office.letters.get().member_invitations.get().state == "withdrawn"


def test_limiting_a_member_keeps_what_is_of_their_companies(everything, office, alice, alice_here, bob, bob_here):
    """The bakery, which they are responsible for, stays theirs with what is of it."""
    change_terms(bob_here, SOME, by=alice, to=alice_here)
    assert {each.kind.code for each in held_by(bob, office)} == {
        "companies", "invitations", "recurring_invoices", "runs", "approvals",
    }  # fmt: skip
    assert {each.kind.code for each in held_by(alice, office)} == {"api_keys", "imports", "forwarders"}


def test_taking_a_company_away_hands_over_what_is_of_it(everything, office, alice, alice_here, bob, bob_here, bakery):
    change_terms(bob_here, SOME, by=alice, to=alice_here)
    unassign(bob_here, [bakery], by=alice, to=alice_here)
    assert held_by(bob, office) == []
    bakery.refresh_from_db()
    assert bakery.responsible == alice_here


def test_a_reader_has_nothing_that_stops_on_their_last_day(everything, office, alice, alice_here, bob, bob_here):
    reader = MemberTerms(MemberRole.READER, all_companies=True, last_day=timezone.localdate())
    change_terms(bob_here, reader, by=alice, to=alice_here)
    assert held_by(bob, office) == []


def test_the_owners_and_the_colleague_read_it_in_a_mail_and_nobody_else(
    everything, office, alice, bob_here, mailoutbox
):
    carol = person("Carol", "nl")
    colleague = Member.objects.create(office=office, user=carol, all_companies=False)
    person("Dora").memberships.create(office=office)
    worker.drain()
    mailoutbox.clear()
    end_membership(bob_here, alice, to=colleague)
    worker.drain()
    texts = {
        mail.to[0]: mail.body for mail in mailoutbox if "no longer works" in mail.subject or "niet meer" in mail.subject
    }
    assert set(texts) == {alice.email, carol.email}
    assert "Books" in texts[alice.email]
    assert "Books" not in texts[carol.email]
    assert Handover.objects.get().due_at is None


def test_a_change_that_stops_nothing_tells_nobody(office, alice, bob_here):
    assert end_membership(bob_here, alice) == []
    assert not Handover.objects.exists()


# What else names a person and needs nobody who takes it over.
NOT_HANDED_OVER = {
    "their own": {
        "account.EmailAddress.user", "mfa.Authenticator.user", "usersessions.UserSession.user", "connections.Member.user",
        "connections.ElsewhereAnswer.user", "documents.SavedView.owner", "documents.StartView.user", "documents.Reading.user",
        "payments.Reminder.user", "overview.TodayChoice.user",
    },
    "as a client, which they stay": {"connections.Access.user"},
    "asked of others, who answer it without them": {
        "connections.Change.asked_by", "records.DeletionList.made_by", "payments.PaymentFile.prepared_by",
    },
    "done within minutes, and ends with them": {"documents.BulkAction.by", "documents.WaitingFile.by", "records.CompanyExport.by"},
    "what was done stays done": {
        "connections.Access.ended_by", "connections.ApiKey.created_by", "connections.ApiKey.ended_by",
        "connections.Change.ended_by", "connections.Confirmation.by", "connections.Handover.member",
        "connections.Handover.successor", "connections.Handover.by", "connections.Invitation.state_by",
        "connections.MemberInvitation.state_by", "connections.InvitationReminder.by", "documents.History.decided_by",
        "documents.Twin.decided_by", "documents.BillWarning.confirmed_by", "documents.DocumentLabel.by",
        "documents.LegalHold.by", "documents.LegalHold.ended_by", "documents.Quarantine.by", "documents.Quarantine.ended_by",
        "documents.Event.by", "payments.Approval.by", "payments.PaymentFile.approved_by", "payments.PaymentFile.taken_by",
        "payments.PaymentFile.ended_by", "payments.Payment.by", "payments.Payment.ended_by", "payments.Statement.by",
        "sales.Draft.made_by", "sales.Mailing.by", "sales.Gap.by", "sales.Upload.by", "forwarding.Dispatch.held_by",
        "network.Answer.by", "network.Mandate.recorded_by", "network.Protest.by", "network.Change.by",
        "network.ProviderAccount.created_by", "records.DeletionList.confirmed_by",
    },
}  # fmt: skip
HANDED_OVER = {
    "connections.ApiKey.responsible", "connections.InvitationMail.inviter", "connections.CompanyImport.by",
    "sales.Recurrence.by", "network.Run.by", "forwarding.Forwarder.created_by", "payments.Approver.user",
}  # fmt: skip  # and the companies of a member


def test_every_row_that_names_a_person_is_handed_over_or_has_its_reason():
    reasons = [name for names in NOT_HANDED_OVER.values() for name in names]
    assert sorted([*reasons, *HANDED_OVER]) == sorted(each.name for each in HOLDINGS)
    members = [f for model in apps.get_models() for f in model._meta.concrete_fields if f.related_model is Member]
    assert {str(field) for field in members} == {"connections.Assignment.member", "connections.Company.responsible"}


class TestPages:
    def test_the_page_lists_what_depends_on_them_and_asks_who_takes_over(self, everything, alice, bob_here, alice_here):
        client, url = signed_in(alice), reverse("connections:end_member", args=[bob_here.pk])
        page = client.get(url).text
        assert all(str(each.word) in page for each in responsibilities)
        assert client.post(url).status_code == 422
        assert Member.objects.filter(pk=bob_here.pk).exists()
        answer = client.post(url, {"successor": str(alice_here.pk)}, follow=True).text
        assert "Alice takes over: API keys" in answer
        assert "Not taken over: Payments approved by this member (Bakery Cornflower)" in answer

    @pytest.mark.parametrize("successor", ["", "0", "x"])
    def test_G02_the_colleague_is_one_of_the_office(self, everything, alice, bob_here, diane, other_office, successor):
        theirs = successor or str(other_office.members.get().pk)
        url = reverse("connections:end_member", args=[bob_here.pk])
        assert signed_in(alice).post(url, {"successor": theirs}).status_code == 422

    def test_limiting_a_member_asks_first_and_saves_with_the_answer(self, office, alice, alice_here, bob, bob_here):
        program = Program(key_of(office, bob)[1])
        client, url = signed_in(alice), reverse("connections:member", args=[bob_here.pk])
        given = {"role": "member", "extent": "some"}
        asked = client.post(url, given)
        assert (asked.status_code, program.get("/companies").status_code) == (422, 200)
        assert 'name="extent" value="some"' in asked.text
        assert client.post(url, {**given, "successor": str(alice_here.pk)}).status_code == 302
        bob_here.refresh_from_db()
        assert (bob_here.all_companies, program.get("/companies").status_code) == (False, 200)

    def test_taking_companies_away_asks_first(self, alice, bob, bob_here, bakery):
        key_of(bakery, bob)
        change_terms(bob_here, SOME, by=alice)
        assign(bob_here, [bakery])
        key_of(bakery, bob)
        url, given = reverse("connections:member_companies", args=[bob_here.pk]), {"remove": "1", "company": bakery.pk}
        assert signed_in(alice).post(url, given).status_code == 422
        assert signed_in(alice).post(url, {**given, "successor": "nobody"}).status_code == 302
        assert not bob_here.assignments.exists()

    def test_the_keys_say_who_is_responsible(self, office, alice, alice_here, bob, bob_here):
        key_of(office, bob)
        end_membership(bob_here, alice, to=alice_here)
        page = signed_in(alice).get(reverse("connections:office_keys", args=[office.pk])).text
        assert "Created by Bob, " in page
        assert "Responsible: Alice." in page


class TestApi:
    def ask(self, office, alice, bob_here, query=""):
        program = Program(key_of(office, alice, Scope.MEMBERS)[1])
        return program.ask("DELETE", f"/members/{bob_here.pk}{query}")

    def test_what_would_stop_is_said_before_it_does(self, everything, office, alice, bob_here):
        answer = self.ask(office, alice, bob_here)
        assert (answer.status_code, answer.json()["code"]) == (409, "successor_needed")
        assert {each["at"] for each in answer.json()["errors"]} == {each.code for each in responsibilities}

    def test_a_colleague_takes_over_or_nobody(self, everything, office, alice, alice_here, bob, bob_here):
        assert self.ask(office, alice, bob_here, "?successor=999999").json()["code"] == "not_a_successor"
        assert self.ask(office, alice, bob_here, f"?successor={alice_here.pk}").status_code == 204
        assert ApiKey.objects.active().filter(responsible=bob).count() == 0
        assert Recurrence.objects.get().by == alice

    def test_nobody(self, everything, office, alice, bob_here):
        assert self.ask(office, alice, bob_here, "?successor=nobody").status_code == 204
        assert Recurrence.objects.get().state == Recurrence.State.PAUSED
