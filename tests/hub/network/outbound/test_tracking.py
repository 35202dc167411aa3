"""What became of a document that was sent, as its writer reads it."""

import io
import zipfile
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from schakel.hub.connections.models import Access, Role
from schakel.hub.documents import store
from schakel.hub.documents.models import Document
from schakel.hub.network.models import Transmission
from schakel.hub.network.outbound import tracking
from schakel.hub.network.outbound.queue import queue
from schakel.hub.sales.issuing.issue import issue
from schakel.hub.sales.models import Draft, Mailing
from schakel.hub.working_days import easter, is_working_day, working_day_before
from schakel.peppol import sbdh
from schakel.peppol.sbdh import MlsType
from tests.hub.conftest import signed_in
from tests.hub.sales.conftest import content

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=6)


@pytest.fixture
def sent(sales, alice) -> Document:
    draft = Draft.objects.create(connection=sales, content=content())
    return issue(draft, by=alice, on_filed=queue)


def become(state: str, **columns) -> Transmission:
    Transmission.objects.update(state=state, due_at=None, state_at=timezone.now(), **columns)
    return Transmission.objects.get()


def page(document: Document, user) -> str:
    return signed_in(user).get(f"/documents/{document.pk}/").text


def test_it_asks_to_be_told_when_it_arrived(sent):
    header = sbdh.read_header(store.read(Transmission.objects.get().envelope_sha256))
    assert header.mls_type is MlsType.ALWAYS_SEND


@pytest.mark.parametrize(
    ("state", "error", "said"),
    [
        ("sent", "", "sent a receipt"),
        ("confirmed", "", "confirms delivery"),
        ("rejected", "BR-CO-15 (/Invoice)", "credit this document and create a new one"),
        ("failed", "NOT_REGISTERED: x", "Ask the customer for their enterprise number"),
        ("failed", "NOT_SUPPORTED: x", "activate this kind of document"),
        ("failed", "UNREACHABLE: time-out", "ask the operator"),
    ],
)
def test_each_end_in_plain_words_with_what_to_do(sent, alice, state, error, said):
    become(state, last_error=error)
    assert said in page(sent, alice)


@pytest.mark.parametrize(
    ("state", "is_mailed"), [("failed", True), ("rejected", True), ("sent", False), ("queued", False)]
)
def test_the_list_shows_the_mail_that_came_in_the_place_of_a_failure(sent, alice, state, is_mailed):
    Mailing.objects.create(document=sent, email="hotel@zee.example", language="en", by=alice, state="sent")
    row = become(state)
    said = "sent by e-mail" if is_mailed else row.get_state_display()
    assert f"</svg> {said.capitalize()}</span>" in signed_in(alice).get("/sales/").text


def test_when_it_is_tried_again_by_itself(sent, alice):
    Transmission.objects.update(last_error="UNREACHABLE: x", due_at=timezone.now() + timedelta(hours=2))
    shown = page(sent, alice)
    assert "try again automatically" in shown
    assert "Try again now" in shown


def test_silence_for_a_working_day_is_an_alarm(sent, alice, clara):
    become("sent")
    assert "needs your attention" not in signed_in(alice).get("/documents/").text
    Transmission.objects.update(state_at=timezone.now() - LONG_AGO)
    assert "nobody has confirmed" in page(sent, alice)
    assert "One sent document needs your attention" in signed_in(alice).get("/documents/").text
    assert "Not confirmed yet" in signed_in(alice).get("/sales/").text
    assert not tracking.needing_a_look(clara).exists()
    become("confirmed")
    assert not tracking.needing_a_look(alice).exists()


def test_the_proof_is_for_whoever_may_read(sent, sales, clara, diane):
    row = become("sent", receipt=b"<Receipt/>")
    Access.objects.create(connection=sales, user=clara, role=Role.READ)
    answer = signed_in(clara).get(f"/transmissions/{row.pk}/proof")
    assert set(zipfile.ZipFile(io.BytesIO(answer.content)).namelist()) == {"proof.txt", "envelope.xml", "receipt.xml"}
    assert signed_in(diane).get(f"/transmissions/{row.pk}/proof").status_code == 404
    become("failed")
    assert signed_in(clara).post(f"/transmissions/{row.pk}/retries").status_code == 404


@pytest.mark.parametrize(
    ("now", "since"),
    [
        ("2026-11-24T10:00", "2026-11-23T10:00"),
        ("2026-11-23T10:00", "2026-11-20T10:00"),
        ("2026-11-22T10:00", "2026-11-19T23:59"),
        ("2026-11-12T10:00", "2026-11-10T10:00"),
        ("2026-05-15T10:00", "2026-05-13T10:00"),
    ],
)
def test_one_working_day_before(now, since):
    """A Tuesday, a Monday, a Sunday, the day after the Armistice, the day after Ascension."""
    told = working_day_before(timezone.make_aware(datetime.fromisoformat(now)))
    assert timezone.localtime(told).isoformat()[:16] == since


def test_holidays():
    assert [easter(year) for year in (2024, 2025, 2026, 2038)] == [
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2038, 4, 25),
    ]
    assert not is_working_day(date(2026, 4, 6))
    assert is_working_day(date(2026, 4, 7))
