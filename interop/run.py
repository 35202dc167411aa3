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

from interop import hub, network_documents
from interop.access_point import AccessPoint, serve
from interop.peers import Trials, java, lookups, oxalis, peppol_commons, peppol_py, phase4, phase4_tls, python_as4

Run = Callable[[AccessPoint, str, Path], Trials]
JUDGES = f"phive-rules-peppol 4.3.7, {peppol_commons.NAME}"


class Peer(NamedTuple):
    version: str
    run: Run
    needs_java: bool = True


PEERS: dict[str, Peer] = {
    "phase4": Peer(phase4.VERSION, phase4.run),
    "phase4 over https": Peer(phase4_tls.VERSION, phase4_tls.run),
    "phase4 and a running hub": Peer(phase4.VERSION, lambda _us, _url, directory: hub.run(directory)),
    "Oxalis-AS4": Peer(oxalis.VERSION, oxalis.run),
    "as4": Peer(python_as4.VERSION, python_as4.run, needs_java=False),
    "peppol-py": Peer(peppol_py.VERSION, peppol_py.run, needs_java=False),
    "look-ups": Peer(lookups.VERSION, lookups.run),
    "documents": Peer(JUDGES, network_documents.run),
}


class Row(NamedTuple):
    peer: str
    version: str
    what: str  # who sent, or what was tried
    size: str
    seconds: float
    result: str  # `ok`, `skipped`, or why not


def main() -> int:
    asked = sys.argv[1:] or list(PEERS)
    us = AccessPoint.make()
    url = serve(us)
    rows = [row for name in asked for row in rows_of(name, us, url)]
    print(f"\n{'peer':<26}{'version':<24}{'what':<88}{'size':<8}{'seconds':>8}  result")
    for row in rows:
        print(f"{row.peer:<26}{row.version:<24.23}{row.what:<88}{row.size:<8}{row.seconds:>8.2f}  {row.result}")
    return int(any(row.result.startswith("FAIL") for row in rows))


def rows_of(name: str, us: AccessPoint, url: str) -> Iterator[Row]:
    """What became of each thing that was tried with this peer, said as it comes."""
    peer = PEERS[name]
    if peer.needs_java and not java.is_there():
        yield Row(name, peer.version, "", "", 0, "skipped: java and mvn are needed")
        return
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as directory:
        trials = peer.run(us, url, Path(directory))
        while True:
            try:
                what, passed, size = next(trials)
                result = "ok" if passed else "FAIL"
            except StopIteration:
                return
            except Exception as fault:  # a peer that breaks off is a row, whatever broke
                what, size, result = "broke off", "", f"FAIL {said_by(fault)}"
            seconds, began = time.monotonic() - began, time.monotonic()
            print(f"{result:<5} {name}: {what} {size}".rstrip(), flush=True)
            yield Row(name, peer.version, what, size, seconds, result)


def said_by(fault: Exception) -> str:
    output = fault.stderr or fault.output or b"" if isinstance(fault, subprocess.CalledProcessError) else b""
    last = (output.decode(errors="replace") if isinstance(output, bytes) else output).strip().splitlines()[-1:]
    return " ".join([type(fault).__name__, *(last or [str(fault)])])[:160].replace("\n", " ")


if __name__ == "__main__":
    sys.exit(main())
