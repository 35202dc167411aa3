"""`peppol-py` 1.2.5 from PyPI, which only sends, and only looks whether there is a receipt.

It cannot encrypt 20 MB (it reads its own ciphertext back from XML), so the largest size is left out.
"""

import subprocess
from pathlib import Path

from interop.access_point import SIZES, AccessPoint, envelope
from interop.peers import Trial, Trials
from interop.peers.environments import run_peer, write_files
from schakel.peppol import sbdh

PEER = "peppol_py"
VERSION = "1.2.5"


def run(access_point: AccessPoint, url: str, directory: Path) -> Trials:
    write_files(access_point, directory)
    for label, size in list(SIZES.items())[:2]:
        (directory / "document.xml").write_bytes(sbdh.unwrap(envelope(size)).document)
        access_point.received.clear()
        try:
            said = run_peer(PEER, str(directory), url)
        except subprocess.CalledProcessError as error:
            said = str(error)
        yield Trial("peppol-py -> us", said == "receipt found" and len(access_point.received) == 1, label)
