"""Purchases, sales and the mandate in one mail and on one page, each with a button or all at once (G07)."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from schakel.hub import worker
from schakel.hub.connections import invitation_mails, reminders
from schakel.hub.connections.models import Access, Company, InvitationMail, InvitationReminder, Office
from schakel.hub.connections.sharing import ShareRequest, send_again, share
from schakel.hub.network.models import Mandate, Registration
from schakel.hub.network.registration.document_types import Choice, kinds_of
from schakel.hub.network.registration.mandate_questions import questions_of
from schakel.hub.network.registration.worker import request_registration
from tests.hub.conftest import signed_in
from tests.hub.connections.test_invitation import visitor

PAGE = reverse("connections:invitation")
NEW = "new@new.example"


def ask(company: Company, by, *, email: str = NEW) -> Mandate:
    mandate = Mandate(
        company=company, given_on=timezone.localdate(), email=email, language="en", recorded_by=by, given_by=""
    )
    mandate.ask_in_invitation()
    request_registration(company, ["0208"], kinds_of([Choice.INVOICES]), by=by)
    return mandate


@pytest.fixture
def letter(bakery, alice) -> InvitationMail:
    ask(bakery, alice)
    return share(bakery.office, alice, [ShareRequest(NEW, bakery.connections.all(), "en", "full")]).letters[0]


def states(bakery) -> tuple[str, str]:
    return Mandate.objects.get().state, bakery.registrations.get().state


def test_one_mail_names_all_three(letter, mailoutbox):
    worker.drain()
    [message] = mailoutbox
    for text in (message.body, message.alternatives[0][0]):
        assert "Peppol purchase invoices" in text
        assert "Peppol sales invoices" in text
        assert "May Office Alice receive the e-invoices of Bakery Cornflower?" in text


def test_all_at_once_in_two_screens_and_no_account_before(letter, bakery):
    client = visitor(letter)  # the first screen
    page = client.get(PAGE).content.decode()
    assert "May Office Alice receive the e-invoices of Bakery Cornflower?" in page
    assert "If you accept all, you confirm this too." in page
    answer = client.post(PAGE, {"answer": "accept:all", "name": "Nora"})  # the second
    assert answer.url.startswith(reverse("documents:list"))
    assert Access.objects.active().filter(user__email=NEW).count() == 2
    assert states(bakery) == ("confirmed", "wanted")


def test_each_has_a_button_of_its_own(letter, bakery):
    client, [question] = visitor(letter), questions_of(letter)
    answer = client.post(PAGE, {"answer": f"accept:{question.code}"})
    assert answer.url == PAGE
    assert states(bakery) == ("confirmed", "wanted")
    assert not Access.objects.exists()
    assert "May Office Alice" not in client.get(PAGE).content.decode()
    client.post(PAGE, {"answer": "accept:all", "name": "Nora"})
    assert Access.objects.count() == 2


def test_the_mandate_alone_is_left_when_the_connections_are_accepted(letter, bakery):
    client = visitor(letter)
    first, second = letter.invitations.all()
    client.post(PAGE, {"answer": f"accept:{first.code}", "name": "Nora"})
    client.post(PAGE, {"answer": f"accept:{second.code}"})
    assert "May Office Alice" in client.get(PAGE).content.decode()
    signed_out = visitor(letter)
    assert "May Office Alice" in signed_out.get(PAGE).content.decode()
    [question] = questions_of(letter)
    assert "You do not need to do anything else" in signed_out.post(PAGE, {"answer": f"accept:{question.code}"}).text
    assert states(bakery) == ("confirmed", "wanted")


def test_no_to_the_mandate_registers_nothing(letter, bakery):
    client, [question] = visitor(letter), questions_of(letter)
    client.post(PAGE, {"answer": f"decline:{question.code}"})
    assert states(bakery) == ("refused", "unregistered")
    assert client.get(PAGE).status_code == 200


def test_declining_all_refuses_the_mandate_too(letter, bakery):
    visitor(letter).post(PAGE, {"answer": "decline:all"})
    assert states(bakery) == ("refused", "unregistered")
    assert set(letter.invitations.values_list("state", flat=True)) == {"declined"}


def test_it_goes_along_when_the_invitation_is_sent_again(letter, alice):
    fresh = send_again(letter, alice)
    assert len(questions_of(fresh)) == 1
    assert questions_of(letter) == []


def test_a_reminder_asks_for_what_is_left(letter, alice, mailoutbox):
    invitation_mails.send_invitation_mails()
    for invitation in letter.invitations.all():
        invitation.decline(None)
    InvitationReminder.objects.filter(day=4).update(day=0, due_at=timezone.now())
    reminders.send_reminders()
    assert "May Office Alice" in mailoutbox[-1].body


def test_G07_only_the_address_that_was_invited_is_asked(bakery, alice, clara):
    ask(bakery, alice, email="director@bakery.example")
    letter = share(bakery.office, alice, [ShareRequest(NEW, bakery.connections.all(), "en", "full")]).letters[0]
    assert questions_of(letter) == []
    visitor(letter).post(PAGE, {"answer": "accept:all", "name": "Nora"})
    assert Mandate.objects.get().state == "asked"


def test_G07_under_another_account_it_is_not_confirmed(letter, bakery, alice):
    [question] = questions_of(letter)
    client = visitor(letter, alice)
    assert client.post(PAGE, {"answer": f"accept:{question.code}"}).status_code == 403
    assert states(bakery) == ("asked", "mandate")


@pytest.mark.parametrize("how", ["expired", "inviter gone", "company elsewhere", "withdrawn"])
def test_H02_a_link_that_is_over_confirms_no_mandate(letter, bakery, alice, how):
    [question] = questions_of(letter)
    match how:
        case "expired":
            InvitationMail.objects.update(expires_at=timezone.now())
        case "inviter gone":
            letter.office.members.filter(user=alice).delete()
        case "company elsewhere":
            Company.objects.update(office=Office.objects.create(name="Elsewhere"))
        case "withdrawn":
            for invitation in letter.invitations.all():
                invitation.withdraw(alice)
    client = visitor(letter)
    assert client.post(PAGE, {"answer": f"accept:{question.code}"}).status_code == 410
    assert states(bakery) == ("asked", "mandate")


def test_H04_fetching_the_page_confirms_nothing(letter, bakery):
    client = Client(headers={"host": settings.HOST})
    client.get(reverse("connections:open_invitation", args=[letter.token]), follow=True)
    assert states(bakery) == ("asked", "mandate")


def test_a_mandate_with_a_mail_of_its_own_is_no_question(bakery, alice):
    mandate = Mandate(company=bakery, given_by="Clara", given_on=timezone.localdate(), email=NEW, language="en")
    mandate.renew()
    letter = share(bakery.office, alice, [ShareRequest(NEW, bakery.connections.all(), "en", "full")]).letters[0]
    assert questions_of(letter) == []


def test_the_office_can_still_ask_by_a_mail_of_its_own(letter, bakery, alice, mailoutbox):
    mandate = Mandate.objects.get()
    signed_in(alice).post(reverse("network:mandate_again", args=[mandate.pk]))
    worker.drain()
    assert sorted("confirm" in message.subject for message in mailoutbox) == [False, True]
    assert Registration.objects.get().state == "mandate"
