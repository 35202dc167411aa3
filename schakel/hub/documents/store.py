"""The documents' bytes, kept for ever behind Django's storage API, found again by what they are: their sha256.

The key is ours and holds nothing a sender chose (C04). Nothing here deletes or changes.
"""

import errno
import hashlib
from collections.abc import Sequence
from contextlib import nullcontext
from typing import ClassVar

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from schakel.hub.web.unavailable import Unavailable


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


def key(digest: str) -> str:
    """256 folders: they are soon all there, and what is kept together shares them, so that fewer must be made and synced."""
    return f"{digest[:2]}/{digest}"


def former_key(digest: str) -> str:
    """Where it stands in a store that is older than this key."""
    return f"{digest[:2]}/{digest[2:4]}/{digest}"
