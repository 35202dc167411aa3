"""The settings of processes that tests start: the real ones, with the access point of `tests.hub.network.world`."""

import os

from schakel.cli import whole_requests
from schakel.hub import journal
from schakel.hub.settings import *  # noqa: F403 -- all of them

ACCESS_POINT = "tests.hub.network.world.access_point"
whole_requests.BODY_SECONDS = float(os.environ.get("TEST_PATIENCE", whole_requests.BODY_SECONDS))
if os.environ.get("TEST_WITHOUT_JOURNAL"):  # for bench_journal, which measures what it costs
    journal.write = lambda *_told, **_named: None
