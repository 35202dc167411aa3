"""phase4 beside us: CPU time a message, from the socket to the signed receipt, in one run over loopback.

`python -m interop.speed` after `make interop`. Both are warm; each message is new, so that none is a duplicate. Ours runs
behind Python's own little web server, phase4 behind Java's.
"""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from interop.access_point import AccessPoint, LoopbackHttp, envelope, serve
from interop.peers.phase4 import started
from schakel.peppol import as4

WARM_UP, COUNT = 600, 400
TICK = os.sysconf("SC_CLK_TCK")


def main() -> None:
    us = AccessPoint.make()
    with tempfile.TemporaryDirectory() as directory, started(us, Path(directory)) as (address, pid):
        theirs = milliseconds(us, f"{address}/as4", lambda: spent(pid))
    child = fork_door(us)
    ours = milliseconds(swapped(us), child[0], lambda: spent(child[1]))
    os.kill(child[1], 15)
    print(f"receive 9 KB over HTTP: ours {ours:.2f} ms, phase4 4.4.1 {theirs:.2f} ms of CPU; {theirs / ours:.1f} ×")


def milliseconds(us: AccessPoint, url: str, used: Callable[[], float]) -> float:
    """What one message costs the receiver, once it is warm."""
    content = envelope(9_000)
    for outgoing in (us.build(content) for _ in range(WARM_UP)):
        as4.send(outgoing, url=url, http=LoopbackHttp())
    messages = [us.build(content) for _ in range(COUNT)]
    start = used()
    for outgoing in messages:
        as4.send(outgoing, url=url, http=LoopbackHttp())
    return (used() - start) / COUNT * 1000


def fork_door(us: AccessPoint) -> tuple[str, int]:
    """Our door in a process of its own: its address and process id."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(writer, serve(us).encode())
        while True:
            time.sleep(1)
    return os.read(reader, 200).decode(), pid


def swapped(us: AccessPoint) -> AccessPoint:
    """The other side, which sends to ours."""
    return AccessPoint(us.pki, us.theirs, us.ours)


def spent(pid: int) -> float:
    """Seconds of CPU a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


if __name__ == "__main__":
    main()
