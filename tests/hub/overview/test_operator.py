"""What the operator sees on *Today*, and nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from schakel.hub.network import todo as of_network
from schakel.hub.network.models import Transmission
from schakel.hub.records.models import Backup, DamagedFile
from tests.hub.conftest import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga(settings):
    settings.OPERATORS = {"olga@olga.example"}
    return person("Olga")


def test_files_backups_and_messages_that_need_a_hand(alice, office, olga):
    long_ago = timezone.now() - timedelta(days=3)
    DamagedFile.objects.create(sha256="a", fault="missing")
    numbers = {"files": 1, "new_files": 1, "damaged_files": 0, "new_bytes": 1}
    Backup.objects.create(name="a", place="b", begun_at=long_ago, finished_at=long_ago, **numbers)
    Transmission.objects.create(direction="out", state="failed", message_id="1", instance_id="1")
    shown = signed_in(olga).get("/today/").text
    for said in ("1 stored file is missing or altered", "two days old", "1 message needs attention"):
        assert said in shown
    assert "stored file" not in signed_in(alice).get("/today/").text


def test_nothing_there_and_they_begin_like_everybody(olga):
    assert signed_in(olga).get("/today/").status_code == 302


@pytest.mark.parametrize(("days", "said"), [(40, None), (20, "A certificate ends in 20 days"), (-1, "has ended")])
def test_a_certificate_that_ends_soon(olga, monkeypatch, days, said):
    monkeypatch.setattr(of_network, "expiries", lambda _ours: [Ending(timezone.now() + timedelta(days=days, hours=-1))])
    monkeypatch.setattr(of_network.access_point, "current", object)
    with override("en"):
        shown = [line.sentence for line in of_network.certificate_lines()]
    assert [said in each for each in shown] == ([True] if said else [])


class Ending:
    def __init__(self, until):
        self.until = until
