"""`make interop`: our messages read by others, theirs by us, receipts verified by both; as a table at the end.

python -m interop.run [NAME…]

A peer whose tools are absent is skipped with a reason. One that fails, or that breaks off, is a row of the table, and the next
one is tried; the status is then 1.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from interop import hub
from interop.access_point import AccessPoint, serve
from interop.peers import peppol_py, phase4, python_as4

Trials = Iterator[tuple[str, bool]]
Peer = Callable[[AccessPoint, str, Path], Trials]

PEERS: dict[str, tuple[str, Peer]] = {
    "phase4": (phase4.VERSION, phase4.run),
    "as4": (python_as4.VERSION, python_as4.run),
    "peppol-py": (peppol_py.VERSION, peppol_py.run),
    "phase4 and a running hub": (phase4.VERSION, lambda _us, _url, directory: hub.run(directory)),
}


class Row(NamedTuple):
    peer: str
    version: str
    what: str  # who sent, and how much
    seconds: float
    result: str  # `ok`, or why not


def main() -> int:
    asked = sys.argv[1:] or list(PEERS)
    us = AccessPoint.make()
    url = serve(us)
    rows = [row for name in asked for row in rows_of(name, us, url)]
    print(f"\n{'peer':<26}{'version':<10}{'what':<62}{'seconds':>8}  result")
    for row in rows:
        print(f"{row.peer:<26}{row.version:<10}{row.what:<62}{row.seconds:>8.2f}  {row.result}")
    return int(any(row.result != "ok" for row in rows))


def rows_of(name: str, us: AccessPoint, url: str) -> Iterator[Row]:
    """What became of each thing that was tried with this peer, said as it comes."""
    version, run = PEERS[name]
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as directory:
        trials = run(us, url, Path(directory))
        while True:
            try:
                what, passed = next(trials)
                result = "ok" if passed else "FAIL"
            except StopIteration:
                return
            except Exception as fault:  # a peer that breaks off is a row, whatever broke
                what, result = "broke off", f"FAIL {said_by(fault)}"
            seconds, began = time.monotonic() - began, time.monotonic()
            print(f"{result:<5} {what}", flush=True)
            yield Row(name, version, what, seconds, result)


def said_by(fault: Exception) -> str:
    output = fault.stderr or b"" if isinstance(fault, subprocess.CalledProcessError) else b""
    last = (output.decode(errors="replace") if isinstance(output, bytes) else output).strip().splitlines()[-1:]
    return " ".join([type(fault).__name__, *(last or [str(fault)])])[:160].replace("\n", " ")


if __name__ == "__main__":
    sys.exit(main())
