"""What lies on the disk is for its owner only (L06)."""

import stat
from pathlib import Path

import pytest

from schakel.file_permissions import (
    close_to_others,
    make_shared,
    open_to_others,
    replaceable_from,
    share_file,
    share_folder,
)


def laid(path: Path, mode: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    path.chmod(mode)
    return path


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def data(tmp_path) -> Path:
    """As an older version left it."""
    data = tmp_path / "data"
    laid(data / "schakel.sqlite3", 0o644)
    laid(data / "incoming" / "office-1" / "invoice.xml", 0o666)
    laid(data / "secret_key", 0o600)
    for folder in (data / "incoming" / "office-1", data / "incoming", data):
        folder.chmod(0o755)
    return data


def test_L06_what_an_older_version_left_open_is_closed(data):
    assert {path.name for path in open_to_others(data)} == {
        "data", "schakel.sqlite3", "incoming", "office-1", "invoice.xml"
    }  # fmt: skip
    close_to_others(data)
    assert list(open_to_others(data)) == []
    assert {mode_of(path) for path in [data, *data.rglob("*")]} == {0o600, 0o700}


def test_a_walk_that_was_cut_short_is_taken_up_again(data):
    """The folder closes after what it holds, else the next walk would pass it by."""
    walk = open_to_others(data)
    for _ in range(2):
        next(walk).chmod(0o600)
    order = [path.name for path in open_to_others(data)]
    assert order.index("invoice.xml") < order.index("office-1") < order.index("incoming")


def test_a_closed_folder_hides_what_it_holds_and_costs_nothing(data):
    (data / "incoming").chmod(0o700)
    assert {path.name for path in open_to_others(data)} == {"data", "schakel.sqlite3"}


def test_links_are_not_followed(data, tmp_path):
    elsewhere = laid(tmp_path / "shared" / "file", 0o644)
    (data / "link").symlink_to(elsewhere.parent)
    close_to_others(data)
    assert mode_of(elsewhere) == 0o644


def test_what_is_not_there_is_no_fault_and_is_not_made(data, tmp_path):
    none = tmp_path / "none"
    close_to_others(none, none / "documents", data)
    assert list(open_to_others(data)) == []
    assert not none.exists()


def test_a_parent_in_which_others_may_write_is_found(data, tmp_path):
    assert replaceable_from(data) in (None, *tmp_path.parents)
    tmp_path.chmod(0o777)
    assert replaceable_from(data) == tmp_path
    tmp_path.chmod(0o1777)  # as /tmp: nobody may put another in its place
    assert replaceable_from(data) != tmp_path


@pytest.mark.parametrize(("folder", "file"), [(0o700, 0o600), (0o750, 0o640), (0o2770, 0o640), (0o755, 0o640)])
def test_in_a_shared_folder_what_is_made_is_as_shared_as_the_folder(tmp_path, folder, file):
    tmp_path.chmod(folder)
    make_shared(tmp_path / "office-1")
    make_shared(tmp_path / "office-1")
    assert mode_of(tmp_path / "office-1") == folder
    share_file(laid(tmp_path / "file", 0o600), tmp_path)
    assert mode_of(tmp_path / "file") == file


def test_a_file_system_without_rights_is_no_fault_and_keeps_its_own(tmp_path):
    """Nobody may change the rights of what tells about a process, not even root."""
    folder, file = Path("/proc/self/fd"), Path("/proc/self/status")
    before = mode_of(folder), mode_of(file)
    share_folder(folder, tmp_path)
    share_file(file, tmp_path)
    assert (mode_of(folder), mode_of(file)) == before
