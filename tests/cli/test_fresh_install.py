"""A real start, under the usual umask of a machine: nothing that it makes can be read by another user (L06)."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from schakel.file_permissions import OTHERS
from tests.browser.tour import demonstration, surroundings
from tests.hub.documents.ubl import invoice as an_invoice

MADE_BY_THE_WORKER = ("incoming", "statements")
BOUND = 60  # seconds


@pytest.fixture(autouse=True)
def usual_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.processes
def test_L06_no_file_of_a_fresh_install_is_readable_by_others(tmp_path):
    """Some fifteen seconds: a whole installation is made, serves and works. What an older version left open is closed."""
    data = tmp_path / "data"
    (data / "incoming" / "office-1").mkdir(parents=True)
    (data / "incoming" / "office-1" / "late.part").touch()
    assert readable(data)
    with demonstration(data):
        until = time.monotonic() + BOUND
        while not all((data / name).exists() for name in MADE_BY_THE_WORKER) and time.monotonic() < until:
            time.sleep(0.1)
        assert not readable(data)  # while it runs, with the log of the database
    invoice = tmp_path / "invoice.xml"
    invoice.write_bytes(an_invoice())
    for command in (
        ["receive", str(invoice)],
        ["report", "--month", "2026-10", "--out", str(data / "reports")],
        ["doctor"],
    ):
        run(data, *command)
    assert {path.name for path in data.iterdir()} >= {
        "schakel.sqlite3",
        "documents",
        "static",
        "forwarding",
        *MADE_BY_THE_WORKER,
    }
    assert not readable(data)


def readable(folder: Path) -> list[Path]:
    return [path for path in [folder, *folder.rglob("*")] if path.stat().st_mode & OTHERS]


def run(data: Path, *command: str) -> None:
    env = {**surroundings(), "SCHAKEL_DATA": str(data), "SCHAKEL_DEMO": "1"}
    subprocess.run(
        [sys.executable, "-m", "schakel", *command], env=env, check=False, capture_output=True, timeout=BOUND
    )
