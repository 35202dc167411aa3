"""`schakel up` as a whole: killed, begun twice, and with a worker that runs out of what a machine gives."""

import contextlib
import resource
import signal
import subprocess
import sys
import urllib.request

import pytest

from tests.cli.up import lives, up, wait_until
from tests.hub.databases import database
from tests.hub.documents.ubl import invoice
from tests.hub.eio import NO_STRACE, STRACE
from tests.hub.network.world import Peer

pytestmark = pytest.mark.processes


def answers(service) -> bool:
    with urllib.request.urlopen(f"http://localhost:{service.port}/live", timeout=10) as answer:
        return answer.read() == b"live"


def test_D18_killed_it_leaves_nobody_and_the_next_one_begins_but_no_second_beside_it(tmp_path):
    with database("sqlite", tmp_path) as env, up(env, tmp_path) as service:
        children = service.children()
        assert len(children) >= 3  # the server with its own, and the worker
        service.end(signal.SIGKILL)
        wait_until(lambda: not any(lives(child) for child in children), 10)
        service.begin()
        assert answers(service)
        assert "looking through the database" in service.said.read_text()
        second = subprocess.run(
            [sys.executable, "-m", "schakel", "up"], env=env, capture_output=True, text=True, timeout=60, check=False
        )
        assert (second.returncode, second.stdout) == (1, "")
        assert second.stderr.startswith(f"Error: Schakel runs already on {tmp_path}")
        assert answers(service)
        assert service.end(signal.SIGTERM) == 0
        assert service.runs() == 2
        assert "Traceback" not in service.said.read_text()


@contextlib.contextmanager
def without_syncs(processes: list[int]):
    """Every fdatasync of these fails."""
    inject = ["-e", "trace=fdatasync", "-e", "inject=fdatasync:error=EIO"]
    attach = [word for process in processes for word in ("-p", str(process))]
    tracer = subprocess.Popen([STRACE, "-f", "-o", "/dev/null", *inject, *attach], stderr=subprocess.PIPE, text=True)
    try:
        for _ in processes:  # else one that is not held yet may write first
            assert "attached" in tracer.stderr.readline()
        yield
    finally:
        tracer.terminate()
        tracer.communicate(timeout=30)


PROCESSES = {
    "schakel serve": 3,
    "schakel work": 1,
}  # at least: the server and two that it forks, which say "runs" one by one


@pytest.mark.skipif(not STRACE, reason=NO_STRACE)
@pytest.mark.parametrize("command", ["schakel serve", "schakel work"])
def test_D05_the_whole_service_ends_and_is_not_started_again_until_somebody_does(command, tmp_path):
    with database("sqlite", tmp_path) as env, up(env, tmp_path) as service:
        wait_until(lambda: len(service.children(command)) >= PROCESSES[command])
        sent, children = Peer().message(invoice()), service.children()
        with without_syncs(service.children(command)):
            assert service.post(sent)[0] == (503 if command == "schakel serve" else 200)
            assert service.processes["up"].wait(60) == 3
        assert not any(lives(child) for child in children)
        assert "The disk failed: Schakel has stopped." in service.said.read_text()
        assert "started again" not in service.said.read_text()
        service.begin()
        assert "looking through the database" in service.said.read_text()
        assert service.post(sent)[0] == 200
        assert service.end(signal.SIGTERM) == 0


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="Linux sets the limits of another process")
@pytest.mark.parametrize(
    ("limit", "most", "end"),
    [("RLIMIT_NOFILE", 8, "The worker stopped with 4"), ("RLIMIT_AS", 2**20, "The worker stopped with ")],
)
def test_D16_a_worker_without_files_or_memory_dies_alone_and_is_started_again(limit, most, end, tmp_path):
    """Without any memory a library may end the process before Python can say so."""
    with database("sqlite", tmp_path) as env, up(env, tmp_path) as service:
        [worker] = service.children("schakel work")
        resource.prlimit(worker, getattr(resource, limit), (most, most))
        sent = Peer().message(invoice(note="x" * 20_000_000))  # more than lies free in the worker
        assert service.post(sent)[0] == 200
        wait_until(lambda: end in service.said.read_text(), 40)
        assert answers(service)
        wait_until(lambda: service.children("schakel work") not in ([], [worker]), 20)
        assert answers(service)
        assert service.end(signal.SIGTERM) == 0
