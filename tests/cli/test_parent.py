"""Children end with their parent, by the kernel's help and without it."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.cli.up import lives

CHILD = """
import os, sys, time
from schakel.cli import parent
if sys.argv[1] == "pipe":
    parent.die_with = lambda _process: None
else:
    parent.wait_for_end = lambda *_also: None
if sys.argv[2] == "alone":
    parent.end_with_parent()
else:
    parent.end_server_with_parent()
    server = os.getpid()
    if not os.fork():
        parent.end_with_server(server)
print(os.getpid(), flush=True)
time.sleep(60)
"""
PARENT = f"""
import os, subprocess, sys, time
env = {{**os.environ, "SCHAKEL_PARENT": str(os.getpid())}}
child = subprocess.Popen([sys.executable, "-c", {CHILD!r}, *sys.argv[1:]], env=env, stdin=subprocess.PIPE)
time.sleep(60)
"""


def is_gone(process: int) -> bool:
    """Within some seconds."""
    for _ in range(100):
        if not lives(process):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.processes
@pytest.mark.parametrize(
    "way", ["pipe", pytest.param("kernel", marks=pytest.mark.skipif(sys.platform != "linux", reason="Linux"))]
)
@pytest.mark.parametrize("kind", ["alone", "server"])
def test_a_killed_parent_leaves_no_child(kind, way):
    parent = subprocess.Popen([sys.executable, "-c", PARENT, way, kind], stdout=subprocess.PIPE, text=True)
    children = [int(parent.stdout.readline()) for _ in range(1 if kind == "alone" else 2)]
    try:
        parent.kill()
        parent.wait()
        assert [is_gone(child) for child in children] == [True] * len(children)
    finally:
        parent.stdout.close()
        for child in children:
            if not is_gone(child):
                os.kill(child, signal.SIGKILL)


@pytest.mark.processes
def test_a_process_that_was_started_by_hand_needs_no_parent():
    env = {name: value for name, value in os.environ.items() if name != "SCHAKEL_PARENT"}
    code = "from schakel.cli import parent; parent.end_with_parent(); import time; time.sleep(0.3); print('here')"
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
    )
    assert done.stdout == "here\n"
