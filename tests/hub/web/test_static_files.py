"""Two processes that collect, or one that collects while another serves: nobody meets half of it (D18)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from schakel.hub import settings as installed
from schakel.hub.web.static_files import collect_static_files
from tests.cli.up import wait_until
from tests.hub.databases import ROOT, database

LIST = "staticfiles.json"
HOLDING = """
from schakel.cli.load import load; load()
from schakel.hub.web.management.commands import migrate
with migrate.alone():
    print("begun", flush=True)
    input()
"""
COLLECTING = """
from schakel.cli.load import load; load()
from schakel.hub.web.static_files import collect_static_files
collect_static_files()
"""


@pytest.fixture
def place(settings, tmp_path) -> Path:
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": installed.STORAGES["staticfiles"]}
    return settings.STATIC_ROOT


def sizes(place: Path) -> dict[str, int]:
    """Of each file, by its path."""
    return {
        os.path.join(folder, name): os.stat(os.path.join(folder, name)).st_size  # noqa: PTH118, PTH116 -- called often
        for folder, _folders, files in os.walk(place)
        for name in files
    }


@pytest.mark.whole
def test_D18_who_serves_meanwhile_misses_no_file_and_reads_none_in_parts(place, db, monkeypatch):
    """Collected again, before each of the many steps all that was there is there and as long."""
    collect_static_files()
    whole, steps = sizes(place), []
    assert len(whole) > 100
    assert str(place / LIST) in whole

    def look_before(step):
        def looking(*args, **kwargs):
            steps.append(sizes(place) == whole)
            return step(*args, **kwargs)

        return looking

    for name in ("_save", "delete"):
        monkeypatch.setattr(FileSystemStorage, name, look_before(getattr(FileSystemStorage, name)))
    monkeypatch.setattr(Path, "replace", look_before(Path.replace))
    collect_static_files()
    assert len(steps) > 200
    assert all(steps)
    assert sizes(place) == whole
    assert [path.name for path in place.parent.iterdir()] == ["static"]


def test_D18_the_list_of_names_comes_last_and_a_killed_one_leaves_nothing(place, db, monkeypatch):
    (place.parent / "static-new").mkdir()
    (place.parent / "static-new" / "half.js").write_text("var a = ")
    put, replace = [], Path.replace
    monkeypatch.setattr(Path, "replace", lambda path, target: put.append(path.name) or replace(path, target))
    collect_static_files()
    assert put.index(LIST) == len(put) - 1
    assert "half.js" not in put
    assert [path.name for path in place.parent.iterdir()] == ["static"]


@pytest.mark.processes
@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="Linux says who waits for a lock")
def test_D18_one_process_at_a_time_collects(tmp_path):
    def started(code: str) -> subprocess.Popen:
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [sys.executable, "-c", code], env=env, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True
        )

    def waits(process: subprocess.Popen) -> bool:
        assert process.poll() is None, "it did not wait"
        lines = Path("/proc/locks").read_text().splitlines()
        return any("->" in line and str(process.pid) in line.split() for line in lines)

    with database("sqlite", tmp_path) as env:
        first = started(HOLDING)
        assert first.stdout.readline() == "begun\n"
        second = started(COLLECTING)
        wait_until(lambda: waits(second), 60)
        assert not (tmp_path / "static" / LIST).exists()
        assert first.communicate("\n", timeout=60)[1] == ""
        assert second.communicate(timeout=60)[1] == ""
        assert (tmp_path / "static" / LIST).exists()
