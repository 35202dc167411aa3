"""Into a folder: below the office's own, never over another file, the same after a crash."""

import hashlib
import stat

import pytest
from django.core.exceptions import ValidationError

from schakel.hub.forwarding.kinds import paths
from schakel.hub.forwarding.models import Forward
from tests.hub.forwarding.conftest import forwarded, once_more

pytestmark = pytest.mark.django_db
State = Forward.State


@pytest.fixture
def place(settings, tmp_path, office):
    settings.FORWARDING_FOLDER = str(tmp_path / "out")
    return tmp_path / "out" / f"office-{office.pk}"


def test_the_file_lies_there_byte_for_byte_and_nothing_else(place, forwarder, bought):
    forwarder("folder", address="bakery/purchase")
    document = bought()
    assert forwarded(document).state == State.SENT
    (file,) = (place / "bakery" / "purchase").iterdir()
    assert hashlib.sha256(file.read_bytes()).hexdigest() == document.sha256
    assert file.suffix == ".xml"


def test_J06_laid_again_after_a_crash_it_is_the_same_file_once(place, forwarder, bought):
    forwarder("folder", address="in")
    forward = forwarded(bought())
    Forward.objects.filter(pk=forward.pk).update(state=State.QUEUED)
    assert once_more(forward).state == State.SENT
    assert len(list((place / "in").iterdir())) == 1


def test_F10_another_file_with_the_name_is_never_written_over(place, forwarder, bought):
    forwarder("folder", address="in", pattern="{number}")
    document = bought()
    (place / "in").mkdir(parents=True)
    there = place / "in" / f"{document.number}.xml"
    there.write_bytes(b"somebody else's")
    forward = forwarded(document)
    assert forward.state == State.SENT
    assert there.read_bytes() == b"somebody else's"
    assert (place / "in" / f"{document.number}-{forward.uid.hex[:8]}.xml").read_bytes()


def test_F10_both_names_taken_is_told(place, forwarder, bought):
    row = forwarder("folder", address="in", pattern="{number}")
    document = bought()
    forward = Forward.objects.create(
        document=document, forwarder=row, connection=document.connection, turn="folder", due_at=document.received_at
    )
    (place / "in").mkdir(parents=True)
    for name in (document.number, f"{document.number}-{forward.uid.hex[:8]}"):
        (place / "in" / f"{name}.xml").write_bytes(b"x")
    assert (forwarded(document).code, document.forwards.get().state) == ("name_taken", State.FAILED)


def test_F10_a_link_on_the_way_is_not_followed(place, forwarder, bought, tmp_path):
    forwarder("folder", address="in")
    place.mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (place / "in").symlink_to(tmp_path / "elsewhere")
    assert (forwarded(bought()).code, list((tmp_path / "elsewhere").iterdir())) == ("folder", [])


@pytest.mark.parametrize("address", ["..", "a/../../b", "/etc", "a\\..\\b", ".ssh", "a/./b", "a\0b", "x" * 81])
def test_F10_a_folder_that_leads_elsewhere_is_refused(address):
    with pytest.raises(ValidationError):
        paths.parts_of(address)


def test_a_folder_that_no_operator_opened_is_told(settings, forwarder, bought):
    settings.FORWARDING_FOLDER = ""
    forwarder("folder", address="in")
    assert forwarded(bought()).code == "not_here"


def test_L06_what_is_laid_in_a_shared_folder_is_as_shared_as_the_folder(place, forwarder, bought):
    """A bookkeeping package of another user reads it through its group, and nobody else does."""
    place.parent.mkdir()
    place.parent.chmod(0o2770)
    forwarder("folder", address="bakery/purchase")
    forwarded(bought())
    (file,) = (place / "bakery" / "purchase").iterdir()
    modes = [
        stat.S_IMODE(path.stat().st_mode) for path in (place, place / "bakery", place / "bakery" / "purchase", file)
    ]
    assert modes == [0o2770, 0o2770, 0o2770, 0o640]
