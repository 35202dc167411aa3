"""A link in each of its states, in four languages; where it leads who accepted it; and asking for a new one."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from schakel.hub import worker
from schakel.hub.connections.models import Access, InvitationMail, LinkRequest, Member
from schakel.hub.connections.rights import MemberRole, MemberTerms
from schakel.hub.connections.sharing import invite_member, send_again
from tests.hub.conftest import signed_in
from tests.hub.connections.test_invitation import CLARA, NEW, PAGE, WAYS, invite, link, spoil, visitor

TITLES = {
    "declined": ("U hebt deze uitnodiging geweigerd", "Vous avez refusé cette invitation",
                 "You declined this invitation", "Sie haben diese Einladung abgelehnt"),
    "withdrawn": ("Deze uitnodiging is ingetrokken", "Cette invitation a été retirée",
                  "This invitation was withdrawn", "Diese Einladung wurde zurückgezogen"),
    "expired": ("Deze link is verlopen", "Ce lien a expiré", "This link has expired", "Dieser Link ist abgelaufen"),
    "sent again": ("Er is een nieuwere link", "Il existe un lien plus récent",
                   "There is a newer link", "Es gibt einen neueren Link"),
    "inviter gone": ("Deze uitnodiging is niet meer geldig", "Cette invitation n’est plus valable",
                     "This invitation is no longer valid", "Diese Einladung ist nicht mehr gültig"),
    "no such token": ("We kennen deze link niet", "Nous ne connaissons pas ce lien",
                      "We do not know this link", "Wir kennen diesen Link nicht"),
}  # fmt: skip


@pytest.mark.parametrize("how", TITLES)
@pytest.mark.parametrize(("n", "language"), list(enumerate(("nl", "fr", "en", "de"))))
def test_H02_each_end_has_its_own_words(purchases, alice, bob, how, n, language):
    letter = invite([purchases], bob, NEW, language=language)
    spoil(how, letter, alice, bob)
    client = Client(headers={"host": settings.HOST, "accept-language": language})
    answer = client.get(link(letter), follow=True)
    page = answer.content.decode()
    assert answer.status_code == 410
    assert TITLES[how][n] in page
    assert "Bakery" not in page
    assert (reverse("connections:request_link") in page) is (how != "no such token")


def test_used_and_the_access_ended_since(purchases, alice, clara):
    letter = invite([purchases], alice)
    letter.invitations.get().accept(clara)
    Access.objects.update(ended_at=timezone.now())
    answer = visitor(letter, clara).get(PAGE)
    assert answer.status_code == 410
    assert "already used" in answer.content.decode()


def test_clicked_again_it_leads_to_the_connection(purchases, alice, clara):
    letter = invite([purchases], alice)
    visitor(letter, clara).post(PAGE, {"answer": "accept:all"})
    answer = visitor(letter, clara).get(PAGE)
    assert (answer.status_code, answer.url) == (302, f"{reverse('documents:list')}?connection={purchases.pk}")


def test_clicked_again_signed_out_it_leads_there_by_signing_in_with_the_address_filled_in(purchases, alice, clara):
    letter = invite([purchases], alice)
    letter.invitations.get().accept(clara)
    client = visitor(letter)
    answer = client.get(PAGE)
    assert answer.url == f"{reverse('account_login')}?next={PAGE}"
    assert f'value="{CLARA}"' in client.get(answer.url).content.decode()
    answer = client.post(answer.url, {"login": CLARA, "password": "a long password", "next": PAGE}, follow=True)
    assert answer.redirect_chain[-1][0] == f"{reverse('documents:list')}?connection={purchases.pk}"


def test_clicked_again_by_a_colleague_it_leads_to_the_connections(office, alice, clara):
    letter = invite_member(office, alice, CLARA, language="en", terms=MemberTerms(MemberRole.MEMBER))
    letter.member_invitations.get().accept(clara)
    assert visitor(letter, clara).get(PAGE).url == reverse("connections:list")


def test_H03_the_accepted_link_under_another_account_shows_nothing(purchases, alice, clara, diane):
    letter = invite([purchases], alice)
    letter.invitations.get().accept(clara)
    answer = visitor(letter, diane).get(PAGE)
    assert answer.status_code == 403
    assert "Bakery" not in answer.content.decode()


def test_H10_an_invitation_that_is_open_fills_in_its_address_where_one_signs_in(purchases, alice, clara):
    client = visitor(invite([purchases], alice))
    client.get(PAGE)
    assert f'value="{CLARA}"' in client.get(reverse("account_login")).content.decode()
    assert CLARA not in Client(headers={"host": settings.HOST}).get(reverse("account_login")).content.decode()


def test_H04_opening_is_noted_and_changes_nothing_else(purchases, alice):
    letter = invite([purchases], alice, NEW)
    visitor(letter).get(PAGE)
    letter.refresh_from_db()
    assert letter.opened_at is not None
    assert letter.invitations.get().state == "invited"


@pytest.mark.parametrize("how", [way for way in WAYS if way != "no such token"])
def test_asking_for_a_new_link_notifies_the_inviter_once_a_day(purchases, alice, bob, mailoutbox, how):
    letter = invite([purchases], bob, NEW)
    InvitationMail.objects.update(due_at=None, sent_at=timezone.now())
    spoil(how, letter, alice, bob)
    InvitationMail.objects.update(due_at=None)
    client = visitor(letter)
    for _ in range(3):
        assert "passed it on" in client.post(reverse("connections:request_link")).content.decode()
    worker.drain()
    asked = [message for message in mailoutbox if "new link" in message.subject]
    assert [message.to for message in asked] == [[alice.email if how == "inviter gone" else bob.email]]
    assert NEW in asked[0].subject
    assert letter.token not in asked[0].body


def test_it_shows_where_the_office_looks(bakery, purchases, alice, bob):
    letter = invite([purchases], alice, NEW)
    spoil("expired", letter, alice, bob)
    visitor(letter).post(reverse("connections:request_link"))
    client = signed_in(alice)
    assert "New link requested" in client.get(reverse("connections:unanswered")).content.decode()
    assert "Asked for a new link" in client.get(reverse("connections:sharing", args=[bakery.pk])).content.decode()


def test_H01_without_a_link_nothing_is_asked_for(purchases, alice, db):
    invite([purchases], alice)
    client = Client(headers={"host": settings.HOST})
    assert client.post(reverse("connections:request_link")).status_code == 302
    client.get(reverse("connections:open_invitation", args=["guess"]))
    client.post(reverse("connections:request_link"))
    assert not LinkRequest.objects.exists()


def test_sent_again_after_a_day_it_may_be_asked_for_again(purchases, alice, bob):
    letter = invite([purchases], alice, NEW)
    send_again(letter, alice)
    LinkRequest.objects.create(letter=letter, asked_at=timezone.now() - timedelta(days=2))
    visitor(letter).post(reverse("connections:request_link"))
    assert LinkRequest.objects.count() == 2


def test_G04_nobody_is_told_in_an_office_without_people(purchases, alice, bob, mailoutbox):
    letter = invite([purchases], bob, NEW)
    InvitationMail.objects.update(due_at=None)
    Member.objects.all().delete()
    visitor(letter).post(reverse("connections:request_link"))
    worker.drain()
    assert mailoutbox == []
