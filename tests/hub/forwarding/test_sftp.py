"""By SFTP, against a real server: only where the accepted key answers, never over another file."""

import hashlib
import sys

import asyncssh
import pytest
from django.urls import reverse

from schakel.hub import outside
from schakel.hub.forwarding import worker
from schakel.hub.forwarding.kinds.sftp.form import SftpForm
from schakel.hub.forwarding.models import Forward, Forwarder
from schakel.hub.outside import files
from tests.hub.conftest import signed_in
from tests.hub.forwarding.conftest import forwarded, once_more
from tests.hub.forwarding.sftp import PASSWORD, USER, serving

pytestmark = pytest.mark.django_db
State = Forward.State


@pytest.fixture(scope="module")
def key():
    return asyncssh.generate_private_key("ssh-ed25519")


@pytest.fixture(scope="module")
def running(key, tmp_path_factory):
    root = tmp_path_factory.mktemp("sftp")
    with serving(root, key) as port:
        yield root, port


@pytest.fixture
def there(running, settings):
    root, port = running
    settings.ALLOWED_TARGETS = {f"localhost:{port}"}
    return root, port


@pytest.fixture
def server(there, forwarder, key):
    """A forwarder to it, with a folder of the test's own."""

    def make(folder: str, *, host_key: str = "", secrets=None, **fields) -> Forwarder:
        line = host_key or key.export_public_key("openssh").decode().strip()
        options = {"host": "localhost", "port": there[1], "user": USER, "folder": folder, "host_key": line}
        secrets = secrets or {"password": PASSWORD}
        return forwarder("sftp", address="bakery/purchase", options=options, secrets=secrets, **fields)

    return make


def lying(there, folder):
    return sorted((there[0] / folder / "bakery" / "purchase").iterdir())


def test_the_file_lies_there_byte_for_byte_and_no_temporary_one(server, bought, there):
    server("whole")
    document = bought()
    assert forwarded(document).state == State.SENT
    (file,) = lying(there, "whole")
    assert hashlib.sha256(file.read_bytes()).hexdigest() == document.sha256


def test_J06_laid_again_after_a_crash_it_is_the_same_file_once(server, bought, there):
    server("again")
    forward = forwarded(bought())
    Forward.objects.filter(pk=forward.pk).update(state=State.QUEUED)
    assert once_more(forward).state == State.SENT
    assert len(lying(there, "again")) == 1


def test_F10_another_file_with_the_name_is_never_written_over(server, bought, there):
    server("taken", pattern="{number}")
    document = bought()
    place = there[0] / "taken" / "bakery" / "purchase"
    place.mkdir(parents=True)
    (place / f"{document.number}.xml").write_bytes(b"somebody else's")
    forward = forwarded(document)
    assert forward.state == State.SENT
    assert (place / f"{document.number}.xml").read_bytes() == b"somebody else's"
    assert (place / f"{document.number}-{forward.uid.hex[:8]}.xml").exists()


def test_F10_a_link_on_the_way_is_not_followed(server, bought, there, tmp_path):
    server("linked")
    (there[0] / "linked").mkdir()
    (there[0] / "elsewhere").mkdir()
    (there[0] / "linked" / "bakery").symlink_to(there[0] / "elsewhere")
    assert forwarded(bought()).code == "folder"
    assert list((there[0] / "elsewhere").iterdir()) == []


def test_F09_another_host_key_stops_everything_and_tells_the_office(server, bought, there):
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key("openssh").decode().strip()
    server("changed", host_key=other)
    first = forwarded(bought())
    row = Forwarder.objects.get()
    assert (first.state, first.code, first.due_at) == (State.QUEUED, "host_key", None)
    assert row.stopped == Forwarder.Stopped.HOST_KEY
    assert row.due_at
    assert not (there[0] / "changed").exists()
    assert worker.send_due() == 0


def test_F09_another_kind_of_host_key_is_another_key_too(server, bought, there):
    other = asyncssh.generate_private_key("ecdsa-sha2-nistp256").export_public_key("openssh").decode().strip()
    server("changed", host_key=other)
    forward = forwarded(bought())
    assert forward.code == "host_key", forward.last_error


def test_F09_a_person_compares_and_accepts_the_new_key_and_what_waited_goes(server, bought, there, alice, key):
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key("openssh").decode().strip()
    row = server("accepted", host_key=other)
    document = bought()
    forwarded(document)
    page = signed_in(alice)
    seen = page.post(reverse("forwarding:test", args=[row.pk]))
    assert key.get_fingerprint() in seen.text
    page.post(reverse("forwarding:accept", args=[row.pk]), {"key": other})
    assert Forwarder.objects.get().stopped
    page.post(reverse("forwarding:accept", args=[row.pk]), {"key": key.export_public_key("openssh").decode().strip()})
    assert not Forwarder.objects.get().stopped
    worker.send_due()
    assert document.forwards.get().state == State.SENT


def test_a_wrong_password_is_told(server, bought):
    server("nobody", secrets={"password": "wrong"})
    forward = forwarded(bought())
    assert (forward.state, forward.code) == (State.FAILED, "sign_in")


def test_a_key_signs_in_and_a_broken_one_is_told(server, bought):
    server("nobody", secrets={"private_key": "-----BEGIN nothing"})
    assert forwarded(bought()).state != State.SENT


def test_a_server_that_is_away_is_tried_again(forwarder, bought, settings, key):
    settings.ALLOWED_TARGETS = {"localhost:1"}
    line = key.export_public_key("openssh").decode().strip()
    options = {"host": "localhost", "port": 1, "user": USER, "folder": "", "host_key": line}
    forwarder("sftp", address="in", options=options, secrets={"password": PASSWORD})
    forward = forwarded(bought())
    assert (forward.state, forward.code) == (State.QUEUED, "no_answer")


@pytest.mark.parametrize(
    ("host", "port"), [("localhost", 22), ("10.0.0.1", 22), ("169.254.169.254", 22), ("0x7f.1", 22)]
)
def test_F01_F02_a_server_inside_somebodys_walls_is_refused(host, port):
    form = SftpForm({"host": host, "port": port, "user": "x", "password": "y"})
    assert "You cannot use this address from here" in str(form.errors)


def test_F05_another_port_only_by_the_operator(settings):
    with pytest.raises(files.TargetRefused):
        files.require_server("example.com", 25)


def test_without_the_client_it_is_said(monkeypatch):
    monkeypatch.delattr(outside, "sftp", raising=False)
    monkeypatch.setitem(sys.modules, "schakel.hub.outside.sftp", None)
    with pytest.raises(files.NoClient):
        files.shown_key("1.1.1.1", 22)


def test_L06_no_password_stands_in_the_database(server):
    row = server("sealed")
    assert PASSWORD not in " ".join(str(value) for value in Forwarder.objects.values().get(pk=row.pk).values())


def test_a_password_left_empty_stays_and_the_accepted_key_too():
    known = {"host": "1.1.1.1", "port": 22, "user": "x", "folder": "", "host_key": "ssh-ed25519 AAAA"}
    form = SftpForm({**known, "password": ""}, initial=known, has_secrets=True)
    assert form.is_valid(), form.errors
    assert (form.options()["host_key"], form.secrets()) == ("ssh-ed25519 AAAA", {})


def test_L06_another_server_gets_no_password_of_the_server_before():
    known = {"host": "1.1.1.1", "port": 22, "user": "x", "folder": "", "host_key": "ssh-ed25519 AAAA"}
    form = SftpForm({**known, "host": "1.0.0.1"}, initial=known, has_secrets=True)
    assert "another server" in str(form.errors)
    other = SftpForm({**known, "host": "1.0.0.1", "private_key": "new"}, initial=known, has_secrets=True)
    assert other.is_valid(), other.errors
    assert other.options()["host_key"] == ""
    assert other.secrets() == {"password": "", "private_key": "new"}
