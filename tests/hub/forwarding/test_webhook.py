"""By webhook: signed, repeated under the same id, never led astray, switched off when it is of no use."""

import base64
import json
import runpy
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from schakel.hub.forwarding import dispatcher, notifications, worker
from schakel.hub.forwarding.kinds.webhook import send as webhook
from schakel.hub.forwarding.kinds.webhook import signatures
from schakel.hub.forwarding.kinds.webhook.form import WebhookForm
from schakel.hub.forwarding.models import Attempt, Breaker, Forward, Forwarder
from tests.hub.conftest import signed_in
from tests.hub.forwarding.conftest import forwarded, once_more

pytestmark = pytest.mark.django_db
State = Forward.State
SAMPLE = Path(__file__).resolve().parents[3] / "docs" / "api" / "verify_webhook.py"
is_genuine = runpy.run_path(str(SAMPLE))["is_genuine"]


@pytest.fixture
def hook(forwarder, there):
    def make(path: str = "fine", **fields):
        return forwarder(
            "webhook",
            address="",
            secrets=signatures.new_secrets(),
            options={"url": f"http://{there[0]}/{path}"},
            **fields,
        )

    return make


def test_the_document_is_posted_signed_and_whole(hook, bought, there):
    row, document = hook(), bought()
    forward = forwarded(document)
    ((headers, body),) = there[1]
    told = json.loads(body)
    assert is_genuine(headers, body, row.secrets["secret"])
    assert headers["webhook-id"] == f"msg_{forward.uid.hex}"
    (file,) = told["data"]["files"]
    assert file["sha256"] == document.sha256
    assert len(base64.b64decode(file["content"])) == document.size
    assert (told["type"], told["data"]["number"]) == ("document.filed", document.number)
    assert forward.state == State.SENT


def test_J04_the_sample_verifier_refuses_a_replay_a_wrong_secret_and_a_clock_that_is_off(hook, bought, there):
    row = hook()
    forwarded(bought())
    ((headers, body),) = there[1]
    secret = row.secrets["secret"]
    assert not is_genuine(headers, body, signatures.new_secret())
    assert not is_genuine(headers, body + b" ", secret)
    assert not is_genuine({**headers, "webhook-id": "msg_other"}, body, secret)
    assert not is_genuine(headers, body, secret, now=time.time() + 600)
    assert not is_genuine(headers, body, secret, now=time.time() - 600)
    assert is_genuine(headers, body, secret, now=time.time() + 240)
    assert not is_genuine({}, body, secret)


def test_J04_while_a_secret_is_rolled_over_both_count_and_then_only_the_new_one(hook, bought, there, alice):
    row = hook()
    old = row.secrets["secret"]
    page = signed_in(alice)
    page.post(reverse("forwarding:secret", args=[row.pk]), {"roll": ""})
    row.refresh_from_db()
    new = row.secrets["secret"]
    forwarded(bought(number="1"))
    page.post(reverse("forwarding:secret", args=[row.pk]), {"end": ""})
    forwarded_later = bought(number="2")
    dispatcher.dispatch_new()
    worker.send_due()
    (headers, body), (later, other) = there[1]
    assert new != old
    assert is_genuine(headers, body, old)
    assert is_genuine(headers, body, new)
    assert is_genuine(later, other, new)
    assert not is_genuine(later, other, old)
    assert forwarded_later.forwards.get().state == State.SENT


def test_J04_an_old_secret_ends_by_itself():
    known = {
        **signatures.roll_over(signatures.new_secrets()),
        "old_until": (timezone.now() - timedelta(seconds=1)).isoformat(),
    }
    assert signatures.active_secrets(known) == [known["secret"]]


def test_J05_the_log_keeps_when_what_and_the_first_of_the_answer_and_sending_again_keeps_the_id(hook, bought, there):
    row, document = hook(), bought()
    forwarded(document)
    tried = Attempt.objects.get()
    assert (tried.status, len(tried.answer), tried.code) == (200, 1024, "")
    dispatcher.forward_again(type(document).objects.all(), of=row, also_sent=True)
    worker.send_due()
    first, second = there[1]
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert first[1] == second[1]


@pytest.mark.parametrize(
    ("path", "code"),
    [("broken", "not_taken"), ("redirect", "not_taken"), ("flood", "no_answer"), ("hang", "no_answer")],
)
def test_F08_F05_a_receiver_that_fails_floods_hangs_or_redirects_is_tried_again(
    hook, bought, there, monkeypatch, path, code
):
    monkeypatch.setattr(webhook, "TIMEOUT", 0.3)
    hook(path)
    began = time.monotonic()
    forward = forwarded(bought())
    assert (forward.state, forward.code) == (State.QUEUED, code)
    assert forward.due_at > timezone.now()
    assert time.monotonic() - began < 3
    assert len(there[1]) == 1


def test_J06_a_repeat_after_an_answer_that_got_lost_has_the_same_id_and_body(hook, bought, there, monkeypatch):
    monkeypatch.setattr(webhook, "TIMEOUT", 0.3)
    row = hook("hang")
    forward = forwarded(bought())
    Forwarder.objects.filter(pk=row.pk).update(options={"url": f"http://{there[0]}/fine"})
    assert once_more(forward).state == State.SENT
    first, second = there[1]
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert first[1] == second[1]


def test_retry_after_is_obeyed_for_everything_that_goes_there(hook, bought):
    hook("busy")
    forward = forwarded(bought())
    assert forward.due_at > timezone.now() + timedelta(minutes=119)
    assert Breaker.objects.get().open_until > timezone.now() + timedelta(minutes=119)


def test_gone_for_good_switches_off_at_once_and_what_waits_goes_on_waiting(hook, bought):
    hook("gone")
    forward = forwarded(bought())
    row = Forwarder.objects.get()
    assert (row.stopped, forward.state, forward.due_at) == ("gone", State.QUEUED, None)
    assert row.due_at


def test_after_days_of_failure_it_is_switched_off_and_the_office_told(hook, bought, settings, alice, mailoutbox):
    hook("broken", failing_since=timezone.now() - timedelta(days=3, minutes=1))
    forwarded(bought())
    row = Forwarder.objects.get()
    assert row.stopped == Forwarder.Stopped.TOO_LONG
    Forwarder.objects.update(due_at=timezone.now())
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    notifications.notify_offices()
    assert [each.to for each in mailoutbox] == [[alice.email]]
    assert "We no longer send anything to The books" in mailoutbox[0].body


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://10.0.0.1/", "https://192.168.1.1/", "https://169.254.169.254/latest",
        "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://2130706433/", "https://0x7f.1/", "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/", "http://example.com/", "https://example.com:22/", "https://user:pw@example.com/",
        "file:///etc/passwd", "gopher://example.com/", "ftp://example.com/",
    ],
)  # fmt: skip
def test_F01_F02_F03_F05_an_address_inside_somebodys_walls_is_refused_when_filled_in(url):
    form = WebhookForm({"url": url})
    assert "url" in form.errors


def test_F01_F04_and_again_when_it_is_connected_to(forwarder, bought):
    forwarder("webhook", address="", secrets=signatures.new_secrets(), options={"url": "https://localhost/"})
    forward = forwarded(bought())
    assert (forward.state, forward.code) == (State.FAILED, "target_refused")


def test_F11_the_operator_alone_opens_a_place_inside_his_walls(settings):
    settings.ALLOWED_TARGETS = {"localhost:8443"}
    assert WebhookForm({"url": "https://localhost:8443/in"}).is_valid()
    assert not WebhookForm({"url": "https://localhost:8444/in"}).is_valid()


def test_L06_no_secret_stands_in_the_database(hook):
    row = hook()
    secret = row.secrets["secret"]
    values = " ".join(str(value) for value in Forwarder.objects.values().get(pk=row.pk).values())
    assert secret not in values
    assert secret.removeprefix("whsec_")[:12] not in values


def test_a_secret_sealed_with_another_key_is_asked_for_again(hook, bought, settings):
    hook()
    settings.SECRET_KEY = "another key of fifty characters that nobody could guess at all"
    forward = forwarded(bought())
    assert (forward.state, forward.code) == (State.FAILED, "secret")
