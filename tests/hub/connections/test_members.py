"""A member's page: role, last day, companies; who may change whom."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from schakel.einvoice.belgium import EnterpriseNumber
from schakel.hub.connections.invitation_mails import notify_inviters
from schakel.hub.connections.membership import assign, change_terms, unassign
from schakel.hub.connections.models import Invitation, InvitationMail, Member, MemberInvitation
from schakel.hub.connections.new_company import add_company
from schakel.hub.connections.received_invitation import ReceivedInvitation
from schakel.hub.connections.rights import MemberRole, MemberTerms
from schakel.hub.connections.sharing import ShareRequest, invite_member, share
from tests.hub.conftest import company_of, person, signed_in

pytestmark = pytest.mark.django_db
SOME = MemberTerms(all_companies=False)


@pytest.fixture
def mill(office):
    return company_of(office, "Mill", "0800000196", email="mill@mill.example")


@pytest.fixture
def bob_here(office, bob):
    return office.members.get(user=bob)


@pytest.fixture
def maya(office):
    user = person("Maya")
    Member.objects.create(office=office, user=user, role=Member.Role.MANAGER)
    return user


def save(user, member, **given):
    url = reverse("connections:member", args=[member.pk])
    return signed_in(user).post(url, {"role": "member", "extent": "all", **given})


def add(user, member, lines: str):
    return signed_in(user).post(reverse("connections:member_companies", args=[member.pk]), {"lines": lines})


def names_of(member) -> set[str]:
    return {each.company.name for each in member.assignments.select_related("company")}


def test_an_owner_gives_a_member_some_companies_by_number_address_or_name(alice, bob, bob_here, bakery, mill):
    assert save(alice, bob_here, extent="some").status_code == 302
    assert add(alice, bob_here, "0738.401.117\nmill@mill.example\n\nBakery Cornflower").status_code == 302
    assert names_of(bob_here) == {"Bakery Cornflower", "Mill"}
    page = signed_in(alice).get(reverse("connections:member", args=[bob_here.pk])).text
    assert "Mill" in page


def test_companies_are_taken_away_from_the_next_request_on(alice, bob, bob_here, bakery, mill):
    change_terms(bob_here, SOME, by=bob_here.user)
    assign(bob_here, [bakery, mill])
    client = signed_in(bob)
    assert client.get(reverse("connections:company", args=[mill.pk])).status_code == 200
    url = reverse("connections:member_companies", args=[bob_here.pk])
    signed_in(alice).post(url, {"remove": "1", "company": [str(mill.pk)]})
    assert names_of(bob_here) == {"Bakery Cornflower"}
    assert client.get(reverse("connections:company", args=[mill.pk])).status_code == 404


@pytest.mark.parametrize("line", ["0899965307", "nobody@nobody.example", "Nothing of the kind", "99"])
def test_G02_one_line_that_is_not_clear_adds_none_and_says_which(alice, bob_here, bakery, line):
    change_terms(bob_here, SOME, by=bob_here.user)
    answer = add(alice, bob_here, f"0738401117\n{line}")
    assert (answer.status_code, names_of(bob_here)) == (422, set())
    assert "Line 2: " in answer.text


def test_G02_a_company_of_another_office_is_none_of_theirs(alice, bob_here, bakery, other_office):
    company_of(other_office, "Elsewhere", "0899965307", email="x@elsewhere.example")
    change_terms(bob_here, SOME, by=bob_here.user)
    for line in ("0899965307", "x@elsewhere.example", "Elsewhere"):
        assert add(alice, bob_here, line).status_code == 422
    assert names_of(bob_here) == set()


def test_a_reader_of_the_office_finds_the_list_and_no_names_of_clients(office, bakery, held, diane):
    last_day = timezone.localdate()
    reader = Member.objects.create(office=office, user=diane, role="reader", all_companies=False, last_day=last_day)
    client = signed_in(diane)
    assert "Bakery" not in client.get(reverse("connections:list"), follow=True).text
    assign(reader, [bakery])
    for address in (reverse("connections:list"), reverse("connections:company", args=[bakery.pk])):
        page = client.get(address).text
        assert "Bakery" in page
        assert "clara@clara.example" not in page
        assert "None" not in page


def test_a_responsible_member_of_some_companies_works_for_the_new_one(office, bob_here):
    change_terms(bob_here, SOME, by=bob_here.user)
    bob_here.refresh_from_db()
    add_company(office, EnterpriseNumber.parse("0738401117"), name="Bakery", responsible=bob_here)
    assert names_of(bob_here) == {"Bakery"}


def test_lines_are_limited(alice, bob_here):
    change_terms(bob_here, SOME, by=bob_here.user)
    assert add(alice, bob_here, "x\n" * 2001).status_code == 422


def test_who_works_for_all_gets_no_companies_one_by_one(alice, bob_here, bakery):
    assert add(alice, bob_here, "0738401117").status_code == 422
    assert names_of(bob_here) == set()


def test_who_works_for_all_again_has_no_assignments_left(alice, bob_here, bakery):
    change_terms(bob_here, SOME, by=bob_here.user)
    assign(bob_here, [bakery])
    save(alice, bob_here, extent="all")
    change_terms(bob_here, SOME, by=bob_here.user)
    assert names_of(bob_here) == set()


def test_a_reader_has_a_last_day_that_is_not_over(alice, bob_here):
    today = timezone.localdate()
    assert save(alice, bob_here, role="reader").status_code == 422
    assert save(alice, bob_here, role="reader", last_day=str(today - timedelta(days=1))).status_code == 422
    assert save(alice, bob_here, role="reader", last_day=str(today)).status_code == 302
    bob_here.refresh_from_db()
    assert (bob_here.role, bob_here.last_day) == ("reader", today)
    save(alice, bob_here, role="member", last_day=str(today))
    bob_here.refresh_from_db()
    assert bob_here.last_day is None


def test_a_manager_manages_members_and_readers_and_no_more(office, alice, bob_here, maya):
    assert save(maya, bob_here, extent="some").status_code == 302
    for role in ("owner", "manager"):
        assert save(maya, bob_here, role=role).status_code == 422
    for member in (office.members.get(user=alice), office.members.get(user=maya)):
        assert save(maya, member, role="member").status_code == 404
    url = reverse("connections:end_member", args=[office.members.get(user=alice).pk])
    assert signed_in(maya).post(url).status_code == 404


def test_H14_the_last_owner_stays_owner_on_their_page(office, alice):
    answer = save(alice, office.members.get(user=alice))
    assert answer.status_code == 422
    assert "at least one owner" in answer.text


def test_a_colleague_joins_with_the_terms_of_the_invitation(office, alice, diane):
    last_day = timezone.localdate() + timedelta(days=5)
    terms = MemberTerms(MemberRole.READER, all_companies=False, last_day=last_day)
    letter = invite_member(office, alice, diane.email, language="en", terms=terms)
    MemberInvitation.objects.get(letter=letter).accept(diane)
    member = office.members.get(user=diane)
    assert (member.role, member.all_companies, member.last_day) == ("reader", False, last_day)


def test_a_reader_whose_day_is_over_is_invited_again(office, alice, diane):
    yesterday = timezone.localdate() - timedelta(days=1)
    Member.objects.create(office=office, user=diane, role=Member.Role.READER, last_day=yesterday)
    terms = MemberTerms(MemberRole.READER, last_day=timezone.localdate())
    MemberInvitation.objects.get(letter=invite_member(office, alice, diane.email, language="en", terms=terms)).accept(
        diane
    )
    assert office.members.active().filter(user=diane).exists()


def test_H02_a_manager_who_is_one_no_more_offers_no_membership(office, maya):
    letter = invite_member(office, maya, "carl@carl.example", language="en")
    assert ReceivedInvitation.of(letter)
    change_terms(office.members.get(user=maya), MemberTerms(), by=maya)
    assert ReceivedInvitation.of(letter) is None


def test_H02_an_invitation_counts_as_long_as_its_inviter_works_for_the_company(office, bob, bob_here, purchases):
    change_terms(bob_here, SOME, by=bob_here.user)
    assign(bob_here, [purchases.company])
    share(office, bob, [ShareRequest("clara@clara.example", [purchases], "en", "full")])
    letter = InvitationMail.objects.get()
    assert ReceivedInvitation.of(letter)
    unassign(bob_here, [purchases.company], by=bob_here.user)
    assert ReceivedInvitation.of(letter) is None


def test_G03_the_inviter_hears_no_answer_about_a_company_that_is_not_theirs_any_more(
    office, bob, bob_here, purchases, mill
):
    change_terms(bob_here, SOME, by=bob_here.user)
    assign(bob_here, [purchases.company, mill])
    both = [purchases, mill.connections.get(side="purchase")]
    share(office, bob, [ShareRequest("clara@clara.example", both, "en", "full")])
    for invitation in Invitation.objects.all():
        invitation.decline(None)
    unassign(bob_here, [mill], by=bob_here.user)
    notify_inviters()
    [sent] = mail.outbox
    assert "Bakery" in sent.body
    assert "Mill" not in sent.body
