"""The virus scanner of the operator: clamd, or what speaks as it does, at a socket of this machine or at host:port.

Source: clamd(8), command INSTREAM: chunks, each after its length in four bytes, and one of length nought at the end.
"""

import socket
import struct
import time
from contextlib import closing

CHUNK = 64 * 1024  # bytes
CONNECTING = 10.0  # seconds
LONGEST_ANSWER = 4096  # bytes


class NotScanned(Exception):
    """Nobody can say whether it is harmful. Temporary."""


def scan(data: bytes, *, at: str, timeout: float) -> str:
    """What the scanner calls what it found in these bytes; empty when it found nothing.

    `at` is an absolute path or `host:port`, `timeout` in seconds for the whole. Raises NotScanned when it does not answer, or
    answers anything but yes or no, such as that the bytes are too many for it.
    """
    until = time.monotonic() + timeout
    try:
        with closing(connected(at)) as wire:
            wire.settimeout(timeout)
            wire.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), CHUNK):
                piece = data[start : start + CHUNK]
                wire.sendall(struct.pack("!L", len(piece)) + piece)
                wire.settimeout(max(0.1, until - time.monotonic()))
            wire.sendall(struct.pack("!L", 0))
            answer = read_answer(wire, until)
    except (OSError, ValueError) as fault:
        raise NotScanned(f"{type(fault).__name__}: {fault}") from fault
    return verdict(answer)


def connected(at: str) -> socket.socket:
    if not at.startswith("/"):
        host, _, port = at.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), CONNECTING)
    wire = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    wire.settimeout(CONNECTING)
    try:
        wire.connect(at)
    except OSError:
        wire.close()
        raise
    return wire


def read_answer(wire: socket.socket, until: float) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        wire.settimeout(max(0.1, until - time.monotonic()))
        if not (piece := wire.recv(LONGEST_ANSWER)):
            break
        answer += piece
    return answer.rstrip(b"\0\n").decode(errors="replace")


def verdict(answer: str) -> str:
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")
    raise NotScanned(said or "the scanner hung up")
