"""What becomes of a mail that fails, whatever it is about."""

from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.utils import timezone

from schakel.hub.connections.models import InvitationMail
from schakel.hub.web.mail_failures import MOST_TRIES, mail_failure, retry_mail, send_to_each

FOR_GOOD = SMTPRecipientsRefused({"ann@x.test": (550, b"no such user")})
FOR_NOW = SMTPRecipientsRefused({"ann@x.test": (451, b"come back later")})


@pytest.fixture
def letter(office, alice) -> InvitationMail:
    now = timezone.now()
    row = InvitationMail.objects.create(
        office=office, inviter=alice, email="ann@x.test", email_normal="ann@x.test", language="nl",
        nonce="n", token_hash="t", expires_at=now, due_at=now,
    )  # fmt: skip
    [claimed] = InvitationMail.claim()
    assert claimed == row
    return claimed


@pytest.mark.parametrize(
    ("error", "attempts", "is_final"),
    [
        (FOR_GOOD, 1, True),
        (FOR_NOW, 1, False),
        (FOR_NOW, MOST_TRIES, True),
        (SMTPDataError(554, b"spam"), 1, True),
        (SMTPServerDisconnected("gone"), 1, False),
        (ConnectionRefusedError(111, "refused"), 1, False),
        (KeyError("a fault of ours"), 1, False),
        (ValueError("a header that cannot be"), 1, True),
    ],
)
def test_J02_a_refusal_for_good_or_many_tries_end_it_and_all_else_comes_later(letter, error, attempts, is_final):
    letter.attempts = attempts
    assert mail_failure(error, letter).is_final is is_final
    retry_mail(letter, error)
    letter.refresh_from_db()
    assert (letter.due_at is None) is is_final
    assert letter.last_error


def test_the_text_is_of_the_server_and_not_endless(letter):
    failure = mail_failure(SMTPDataError(554, b"x" * 10_000), letter)
    assert failure.text.startswith("554 xxx")
    assert len(failure.text) == 500


def test_D16_without_memory_the_worker_ends_and_the_mail_stays(letter):
    with pytest.raises(MemoryError):
        retry_mail(letter, MemoryError())
    with pytest.raises(MemoryError):
        send_to_each(["ann@x.test"], raising({"ann@x.test": MemoryError()}))


def raising(errors: dict[str, Exception]):
    """A way to send that fails for some; it notes to whom it was asked to write."""

    def send(address: str) -> None:
        send.asked.append(address)
        if address in errors:
            raise errors[address]

    send.asked = []
    return send


def test_an_address_that_refuses_for_good_keeps_no_mail_from_others():
    send = raising({"ann@x.test": FOR_GOOD})
    assert send_to_each(["ann@x.test", "ben@x.test"], send) == ["ben@x.test"]


@pytest.mark.parametrize("error", [FOR_NOW, KeyError("a fault of ours")])
def test_what_is_worth_another_try_is_raised_after_all_were_written_to(error):
    send = raising({"ann@x.test": error})
    with pytest.raises(type(error)):
        send_to_each(["ann@x.test", "ben@x.test"], send)
    assert send.asked == ["ann@x.test", "ben@x.test"]


@pytest.mark.parametrize("error", [SMTPServerDisconnected("gone"), TimeoutError(), ConnectionRefusedError()])
def test_a_mail_server_that_does_not_answer_is_asked_once(error):
    send = raising({"ann@x.test": error})
    with pytest.raises(type(error)):
        send_to_each(["ann@x.test", "ben@x.test"], send)
    assert send.asked == ["ann@x.test"]
