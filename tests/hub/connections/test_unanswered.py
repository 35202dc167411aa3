"""Who is silent for how long, in which order, and the button that reminds them."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from schakel.hub import worker
from schakel.hub.connections.models import Invitation, InvitationMail, InvitationReminder
from schakel.hub.connections.rights import MemberRole, MemberTerms
from schakel.hub.connections.sharing import ShareRequest, invite_member, share
from tests.hub.conftest import company_of, signed_in

PAGE = reverse("connections:unanswered")
NUMBERS = ("0407214017", "0899965307", "0202239951")


def invited(office, by, *, days: int, number: str) -> InvitationMail:
    company = company_of(office, f"Silent {days}", number)
    [letter] = share(office, by, [ShareRequest(f"c{days}@c.example", company.connections.all(), "en", "full")]).letters
    then = timezone.now() - timedelta(days=days)
    InvitationMail.objects.filter(pk=letter.pk).update(created_at=then, sent_at=then, due_at=None)
    Invitation.objects.filter(letter=letter).update(created_at=then)
    return letter


def test_those_silent_for_longest_come_first(office, alice):
    for days, number in zip((3, 12, 7), NUMBERS, strict=True):
        invited(office, alice, days=days, number=number)
    page = signed_in(alice).get(PAGE).content.decode()
    assert page.index("Silent 12") < page.index("Silent 7") < page.index("Silent 3")
    assert "12 days" in page


def test_those_that_answered_are_not_there(office, alice, clara):
    letter = invited(office, alice, days=3, number=NUMBERS[0])
    for invitation in letter.invitations.all():
        invitation.decline(None)
    assert "Nobody is waiting" in signed_in(alice).get(PAGE).content.decode()


def test_tabs_count_and_filter(office, alice):
    opened = invited(office, alice, days=3, number=NUMBERS[0])
    expired = invited(office, alice, days=7, number=NUMBERS[1])
    opened.record_opened()
    InvitationMail.objects.filter(pk=expired.pk).update(expires_at=timezone.now() - timedelta(days=1))
    client = signed_in(alice)
    page = client.get(PAGE, {"state": "opened"}).content.decode()
    assert "Silent 3" in page
    assert "Silent 7" not in page
    assert "Silent 7" in client.get(PAGE, {"state": "expired"}).content.decode()
    assert client.get(PAGE, {"state": "nonsense"}).status_code == 200


def test_connections_counts_what_the_page_behind_it_shows(purchases, sales, office, alice):
    """One invitation for two connections, and one that has expired."""
    share(office, alice, [ShareRequest("clara@clara.example", [purchases, sales], "en", "full")])
    expired = invited(office, alice, days=20, number=NUMBERS[0])
    InvitationMail.objects.filter(pk=expired.pk).update(expires_at=timezone.now() - timedelta(days=6))
    client = signed_in(alice)
    assert client.get(PAGE).content.decode().count('name="letter"') == 2
    assert "2 invitations are waiting for an answer." in client.get(reverse("connections:list")).content.decode()


def test_remind_all_of_these(office, alice, mailoutbox):
    for days, number in zip((3, 7, 8), NUMBERS, strict=True):
        invited(office, alice, days=days, number=number)
    answer = signed_in(alice).post(reverse("connections:remind"), {"which": "found"}, follow=True)
    assert "3 reminders are on their way" in answer.content.decode()
    worker.drain()
    assert sorted(message.to[0] for message in mailoutbox) == ["c3@c.example", "c7@c.example", "c8@c.example"]
    assert all(message.subject.startswith("Reminder") for message in mailoutbox)


def test_a_colleague_is_reminded_of_their_invitation_by_an_owner_only(office, alice, bob, mailoutbox):
    letter = invite_member(office, alice, "new@c.example", language="en", terms=MemberTerms(MemberRole.MEMBER))
    InvitationMail.objects.update(sent_at=timezone.now() - timedelta(days=3), due_at=None)
    asked = {"letter": letter.pk}
    assert signed_in(bob).post(reverse("connections:remind"), asked).status_code == 404
    assert not InvitationReminder.objects.exists()
    assert signed_in(alice).post(reverse("connections:remind"), asked).status_code == 302
    assert InvitationReminder.objects.count() == 1


def test_nothing_chosen_says_so(office, alice):
    answer = signed_in(alice).post(reverse("connections:remind"), {"which": "chosen"}, follow=True)
    assert "Choose at least one" in answer.content.decode()


def test_stopping_the_reminders_of_one(purchases, office, alice, mailoutbox):
    share(office, alice, [ShareRequest("clara@clara.example", [purchases], "en", "full")])
    worker.drain()
    client = signed_in(alice)
    letter = InvitationMail.objects.get()
    assert "Stop" in client.get(PAGE).content.decode()
    client.post(reverse("connections:end_reminders", args=[letter.pk]))
    assert not InvitationReminder.objects.exclude(due_at=None).exists()
