"""How an entry becomes a line, and a line an entry again.

    {"kind":"receipt","at":"…","raw":"<base64>"} <sha256 of the line before's sha256 and of this JSON>

One JSON object a line, so that any program reads it. The hash chains the lines of a file, and the first line holds the last
hash of the file before: a line that was changed, taken out or moved is found, and so is one that the disk garbled.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from hashlib import sha256

from schakel.hub.journal.entries import KINDS, Entry

START = "0" * 64  # what stands for the hash before the first line
PIECE = 3 * 2**18  # bytes that are encoded at a time; three become four


class NotALine(ValueError):
    """Permanent: the line was changed, cut or garbled, or a newer version wrote it."""


def pieces(entry: Entry) -> Iterator[bytes]:
    """The JSON of it, in pieces, so that a message of 100 MB is never there a third time."""
    values, blobs = {"kind": entry.KIND}, []
    for name, value in vars(entry).items():
        if isinstance(value, bytes):
            blobs.append((name, value))
        else:
            values[name] = value
    yield json.dumps(values, separators=(",", ":"))[:-1].encode()
    for name, data in blobs:
        yield f',"{name}":"'.encode()
        for start in range(0, len(data), PIECE):
            yield b64encode(memoryview(data)[start : start + PIECE])
        yield b'"'
    yield b"}"


def parse(line: bytes, *, after: str) -> Entry:
    """The entry of a line, without its end; `after` is the hash of the line before.

    Raises NotALine.
    """
    body, _, stated = line.rpartition(b" ")
    if sha256(after.encode() + body).hexdigest().encode() != stated:
        raise NotALine("the hash does not fit")
    return entry_of(body)


def entry_of(body: bytes) -> Entry:
    try:
        values = json.loads(body)
        kind = KINDS[values.pop("kind")]
        known = types_of(kind.KIND)
        return kind(
            **{name: b64decode(value) if known[name] == "bytes" else value for name, value in values.items()}  # type: ignore[arg-type]  # by `known`
        )
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise NotALine(f"not of this version: {fault}") from fault


def stated_hash(line: bytes) -> str:
    """What a line says its hash is, whether it is so or not: from there the next is judged."""
    return line.rpartition(b" ")[2].decode("ascii", "replace")


@cache
def types_of(kind: str) -> dict[str, str]:
    return {field.name: getattr(field.type, "__name__", str(field.type)) for field in fields(KINDS[kind])}
