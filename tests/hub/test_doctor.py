"""`schakel doctor`: each check says what is well, and what is not."""

from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.core.cache import cache
from django.utils import timezone

from schakel.cli import main
from schakel.hub import doctor, pulse
from schakel.hub.connections.models import InvitationMail
from schakel.hub.doctor.verdict import Verdict
from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.access_points.own import Publisher
from schakel.hub.network.models import Registration
from schakel.hub.outside import Web
from schakel.peppol.doors import Answer
from schakel.peppol.keys import KeyRing
from tests.hub.databases import both, database, python
from tests.hub.documents.ubl import BAKERY
from tests.hub.network import world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ours(monkeypatch):
    """An installation as it should be: an access point, an SMP, doors that answer."""
    world.network.cache_clear()
    publisher = Publisher(KeyRing([world.keys()[1][world.SMP]]), "SMP", "https://smp.demonstration.invalid", None)
    made = replace(world.access_point(), publisher=publisher, local=True)
    monkeypatch.setattr(access_point, "current", lambda: made)
    monkeypatch.setattr("schakel.hub.network.registration.lookup.current", lambda: made)
    monkeypatch.setattr("schakel.hub.network.registration.lookup.the_network", lambda: made.network)
    return made


def verdicts(check) -> list[str]:
    return [result.verdict.name for result in check()]


def test_the_database_and_the_store():
    assert verdicts(doctor.documents)[0] == "GOOD"
    assert all(result.text for result in doctor.database())


@pytest.mark.parametrize("setting", ["STATEMENTS_FOLDER", "DOCUMENTS_FOLDER", "FORWARDING_FOLDER"])
def test_the_folders_in_which_files_are_laid(settings, tmp_path, setting):
    settings.STATEMENTS_FOLDER = settings.DOCUMENTS_FOLDER = settings.FORWARDING_FOLDER = ""
    for place, verdict in (("", []), (str(tmp_path / "new"), ["GOOD"]), ("/proc/none", ["BAD"])):
        setattr(settings, setting, place)
        assert verdicts(doctor.folders) == verdict
    assert list((tmp_path / "new").iterdir()) == []


@pytest.fixture
def disk(settings, tmp_path):
    """A data folder that only its owner reads, and a folder shared with a group."""
    settings.DATA, settings.DEMO = tmp_path / "data", False
    settings.STATEMENTS_FOLDER = settings.DOCUMENTS_FOLDER = ""
    settings.FORWARDING_FOLDER = str(tmp_path / "out")
    for folder, mode in ((settings.DATA, 0o700), (tmp_path / "out", 0o2770)):
        folder.mkdir()
        folder.chmod(mode)
    return settings


def test_L06_the_disk_is_for_its_owner(disk):
    assert verdicts(doctor.permissions) == ["GOOD"]


def test_L06_what_others_can_read_is_named(disk):
    (disk.DATA / "schakel.sqlite3").touch()
    (disk.DATA / "schakel.sqlite3").chmod(0o640)
    [result] = doctor.permissions()
    assert (result.verdict, "schakel.sqlite3: chmod -R go=" in result.text) == (Verdict.BAD, True)


def test_L06_a_folder_above_in_which_others_may_write_is_named(disk):
    disk.DATA.parent.chmod(0o777)
    [result] = doctor.permissions()
    assert (result.verdict, "replace" in result.text) == (Verdict.BAD, True)


def test_L06_keys_that_others_can_read_are_named(disk, tmp_path):
    disk.AP_KEYS = [str(tmp_path / "ap.pem")]
    (tmp_path / "ap.pem").touch()
    (tmp_path / "ap.pem").chmod(0o644)
    assert verdicts(doctor.permissions) == ["GOOD", "BAD"]


def test_L06_a_shared_folder_is_for_a_group_and_outside_the_data(disk, tmp_path):
    (tmp_path / "out").chmod(0o777)
    assert verdicts(doctor.permissions) == ["GOOD", "LOOK"]
    disk.FORWARDING_FOLDER = str(disk.DATA / "out")
    (disk.DATA / "out").mkdir(0o700)
    assert verdicts(doctor.permissions) == ["GOOD", "LOOK"]


@pytest.mark.parametrize(
    ("names", "followers", "warned"), [("", 0, False), ("", 1, True), ("ANY 1 (b, c)", 2, False), (" ", 2, True)]
)
def test_D10_a_standby_that_nobody_waits_for_is_warned_of(names, followers, warned):
    assert ("synchronous_standby_names is empty" in doctor.risk_of_standbys(names, followers)) is warned


@both
def test_D10_the_database_is_asked_at_the_start(kind, tmp_path):
    code = """
from schakel.cli.load import load; load()
from schakel.cli.starting import warn_of_standbys
from schakel.hub import doctor
asked = []
doctor.risk_of_standbys = lambda names, followers: asked.append((names, followers)) or ""
warn_of_standbys()
print(asked)
"""
    with database(kind, tmp_path) as env:
        assert python(code, env) == ("[('', 0)]" if kind == "postgres" else "[]")


def test_a_worker_that_is_not_there():
    cache.clear()
    assert verdicts(doctor.worker) == ["BAD"]
    pulse.EVERY.reset()
    pulse.beat()
    assert verdicts(doctor.worker) == ["GOOD"]


def test_work_that_is_late(office, alice):
    pulse.EVERY.reset()
    pulse.beat()
    letter = InvitationMail.to("a@b.example", office=office, inviter=alice, language="en")
    letter.due_at = timezone.now() - timedelta(hours=2)
    letter.save()
    [_worker, late] = doctor.worker()
    assert (late.verdict, late.text) == (Verdict.LOOK, "1 × invitation mail is late, the oldest by 2:00:00")


def test_keys_of_our_network_are_good_and_others_are_not(monkeypatch, ours):
    assert verdicts(doctor.keys) == ["GOOD", "GOOD"]
    swapped = replace(ours, keys=KeyRing([world.keys()[1][world.SMP]]))
    monkeypatch.setattr(access_point, "current", lambda: swapped)
    assert "BAD" in verdicts(doctor.keys)
    monkeypatch.setattr(access_point, "current", lambda: None)
    assert verdicts(doctor.keys) == ["LOOK"]


@pytest.mark.parametrize(("status", "verdict"), [(200, ["BAD", "GOOD"]), (405, ["GOOD", "BAD"])])
def test_the_doors(monkeypatch, status, verdict):
    monkeypatch.setattr(Web, "request", lambda *_told, **_named: Answer(status, b""))
    assert verdicts(doctor.doors) == verdict


def test_registrations_the_network_does_not_know(bakery):
    assert verdicts(doctor.registrations) == ["LOOK"]
    Registration.objects.create(company=bakery, scheme="0208", value=BAKERY, state="registered")
    assert "does not point to us" in next(doctor.registrations()).text
    world.Peer().publish(world.THE_BAKERY)
    assert verdicts(doctor.registrations) == ["GOOD"]


def test_mail(settings):
    settings.DEMO = False
    assert verdicts(doctor.mail_server) == ["BAD"]


def test_the_command_says_all_and_ends_with_the_worst(monkeypatch):
    cache.clear()
    monkeypatch.setattr(Web, "request", lambda *_told, **_named: Answer(200, b""))
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == Verdict.BAD
    assert "no worker was ever seen" in result.output
    assert {line.split()[1] for line in result.output.splitlines()} >= set(doctor.CHECKS) - {"clock", "sml"}


def test_a_check_that_breaks_is_a_finding(monkeypatch):
    def broken():
        raise ZeroDivisionError("oh")
        yield

    monkeypatch.setattr(doctor, "CHECKS", {"broken": broken})
    assert [(name, result.verdict) for name, result in doctor.examine()] == [("broken", Verdict.BAD)]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("nl", "er is nog nooit een worker gezien"), ("fr", "aucun worker n’a jamais été vu"), ("en", "ever seen")],
)
def test_the_doctor_speaks_the_readers_language(monkeypatch, language, sentence):
    cache.clear()
    monkeypatch.setattr(doctor, "CHECKS", {"worker": doctor.CHECKS["worker"]})
    assert sentence in CliRunner().invoke(main, ["doctor", "--lang", language]).output
    assert sentence in CliRunner().invoke(main, ["doctor"], env={"SCHAKEL_LANGUAGE": language}).output
