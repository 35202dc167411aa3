"""L09, L08: services are stopped and started by the signals of their units while others send, also to renew our certificate:
what was acknowledged is filed, once, and what was begun when the signal came was ended."""

import contextlib
import os
import signal
import threading

import pytest

from tests.cli.up import up, wait_until
from tests.hub.databases import NO_SERVER, SERVER, database, python
from tests.hub.network.service import Service, running
from tests.hub.network.torture import LEFT, Outcome, check, send
from tests.hub.network.world import OUR_KEYS, OURS, RENEWED

pytestmark = pytest.mark.processes
SENDERS = 4
MORE = 15  # messages that must come through after each restart


@contextlib.contextmanager
def under_load(service, *, receivers: list[str]):
    """Who adds a name to `receivers` sends for that certificate too."""
    outcome, stop = Outcome(), threading.Event()
    told = {"receivers": receivers}
    senders = [threading.Thread(target=send, args=(service, outcome, stop, n), kwargs=told) for n in range(SENDERS)]
    for sender in senders:
        sender.start()
    try:
        yield outcome
    finally:
        stop.set()
        for sender in senders:
            sender.join()


def goes_on(outcome: Outcome) -> None:
    """More was acknowledged than before."""
    had = len(outcome.receipts)
    wait_until(lambda: len(outcome.receipts) >= had + MORE)


def drain(env: dict[str, str]) -> None:
    """Without leases that must run out first: a worker that is told to stop leaves nothing half done."""
    wait_until(lambda: python(LEFT, env) == "0")


def test_L09_L08_one_machine_restarted_to_renew_its_certificate_loses_and_doubles_nothing(tmp_path):
    """The unit's KillMode=control-group: each process gets SIGTERM at once."""
    receivers = [OURS]
    with database("sqlite", tmp_path) as env, up(env, tmp_path) as service:
        with under_load(service, receivers=receivers) as outcome:
            for names in (OURS, f"{OURS} {RENEWED}"):  # the old one stays until it has ended
                goes_on(outcome)
                for process in service.children():
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(process, signal.SIGTERM)
                assert service.end(signal.SIGTERM) == 0
                service.env |= {OUR_KEYS: names}
                receivers[:] = names.split()
                service.begin()
            goes_on(outcome)
        drain(env)
        check(env, outcome)
        assert "Traceback" not in service.said.read_text()


class Both:
    """What a load balancer does: the next machine where one does not answer."""

    def __init__(self, *services: Service) -> None:
        self.services = services
        self.asked = 0

    def post(self, sent, *, timeout: float):
        self.asked += 1
        first, second = (self.services[(self.asked + n) % 2] for n in (0, 1))
        try:
            return first.post(sent, timeout=timeout)
        except OSError:
            return second.post(sent, timeout=timeout)


def restart(service: Service) -> None:
    for name in ("work", "serve"):
        process = service.processes.pop(name)
        process.terminate()
        assert process.wait(60) == 0
    service.start("serve", "work")


@pytest.mark.skipif(not SERVER, reason=NO_SERVER)
def test_L09_machines_restarted_one_after_the_other_answer_all_the_time(tmp_path):
    with (
        database("postgres", tmp_path) as env,
        running(env, "serve", "work") as one,
        running(env, "serve", "work") as two,
    ):
        with under_load(Both(one, two), receivers=[OURS]) as outcome:
            for machine in (one, two):
                goes_on(outcome)
                restart(machine)
            goes_on(outcome)
        drain(env)
        check(env, outcome)
        assert outcome.unanswered <= SENDERS  # cut off behind a connection that was just taken, and sent again
