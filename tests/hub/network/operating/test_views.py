"""The operator's pages: only for operators, and with everything that is stuck on them."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Way
from schakel.hub.network.inbound import filing as inbound
from schakel.hub.network.models import Breaker, Transmission
from schakel.hub.network.operating import certificates as held
from schakel.hub.network.operating.queues import queues
from schakel.hub.network.outbound import worker as outbound
from schakel.hub.network.outbound.queue import queue
from schakel.peppol.keys import KeyRing
from schakel.peppol.pki import Role
from tests.hub.conftest import company_of, person, signed_in
from tests.hub.documents.ubl import MILL, invoice
from tests.hub.network.posting import post
from tests.hub.network.world import OURS, THE_BAKERY, keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga(settings):
    settings.OPERATORS = {"olga@olga.example"}
    return person("Olga")


@pytest.fixture
def failed(office) -> Transmission:
    """An invoice for somebody who is not on the network."""
    company_of(office, "Mill Vermeiren", MILL)
    row = queue(file(invoice(), Way.UPLOAD).documents[0])
    outbound.send_queued()
    return row


PAGES = ("/operating/", "/operating/transmissions/{pk}/", "/operating/transmissions/{pk}/evidence")


def test_for_everybody_else_it_does_not_exist(olga, failed, alice, diane, client, settings):
    for user in (alice, diane):
        for page in PAGES:
            assert signed_in(user).get(page.format(pk=failed.pk)).status_code == 404
        assert signed_in(user).post(f"/operating/transmissions/{failed.pk}/retries").status_code == 404
        assert "/operating/" not in signed_in(user).get("/connections/").text
    assert client.get("/operating/", headers={"host": settings.HOST}).status_code == 302


def test_an_address_that_is_not_confirmed_makes_no_operator(olga):
    olga.emailaddress_set.update(verified=False)
    assert signed_in(olga).get("/operating/").status_code == 404


def test_what_is_stuck_is_seen_and_tried_again(olga, failed, peer):
    client = signed_in(olga)
    page = client.get("/operating/?kind=stuck").text
    assert "Bakery" not in page
    assert f"/operating/transmissions/{failed.pk}/" in page
    detail = client.get(f"/operating/transmissions/{failed.pk}/").text
    for word in (failed.message_id, failed.envelope_sha256, "Try again now", "NOT_REGISTERED"):
        assert word in detail
    peer.publish(THE_BAKERY)
    client.post(f"/operating/transmissions/{failed.pk}/retries")
    outbound.send_queued()
    failed.refresh_from_db()
    assert (failed.state, failed.last_error) == ("sent", "")
    assert "Try again now" not in client.get(f"/operating/transmissions/{failed.pk}/").text
    client.post(f"/operating/transmissions/{failed.pk}/retries")
    failed.refresh_from_db()
    assert (failed.state, failed.due_at) == ("sent", None)
    assert f"/operating/transmissions/{failed.pk}/" not in client.get("/operating/?kind=stuck").text


def test_the_evidence_of_what_came_in(olga, peer, served, caplog):
    sent = peer.message(invoice())
    receipt = post(sent).content
    row = Transmission.objects.get()
    for _before_and_after_it_is_filed in range(2):
        why = {"reason": "the receiver says it is empty"}
        answer = signed_in(olga).post(f"/operating/transmissions/{row.pk}/evidence", why)
        packed = zipfile.ZipFile(io.BytesIO(answer.content))
        assert (packed.read("message.eml"), packed.read("receipt.xml")) == (sent.body, receipt)
        assert row.envelope_sha256 in packed.read("proof.txt").decode()
        inbound.work_received()
    assert "was taken out by olga@olga.example" in caplog.text


def test_one_is_found_by_its_ids(olga, failed):
    client = signed_in(olga)
    link = f"/operating/transmissions/{failed.pk}/"
    for asked in (failed.message_id, failed.instance_id, THE_BAKERY.value):
        assert link in client.get("/operating/", {"q": asked}).text
    assert link not in client.get("/operating/", {"q": "other"}).text
    assert link not in client.get("/operating/?kind=in").text


def test_queues_tell_their_age(olga, peer, served):
    post(peer.message(invoice()))
    Transmission.objects.update(due_at=timezone.now() - timedelta(minutes=10))
    (late,) = [each for each in queues() if each.is_late]
    assert (late.name, late.due, late.later) == ("Transmission", 1, 0)
    assert "late" in signed_in(olga).get("/operating/").text


def test_access_points_that_are_left_alone(olga):
    for _time in range(4):
        Breaker.record_failure("POP000777")
    assert "POP000777" in signed_in(olga).get("/operating/").text


@pytest.mark.parametrize(
    ("days", "tone"), [(400, "on"), (59, "invited"), (14, "invited"), (13, "expired"), (0, "expired"), (-1, "expired")]
)
def test_L07_certificates_say_how_long_they_last(olga, ours, monkeypatch, days, tone):
    pki, _issued = keys()
    now = ours.clock.now()
    until = now + timedelta(days=days, hours=1)
    private = keys()[1][OURS].private
    soon = pki.issue(
        OURS, role=Role.ACCESS_POINT, valid_from=now - timedelta(days=9), valid_until=until, private=private
    )
    monkeypatch.setitem(ours.__dict__, "keys", KeyRing([soon]))
    (one,) = held.certificate_lines()
    assert (one.tone, one.use, one.is_used, one.days) == (tone, "as4", True, days)
    assert "POP000001" in signed_in(olga).get("/operating/").text


def test_without_an_access_point_there_are_none(olga, monkeypatch):
    monkeypatch.setattr(held.access_point, "current", lambda: None)
    assert held.certificate_lines() == []
    assert "no access point of its own" in signed_in(olga).get("/operating/").text
