"""Tests of finding and of keeping that PostgreSQL passes too: in a run of their own, for a run has one database."""

import os
import subprocess
import sys
import uuid
from urllib.parse import urlsplit

import pytest

from tests.hub.databases import NO_SERVER, ROOT, SERVER

pytestmark = [pytest.mark.processes, pytest.mark.skipif(not SERVER, reason=NO_SERVER)]
LONGEST = 300  # seconds; 15 to 30 when nothing else runs


@pytest.mark.parametrize(
    "file",
    [
        "audit/test_log.py",
        "demonstration/test_finding.py",
        "documents/test_listing_plans.py",
        "documents/retention/test_period.py",
        "forwarding/test_plans.py",
        "overview/test_kinds.py",
        "overview/test_today.py",
        "payments/test_plans.py",
        "records/audit/test_verify_log.py",
        "records/deletion/test_guards.py",
        "records/deletion/test_views.py",
        "records/deletion/test_worker.py",
        "records/personal_data/test_personal_data.py",
        "records/test_expiry.py",
    ],
)
def test_it_passes_on_postgresql_too(file):
    run = [sys.executable, "-m", "pytest", "-p", "no:xdist", "-p", "no:cacheprovider", f"tests/hub/{file}"]
    name = f"schakel_{uuid.uuid4().hex}"
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "SCHAKEL", "DJANGO"))}
    env["SCHAKEL_DATABASE"] = SERVER.removesuffix(urlsplit(SERVER).path) + f"/{name}"
    done = subprocess.run(run, cwd=ROOT, env=env, capture_output=True, text=True, timeout=LONGEST, check=False)
    assert (done.returncode, " passed" in done.stdout) == (0, True), done.stdout + done.stderr
