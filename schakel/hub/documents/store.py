"""The documents' bytes, kept for ever behind Django's storage API, found again by what they are: their sha256.

The key is ours and holds nothing a sender chose (C04). Nothing here changes, and `remove_unnamed` alone removes: what no row
names any more.
"""

import errno
import hashlib
import logging
import time
from collections.abc import Collection, Sequence
from contextlib import nullcontext
from typing import Any, ClassVar

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from schakel.hub.documents.stored_files import named_among
from schakel.hub.web.unavailable import Unavailable

PROBE = ".ready"
BETWEEN_MACHINES = 60.0  # seconds by which clocks may differ

log = logging.getLogger(__name__)


class NotKept(Unavailable):
    """The store took the bytes and does not give them back (D11). Temporary: nothing was promised, try again."""


class Damaged(Exception):
    """The store gives other bytes than were kept, or none (D17). Permanent until restored from a backup."""

    code: ClassVar[str] = "damaged"


class Missing(Damaged):
    """The store gives none."""


def keep(data: bytes) -> str:
    """Their sha256 in hex, once they lie in the store and were read back. Kept again, damaged bytes are healed.

    Raises:
        NotKept   temporary
    """
    return keep_all([data])[0]


def keep_all(several: Sequence[bytes]) -> list[str]:
    """As `keep`, each of them; a store that can makes them durable side by side.

    Raises:
        NotKept   temporary; some may have been kept
    """
    documents = storages["documents"]
    digests = [hashlib.sha256(data).hexdigest() for data in several]
    with getattr(documents, "together", nullcontext)() if len(several) > 1 else nullcontext():
        for digest, data in dict(zip(digests, several, strict=True)).items():
            documents.save(key(digest), ContentFile(data))
    for digest in digests:
        try:
            read(digest)
        except Damaged as fault:
            raise NotKept(digest) from fault
    return digests


def read(digest: str) -> bytes:
    """The exact bytes.

    Raises:
        Damaged   permanent until restored; Missing, where there are none
    """
    data = content(key(digest))
    if data is None:
        data = content(former_key(digest))
    if data is None:
        raise Missing(f"{digest} is missing")
    if hashlib.sha256(data).hexdigest() != digest:
        raise Damaged(f"{digest} was changed")
    return data


def content(name: str) -> bytes | None:
    try:
        with storages["documents"].open(name) as file:
            data: bytes = file.read()
    except FileNotFoundError:
        return None
    except OSError as fault:
        if fault.errno != errno.EIO:
            raise
        raise Damaged(f"{name} cannot be read from the disk") from fault
    return data


def is_working() -> bool:
    """Something is really written and read back (L12). The name is always the same, so what another process wrote a moment
    later counts too; hidden, as what is being written: no backup and no check takes it for a document."""
    now = time.time()
    try:
        storages["documents"].save(PROBE, ContentFile(f"{now}".encode()))
        with storages["documents"].open(PROBE) as file:
            return float(file.read()) > now - BETWEEN_MACHINES
    except Exception as fault:  # each store has errors of its own, and every one of them means no
        log.warning("the store of documents does not work: %s: %s", type(fault).__name__, fault)
        return False


def remove_unnamed(digests: Collection[str]) -> set[str]:
    """Removes the files of these that no row names. Returns those that were kept again just now and may get a row yet: later.

    Each is first set aside, and the rows are asked once more before it is gone: who keeps the same bytes meanwhile writes
    them anew.
    """
    documents: Any = storages["documents"]
    aside, fresh = dict[str, str](), set[str]()  # by name: its digest
    named = named_among(digests)
    for digest in sorted(set(digests) - named):
        for name in (key(digest), former_key(digest)):
            if documents.set_aside(name):
                aside[name] = digest
            elif documents.exists(name):
                fresh.add(digest)
    wanted = named | named_among(set(aside.values()))
    for digest in wanted.intersection(digests):
        for name in (key(digest), former_key(digest)):
            documents.put_back(name)  # also what a crash had left aside
    for name in (name for name, digest in aside.items() if digest not in wanted):
        documents.remove_aside(name)
    return fresh


def key(digest: str) -> str:
    """256 folders: they are soon all there, and what is kept together shares them, so that fewer must be made and synced."""
    return f"{digest[:2]}/{digest}"


def former_key(digest: str) -> str:
    """Where it stands in a store that is older than this key."""
    return f"{digest[:2]}/{digest[2:4]}/{digest}"
