"""A process of `schakel up` ends with it, also when that one is killed and can tell nobody.

Linux kills it (PR_SET_PDEATHSIG). Everywhere, its standard input is a pipe that only the parent holds open: the end of
that is the parent's. Nothing is finished or tidied first; what is kept is safe from a kill at any moment.
"""

import ctypes
import os
import signal
import sys
import threading
from contextlib import suppress

PARENT = "SCHAKEL_PARENT"  # the number of the process that watches over this one; set by `up` for its children
PR_SET_PDEATHSIG = 1  # prctl(2)


def end_with_parent() -> None:
    """Does nothing in a process that was started by hand."""
    if PARENT in os.environ:
        threading.Thread(target=wait_for_end, name="parent", daemon=True).start()
        die_with(int(os.environ[PARENT]))


def end_server_with_parent() -> None:
    """For a process that forks, and so begins no thread: what it forks watches the pipe for it."""
    if PARENT in os.environ:
        die_with(int(os.environ[PARENT]))


def end_with_server(server: int) -> None:
    """For a process that the server forked."""
    if PARENT in os.environ:
        threading.Thread(target=wait_for_end, args=[server], name="parent", daemon=True).start()
        die_with(server)


def die_with(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before it could be asked for
        os.kill(os.getpid(), signal.SIGKILL)


def wait_for_end(*also: int) -> None:
    while os.read(0, 1):
        pass
    for process in (*also, os.getpid()):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
