"""D05 with a disk that fails: the first calls of each writer. `make eio` does all of them, on both databases."""

import subprocess
import sys

import pytest

from tests.hub.databases import ROOT
from tests.hub.eio import NO_STRACE, STRACE, WRITERS


@pytest.mark.processes
@pytest.mark.skipif(not STRACE, reason=NO_STRACE)
@pytest.mark.parametrize("writer", WRITERS)
def test_D05_what_the_disk_did_not_take_is_promised_to_nobody(writer):
    command = [sys.executable, "-m", "tests.hub.eio", "--most", "2", writer]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"sqlite, {writer}: ")
