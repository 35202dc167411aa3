"""The mailbox: every mail of the demonstration can be read, and none can do harm."""

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from schakel.hub.demonstration import story
from schakel.hub.demonstration.models import Mail
from schakel.hub.people.sign_up import join
from tests.hub.conftest import signed_in

pytestmark = pytest.mark.django_db
BACKEND = "schakel.hub.demonstration.mailbox.Backend"


def send(settings, *, html: str = "") -> Mail:
    settings.EMAIL_BACKEND = BACKEND
    message = EmailMultiAlternatives("Uitnodiging", "Lees dit: http://localhost:8000/x", to=["lies@x.example"])
    if html:
        message.attach_alternative(html, "text/html")
    with mail.get_connection(BACKEND) as backend:
        backend.send_messages([message])
    return Mail.objects.get()


def test_a_mail_is_listed_for_anybody_and_its_links_can_be_clicked(client, settings):
    sent = send(settings)
    assert "Uitnodiging" in client.get("/demonstration/mailbox/").text
    page = client.get(f"/demonstration/mailbox/{sent.pk}/").text
    assert '<a href="http://localhost:8000/x"' in page
    assert "<iframe" not in page


def test_I01_the_html_of_a_mail_stays_in_its_frame(client, settings):
    sent = send(settings, html="<html><head></head><body><script>alert(1)</script><p>Dag</p></body></html>")
    body = client.get(f"/demonstration/mailbox/{sent.pk}/body")
    assert "default-src 'none'" in body.headers["Content-Security-Policy"]
    assert "script-src" not in body.headers["Content-Security-Policy"]
    assert 'sandbox="' in client.get(f"/demonstration/mailbox/{sent.pk}/").text
    assert "allow-scripts" not in client.get(f"/demonstration/mailbox/{sent.pk}/").text


def test_an_empty_mailbox_says_what_to_do(client):
    assert 'class="empty' in client.get("/demonstration/mailbox/").text


def test_where_a_password_is_asked_the_people_of_the_story_are_told_theirs(client, alice):
    page = "/account/reauthenticate/"
    assert story.PASSWORD not in signed_in(alice).get(page).text
    anna = join(story.addresses()[0], name="Anna", language="en", password=story.PASSWORD)
    assert story.PASSWORD in signed_in(anna).get(page).text


def test_only_the_people_of_the_story_can_be_signed_in_as(client, alice):
    assert client.post("/demonstration/session", {"email": alice.email}).status_code == 404
    assert client.get("/demonstration/session").status_code == 405
