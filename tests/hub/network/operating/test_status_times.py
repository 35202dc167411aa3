"""The service level of status messages: counted by the sender's own timestamp."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.hub.network.inbound import filing as inbound
from schakel.hub.network.mls import send as mls_out
from schakel.hub.network.models import Attempt, Transmission
from schakel.hub.network.operating.status_times import StatusTimes, status_times
from schakel.hub.network.outbound import worker as outbound
from schakel.peppol import mls
from schakel.peppol.identifiers import service_provider
from tests.hub.conftest import person, signed_in
from tests.hub.documents.ubl import invoice
from tests.hub.network.posting import post
from tests.hub.network.world import THEIRS

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def told(peer, served) -> Transmission:
    """An invoice that breaks the rules, and the status about it."""
    peer.publish(service_provider(THEIRS), kind=mls.DOCUMENT_TYPE, process=mls.PROCESS)
    assert post(peer.message(invoice(total="999.00"))).status_code == 200
    inbound.work_received()
    mls_out.answer_filed()
    return Transmission.objects.outgoing().get()


def test_it_counts_from_the_moment_at_which_the_sender_began(told):
    began = told.about.initiated_at
    assert abs(began - told.about.created_at) < MINUTE
    assert status_times(began + 19 * MINUTE) == StatusTimes(0, 0)
    assert status_times(began + 21 * MINUTE) == StatusTimes(1, 0)
    outbound.send_queued()
    assert status_times(timezone.now()) == StatusTimes(1, 1)
    for minutes, in_time in ((20, 1), (21, 0)):
        Attempt.objects.update(at=began + minutes * MINUTE)
        assert status_times(began + 30 * MINUTE) == StatusTimes(1, in_time)


def test_the_operator_sees_how_many_are_in_time(told, settings):
    outbound.send_queued()
    settings.OPERATORS = {"olga@olga.example"}
    olga = signed_in(person("Olga"))
    assert "1 of 1 were sent within 20 minutes" in olga.get("/operating/").text
    Attempt.objects.update(at=timezone.now() + 30 * MINUTE)
    assert "Too late" in olga.get("/operating/").text
    assert not StatusTimes(1000, 994).is_enough
    assert StatusTimes(1000, 995).is_enough
