"""A virtual environment for each peer in Python, so that what it pins never meets what we pin."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from interop.access_point import AccessPoint
from schakel.peppol.pki import Role

HERE = Path(__file__).parent.parent


def python_of(peer: str) -> Path:
    """The interpreter of that peer's environment, made the first time, again when it was left half-made or asks for others."""
    place, wanted = HERE / ".venvs" / peer, HERE / peer / "requirements.txt"
    python, whole = place / "bin" / "python", place / "whole"  # written last: the requirements that are in it
    if not whole.exists() or whole.read_bytes() != wanted.read_bytes():
        shutil.rmtree(place, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", wanted], check=True)
        whole.write_bytes(wanted.read_bytes())
    return python


def run_peer(peer: str, *arguments: str) -> str:
    """What the peer's program printed last. Raises CalledProcessError when it fails."""
    python = python_of(peer)
    path = os.pathsep.join([str(python.parent), os.environ["PATH"]])
    done = subprocess.run(
        [python, HERE / peer / "peer.py", *arguments],
        env=os.environ | {"PATH": path},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return done.stdout.strip().splitlines()[-1]


def write_files(access_point: AccessPoint, directory: Path) -> None:
    """Keys and certificates as every peer in Python reads them."""
    theirs, ours = access_point.theirs, access_point.ours
    authorities = [access_point.pki.root, access_point.pki.issuers[Role.ACCESS_POINT]]
    (directory / "theirs.pem").write_bytes(theirs.dump())
    (directory / "theirs.crt").write_bytes(theirs.certificate.public_bytes(Encoding.PEM))
    (directory / "ours.pem").write_bytes(ours.certificate.public_bytes(Encoding.PEM))
    (directory / "authorities.pem").write_bytes(
        b"".join(one.certificate.public_bytes(Encoding.PEM) for one in authorities)
    )
