"""`make interop`: our messages read by others, theirs by us, receipts verified by both.

Each peer is skipped with a reason when its tools are absent; any difference ends with status 1.
"""

import sys
import tempfile
from pathlib import Path

from interop import hub
from interop.access_point import AccessPoint, serve
from interop.peers import peppol_py, phase4, python_as4


def main() -> int:
    access_point = AccessPoint.make()
    url = serve(access_point)
    failed = 0
    for peer in (phase4, python_as4, peppol_py):
        with tempfile.TemporaryDirectory() as directory:
            for name, passed in peer.run(access_point, url, Path(directory)):
                print(f"{'ok  ' if passed else 'FAIL'} {name}", flush=True)
                failed += not passed
    with tempfile.TemporaryDirectory() as directory:
        for name, passed in hub.run(Path(directory)):
            print(f"{'ok  ' if passed else 'FAIL'} {name}", flush=True)
            failed += not passed
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
