"""`as4` 0.2.0 from PyPI: both directions. It stops at texts of 10 MB, so the largest size is left out."""

import json
import subprocess
from pathlib import Path

from interop.access_point import SIZES, AccessPoint, envelope
from interop.peers import Trial, Trials
from interop.peers.environments import run_peer, write_files
from schakel.peppol import as4, sbdh
from schakel.peppol.doors import Answer

PEER = "python_as4"
VERSION = "0.2.0"


def run(access_point: AccessPoint, url: str, directory: Path) -> Trials:
    write_files(access_point, directory)
    for label, size in list(SIZES.items())[:2]:
        content = envelope(size)
        yield Trial("us -> as4", _ours(access_point, directory, content), label)
        yield Trial("as4 -> us", _theirs(access_point, directory, content, url=url), label)


def _ours(access_point: AccessPoint, directory: Path, content: bytes) -> bool:
    outgoing = access_point.build(content)
    (directory / "message").write_bytes(outgoing.body)
    (directory / "headers.json").write_text(json.dumps({"Content-Type": outgoing.content_type}))
    state = run_peer(PEER, "receive", str(directory))
    headers = {name.lower(): value for name, value in json.loads((directory / "signal.json").read_text()).items()}
    answer = Answer(200, (directory / "signal").read_bytes(), headers)
    try:
        as4.verify_receipt(answer, message_id=outgoing.message_id, digests=outgoing.digests, receiver=outgoing.receiver)
    except as4.As4Error as error:
        print(f"    {error}")
        return False
    return state == "received" and (directory / "payload").read_bytes() == content


def _theirs(access_point: AccessPoint, directory: Path, content: bytes, *, url: str) -> bool:
    (directory / "document.xml").write_bytes(sbdh.unwrap(content).document)
    access_point.received.clear()
    try:
        said = run_peer(PEER, "send", str(directory), url)
    except subprocess.CalledProcessError as error:
        print(f"    {error}")
        return False
    return said == "receipt verified" and len(access_point.received) == 1
