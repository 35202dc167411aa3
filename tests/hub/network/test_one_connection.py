"""E14: an access point sends message after message on one connection that it never closes. The last costs what the first did.

Two sizes of the same: 300 messages, and 10,000 (`make long`). Against the real server; time is compared with its own beginning.
"""

import http.client
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest

from tests.hub.databases import both, database, python
from tests.hub.documents.ubl import invoice
from tests.hub.network.service import Service, running
from tests.hub.network.world import Peer, verify

COUNT = """
from schakel.cli.load import load; load()
from schakel.hub.network.models import Transmission
print(Transmission.objects.count())
"""
GROWTH = 24 * 2**20  # bytes of all processes together, from when they are warm


@dataclass(frozen=True)
class Weight:
    """What the server's processes hold."""

    memory: int  # bytes
    files: int


def weight(service: Service) -> Weight:
    pids = [service.processes["serve"].pid]
    for pid in pids:
        pids += [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    resident = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
    return Weight(
        resident * os.sysconf("SC_PAGE_SIZE"), sum(1 for pid in pids for _ in Path(f"/proc/{pid}/fd").iterdir())
    )


def seconds_each(service: Service, count: int) -> Iterator[float]:
    """Of each message, on one connection, its receipt verified."""
    connection = http.client.HTTPConnection("localhost", service.port, timeout=60)
    connection.connect()
    socket = connection.sock
    for number in range(count):
        sent = Peer().message(invoice(number=f"E14-{number}"))
        start = time.perf_counter()
        connection.request("POST", "/as4", sent.body, {"Content-Type": sent.content_type})
        response = connection.getresponse()
        answer = response.read()
        yield time.perf_counter() - start
        verify(sent, response.status, answer)
        assert connection.sock is socket, "the server hung up"
    connection.close()


@both
@pytest.mark.parametrize("count", [300, pytest.param(10_000, marks=pytest.mark.long)])
def test_E14_the_last_of_many_messages_on_one_connection_costs_what_the_first_did(kind, count, tmp_path):
    if not Path("/proc/self/statm").exists():
        pytest.skip("memory is read from /proc")
    warm = count // 3
    with database(kind, tmp_path) as env, running(env | {"SCHAKEL_WEB_PROCESSES": "1"}, "serve") as service:
        times = []
        for seconds in seconds_each(service, count):
            times.append(seconds)
            if len(times) == warm:
                before = weight(service)
        after = weight(service)
        assert python(COUNT, service.env) == str(count)
    assert after.files <= before.files + 2
    assert after.memory - before.memory < GROWTH
    assert median(times[-warm:]) < 2 * median(times[10:warm]) + 0.02
