"""The office: founding, members, colleagues, leaving."""

import pytest
from django.urls import reverse

from schakel.hub.connections.membership import LastOwner, change_terms, end_membership
from schakel.hub.connections.models import Invitation, InvitationMail, Member, MemberInvitation, Office
from schakel.hub.connections.rights import MemberRole, MemberTerms
from schakel.hub.connections.sharing import ShareRequest, share
from tests.hub.conftest import signed_in

ROLE = {"owner": Member.Role.OWNER, "member": Member.Role.MEMBER}


def invite(user, office, email="carl@carl.example"):
    url = reverse("connections:invite_member", args=[office.pk])
    return signed_in(user).post(url, {"email": email, "language": "nl", "role": "member", "extent": "all"})


def test_whoever_founds_an_office_owns_it(diane):
    signed_in(diane).post(reverse("connections:new_office"), {"name": "Office D", "language": "fr"})
    member = Member.objects.get()
    assert (member.user, member.role, member.office.language) == (diane, "owner", "fr")


def test_members_see_the_office_and_strangers_do_not(office, alice, bob, diane):
    url = reverse("connections:one_office", args=[office.pk])
    assert "Alice" in signed_in(bob).get(url).content.decode()
    assert signed_in(diane).get(url).status_code == 404


def test_an_owner_invites_a_colleague_by_letter(office, alice):
    assert invite(alice, office).status_code == 302
    invitation = MemberInvitation.objects.get()
    assert (invitation.letter.email, invitation.letter.due_at is not None) == ("carl@carl.example", True)
    assert (
        "carl@carl.example"
        in signed_in(alice).get(reverse("connections:one_office", args=[office.pk])).content.decode()
    )


def test_inviting_the_same_colleague_again_makes_the_old_link_dead(office, alice):
    invite(alice, office)
    invite(alice, office)
    invitation = MemberInvitation.objects.get()
    assert invitation.letter == InvitationMail.objects.latest("pk")
    assert InvitationMail.objects.count() == 2


def test_a_colleague_who_works_here_is_not_invited(office, alice, bob):
    assert invite(alice, office, bob.email).status_code == 422
    assert not InvitationMail.objects.exists()


def test_only_who_manages_the_staff_invites_withdraws_and_changes_roles(office, alice, bob, diane):
    invite(alice, office)
    member, invitation = office.members.get(user=alice), MemberInvitation.objects.get()
    for user in (bob, diane):
        assert invite(user, office).status_code == 404
        client = signed_in(user)
        assert client.post(reverse("connections:withdraw_member", args=[invitation.pk])).status_code == 404
        assert client.post(reverse("connections:member", args=[member.pk]), {"role": "member"}).status_code == 404
        assert client.post(reverse("connections:send_again", args=[invitation.letter_id])).status_code == 404


def test_H14_the_last_owner_cannot_leave_nor_step_down(office, alice):
    member = office.members.get(user=alice)
    with pytest.raises(LastOwner):
        end_membership(member, alice)
    with pytest.raises(LastOwner):
        change_terms(member, MemberTerms(), by=alice)
    page = signed_in(alice).post(reverse("connections:end_member", args=[member.pk]), follow=True).content.decode()
    assert "at least one owner" in page
    assert office.members.count() == 2


def test_an_owner_leaves_when_there_is_another(office, alice, bob):
    change_terms(office.members.get(user=bob), MemberTerms(MemberRole.OWNER), by=alice)
    signed_in(alice).post(reverse("connections:end_member", args=[office.members.get(user=alice).pk]))
    assert [member.user for member in office.members.all()] == [bob]


def test_G04_a_member_who_was_sent_away_sees_nothing_at_the_next_request(office, bakery, alice, bob):
    client = signed_in(bob)
    assert "Bakery" in client.get(reverse("connections:list")).content.decode()
    signed_in(alice).post(reverse("connections:end_member", args=[office.members.get(user=bob).pk]))
    assert "Bakery" not in client.get(reverse("connections:list")).content.decode()


def test_H02_what_a_leaving_member_had_invited_is_withdrawn(office, purchases, alice, bob):
    share(office, bob, [ShareRequest("clara@clara.example", [purchases], "en", "full")])
    end_membership(office.members.get(user=bob), alice)
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.state_by) == ("withdrawn", alice)


def test_a_member_leaves_by_himself_but_sends_nobody_away(office, alice, bob):
    client = signed_in(bob)
    assert client.post(reverse("connections:end_member", args=[office.members.get(user=alice).pk])).status_code == 404
    assert client.post(reverse("connections:end_member", args=[office.members.get(user=bob).pk])).status_code == 302
    assert Office.objects.of(bob).count() == 0
