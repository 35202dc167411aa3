"""From the link to the connection: accepting, declining, and every way in which it must not work (threats H)."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from schakel.hub import worker
from schakel.hub.connections.models import Access, Company, Invitation, InvitationMail, Member
from schakel.hub.connections.rights import MemberRole, MemberTerms
from schakel.hub.connections.sharing import ShareRequest, invite_member, send_again, share
from schakel.hub.connections.throttle import IN_TOTAL, PER_ADDRESS, WINDOW
from schakel.hub.people.models import User
from tests.hub.conftest import company_of, signed_in

PAGE = reverse("connections:invitation")
CLARA, NEW = "clara@clara.example", "new@new.example"


def invite(connections, by, email=CLARA, language="en") -> InvitationMail:
    connections = list(connections)
    office = connections[0].company.office
    return share(office, by, [ShareRequest(email, connections, language, "full")]).letters[0]


def link(letter: InvitationMail) -> str:
    return reverse("connections:open_invitation", args=[letter.token])


def visitor(letter: InvitationMail, user: User | None = None) -> Client:
    """Someone who has clicked the link."""
    client = signed_in(user) if user else Client(headers={"host": settings.HOST})
    client.get(link(letter), headers={"accept-language": "en"})
    return client


def held_by(user: User) -> list[str]:
    return sorted(access.connection.side for access in Access.objects.active().filter(user=user))


def test_an_existing_user_accepts_both_with_one_click(bakery, alice, clara):
    client = visitor(invite(bakery.connections.all(), alice), clara)
    page = client.get(PAGE).content.decode()
    assert "Office Alice" in page
    assert "Bakery Cornflower" in page
    answer = client.post(PAGE, {"answer": "accept:all"})
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("documents:list"))
    assert held_by(clara) == ["purchase", "sales"]


def test_each_connection_is_answered_by_itself(bakery, purchases, sales, alice, clara):
    client = visitor(invite([purchases, sales], alice), clara)
    assert client.post(PAGE, {"answer": f"accept:{purchases.invitations.get().code}"}).url == PAGE
    assert held_by(clara) == ["purchase"]
    client.post(PAGE, {"answer": f"decline:{sales.invitations.get().code}"})
    assert held_by(clara) == ["purchase"]
    assert sorted(Invitation.objects.values_list("state", flat=True)) == ["accepted", "declined"]
    assert client.get(PAGE).status_code == 410


def test_a_new_user_makes_an_account_and_stands_in_the_connection(purchases, alice):
    client = visitor(invite([purchases], alice, NEW))
    page = client.get(PAGE).content.decode()
    assert NEW in page
    assert 'name="email"' not in page
    answer = client.post(PAGE, {"answer": "accept:all", "name": "Nora", "password": ""})
    assert answer.url == f"{reverse('documents:list')}?connection={purchases.pk}"
    user = User.objects.get(email=NEW)
    assert (user.name, user.has_usable_password(), held_by(user)) == ("Nora", False, ["purchase"])
    assert user.emailaddress_set.get().verified
    assert client.get(reverse("connections:list")).status_code == 200


def test_a_new_user_may_choose_a_password_that_is_good_enough(purchases, alice):
    client = visitor(invite([purchases], alice, NEW))
    answer = client.post(PAGE, {"answer": "accept:all", "name": "Nora", "password": "12345"})
    assert answer.status_code == 422
    assert not User.objects.filter(email=NEW).exists()
    client.post(PAGE, {"answer": "accept:all", "name": "Nora", "password": "correct horse battery"})
    assert User.objects.get(email=NEW).check_password("correct horse battery")


def test_an_address_with_an_account_signs_in_first(purchases, alice, clara):
    client = visitor(invite([purchases], alice))
    assert f"{reverse('account_login')}?next={PAGE}" in client.get(PAGE).content.decode()
    client.post(PAGE, {"answer": "accept:all", "name": "Thief"})
    assert held_by(clara) == []
    client.post(reverse("account_login"), {"login": CLARA, "password": "a long password"})
    client.post(PAGE, {"answer": "accept:all"})
    assert held_by(clara) == ["purchase"]


def test_declining_takes_no_account(purchases, alice):
    client = visitor(invite([purchases], alice, NEW))
    assert "Office Alice" in client.post(PAGE, {"answer": "decline:all"}).content.decode()
    assert Invitation.objects.get().state == "declined"
    assert not User.objects.filter(email=NEW).exists()


def test_a_colleague_becomes_a_member(office, bakery, alice):
    letter = invite_member(office, alice, NEW, language="en", terms=MemberTerms(MemberRole.MEMBER))
    visitor(letter).post(PAGE, {"answer": "accept:all", "name": "Nora"})
    member = Member.objects.get(user__email=NEW)
    assert (member.office, member.role) == (office, "member")


def test_one_letter_for_a_client_with_several_companies(bakery, office, alice, clara):
    other = company_of(office, "Other", "0407214017")
    letter = invite([*bakery.connections.all(), *other.connections.all()], alice)
    client = visitor(letter, clara)
    assert InvitationMail.objects.count() == 1
    client.post(PAGE, {"answer": "accept:all"})
    assert Access.objects.filter(user=clara).count() == 4


def test_H01_the_token_has_256_bits_and_only_its_hash_is_kept(purchases, alice):
    letter = invite([purchases], alice)
    assert len(letter.token) == 43
    stored = [str(value) for value in InvitationMail.objects.values().get().values()]
    assert letter.token not in " ".join(stored)
    assert InvitationMail.objects.with_token(letter.token) == letter


def test_H01_guessing_is_throttled_per_address(purchases, alice, clara, monkeypatch):
    monkeypatch.setattr("schakel.hub.connections.throttle.PER_ADDRESS", 3)
    letter = invite([purchases], alice)
    guesser = Client(headers={"host": settings.HOST})
    for n in range(3):
        guesser.get(reverse("connections:open_invitation", args=[f"guess{n}"]))
        assert guesser.get(PAGE).status_code == 410
    guesser.get(link(letter))
    assert guesser.get(PAGE).status_code == 429
    elsewhere = Client(headers={"host": settings.HOST}, REMOTE_ADDR="203.0.113.9")
    elsewhere.get(link(letter))
    assert elsewhere.get(PAGE).status_code == 200


def test_H12_a_forged_forwarded_address_hides_no_guesser(purchases, alice, monkeypatch):
    monkeypatch.setattr("schakel.hub.connections.throttle.PER_ADDRESS", 3)
    guesser = Client(headers={"host": settings.HOST})
    for n in range(3):
        guesser.get(
            reverse("connections:open_invitation", args=[f"guess{n}"]), headers={"x-forwarded-for": f"203.0.113.{n}"}
        )
    guesser.get(link(invite([purchases], alice)), headers={"x-forwarded-for": "203.0.113.9"})
    assert guesser.get(PAGE).status_code == 429


def test_H01_the_limits_leave_a_guesser_no_chance():
    tries_a_year = IN_TOTAL * 365 * 24 * 3600 // WINDOW
    assert PER_ADDRESS <= IN_TOTAL
    assert tries_a_year < 2**30  # of 2**256


def test_H01_in_total_only_suspects_are_held_up(purchases, alice, monkeypatch):
    letter = invite([purchases], alice)
    monkeypatch.setattr("schakel.hub.connections.throttle.IN_TOTAL", 3)
    for n in range(3):
        Client(headers={"host": settings.HOST}, REMOTE_ADDR=f"203.0.113.{n}").get(link(letter)[:-2] + "x/")
    suspect = Client(headers={"host": settings.HOST}, REMOTE_ADDR="203.0.113.1")
    suspect.get(link(letter))
    assert suspect.get(PAGE).status_code == 429
    assert visitor(letter).get(PAGE).status_code == 200


def answers_of(letter: InvitationMail, clara: User) -> set[int]:
    """To Clara and to a visitor, who look and try to accept."""
    codes = set()
    for user in (clara, None):
        client = visitor(letter, user)
        answers = [
            client.get(PAGE, headers={"accept-language": "en"}),
            client.post(PAGE, {"answer": "accept:all", "name": "N"}, headers={"accept-language": "en"}),
        ]
        assert not any("Bakery" in answer.content.decode() for answer in answers)
        codes |= {answer.status_code for answer in answers}
    return codes


def spoil(how: str, letter: InvitationMail, alice: User, bob: User) -> None:
    invitation = letter.invitations.get()
    match how:
        case "accepted":
            invitation.accept(bob)
        case "declined":
            invitation.decline(None)
        case "withdrawn":
            invitation.withdraw(alice)
        case "expired":
            InvitationMail.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        case "sent again":
            send_again(letter, alice)
        case "inviter gone":
            Member.objects.filter(user=bob).delete()
        case "company elsewhere":
            other = type(letter.office).objects.create(name="Elsewhere")
            Company.objects.update(office=other)
        case "no such token":
            InvitationMail.objects.update(token_hash="0" * 64)


WAYS = [
    "accepted",
    "declined",
    "withdrawn",
    "expired",
    "sent again",
    "inviter gone",
    "company elsewhere",
    "no such token",
]


@pytest.mark.parametrize("how", WAYS)
def test_H02_a_link_that_is_over_gives_nothing(purchases, office, alice, bob, clara, how):
    letter = invite([purchases], bob)
    spoil(how, letter, alice, bob)
    assert answers_of(letter, clara) == ({302, 410} if how == "accepted" else {410})  # 302: to signing in
    assert held_by(clara) == []


def test_H02_a_colleagues_link_is_dead_when_its_sender_is_owner_no_more(office, alice, bob):
    Member.objects.filter(user=bob).update(role="owner")
    letter = invite_member(office, bob, NEW, language="en", terms=MemberTerms(MemberRole.OWNER))
    Member.objects.filter(user=bob).update(role="member")
    assert visitor(letter).get(PAGE).status_code == 410


def test_H02_of_two_clicks_at_once_one_counts(purchases, alice, clara, diane):
    invitation = invite([purchases], alice).invitations.get()
    same = Invitation.objects.get(pk=invitation.pk)
    assert (invitation.accept(clara), same.accept(diane), same.decline(None), same.withdraw(alice)) == (
        True, False, False, False,
    )  # fmt: skip
    assert held_by(diane) == []


def test_H03_signed_in_under_another_address_gives_a_clear_page_and_no_access(purchases, alice, diane):
    client = visitor(invite([purchases], alice), diane)
    answers = [client.get(PAGE), client.post(PAGE, {"answer": "accept:all"})]
    for answer in answers:
        assert answer.status_code == 403
        assert CLARA in answer.content.decode()
        assert diane.email in answer.content.decode()
        assert "Bakery" not in answer.content.decode()
    assert held_by(diane) == []


def test_H03_signing_out_there_leads_back_to_the_invitation(purchases, alice, diane):
    client = visitor(invite([purchases], alice, NEW), diane)
    assert client.post(reverse("connections:invitation_sign_out")).url == PAGE
    assert NEW in client.get(PAGE).content.decode()


def test_H03_a_second_confirmed_address_counts_and_the_inviter_is_told_which(purchases, alice, diane, mailoutbox):
    diane.emailaddress_set.create(email=CLARA, verified=True)
    visitor(invite([purchases], alice), diane).post(PAGE, {"answer": "accept:all"})
    assert held_by(diane) == ["purchase"]
    worker.drain()
    assert f"{CLARA} ({diane.email})" in mailoutbox[-1].body


@pytest.mark.parametrize("method", ["get", "head"])
def test_H04_fetching_the_link_accepts_nothing(purchases, alice, clara, method):
    letter = invite([purchases], alice)
    client = signed_in(clara)
    for address in (link(letter), PAGE):
        getattr(client, method)(address)
    assert Invitation.objects.get().state == "invited"
    assert visitor(letter, clara).get(PAGE).status_code == 200


def test_H04_accepting_takes_the_token_of_the_form(purchases, alice, clara):
    client = Client(enforce_csrf_checks=True, headers={"host": settings.HOST})
    client.force_login(clara)
    client.get(link(invite([purchases], alice)))
    assert client.post(PAGE, {"answer": "accept:all"}).status_code == 403
    assert held_by(clara) == []


def test_H05_the_token_leaves_the_address_at_the_first_hit(purchases, alice):
    letter = invite([purchases], alice)
    client = Client(headers={"host": settings.HOST})
    answer = client.get(link(letter))
    assert (answer.status_code, answer.url) == (302, PAGE)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert letter.token not in client.get(PAGE).content.decode()
    assert letter.token not in str(dict(client.session))


@pytest.mark.parametrize("ever_in", [False, True])
def test_H06_an_account_made_beforehand_without_proof_gets_nothing(purchases, alice, ever_in):
    thief = User.objects.create_user(NEW, "the thief's password")
    thief.emailaddress_set.create(email=NEW, verified=False, primary=True)
    client = visitor(invite([purchases], alice, NEW), thief if ever_in else None)
    if ever_in:
        assert client.get(PAGE).status_code == 403
        return
    client.post(PAGE, {"answer": "accept:all", "name": "Nora"})
    user = User.objects.get(email=NEW)
    assert user.pk != thief.pk
    assert not user.check_password("the thief's password")
    assert held_by(user) == ["purchase"]


@pytest.mark.parametrize("written", ["CLARA@clara.example", " clara@Clara.Example ", "clara@clara.example."])
def test_H08_one_address_however_it_is_written(purchases, alice, clara, written):
    letter = invite([purchases], alice, written)
    assert letter.email == written.strip()
    assert visitor(letter, clara).get(PAGE).status_code == 200


def test_H08_a_plus_tag_is_another_address(purchases, alice, clara):
    assert visitor(invite([purchases], alice, "clara+x@clara.example"), clara).get(PAGE).status_code == 403


def test_the_inviter_is_told_in_his_language_and_once(bakery, alice, clara, mailoutbox):
    alice.language = "nl"
    alice.save()
    letter = invite(bakery.connections.all(), alice)
    worker.drain()
    visitor(letter, clara).post(PAGE, {"answer": "accept:all"})
    worker.drain()
    [invitation, told] = mailoutbox
    assert (invitation.to, told.to) == ([CLARA], [alice.email])
    assert told.body.count("Bakery Cornflower") == 2
    assert worker.run_round() == 0
    assert mail.outbox is mailoutbox
    assert re.search(r"clara@clara\.example", told.subject)
