"""gzip with a bound: what is inflated never outgrows what we agreed to hold.

Source: AS4 profile section 3.1.
"""

import io
import zlib

from schakel.peppol.as4.errors import As4Error, Code

SLICE = 1 << 16  # input at a time, so that the unused rest zlib hands back stays small
GZIP = 31  # window bits that mean: with a gzip header and trailer
LARGE = 1 << 20  # from here on speed matters more than the last few percent
MAGIC = b"\x1f\x8b"


def compress(content: bytes) -> bytes:
    """One gzip member, without a time in it, so that the same content gives the same bytes."""
    return zlib.compress(content, level=1 if len(content) >= LARGE else 6, wbits=GZIP)


def decompress(content: bytes, *, limit: int) -> bytes:
    """The content of exactly one gzip member, at most `limit` bytes.

    Raises As4Error EBMS:0303: not gzip, cut short, a second member or other bytes behind it, over the limit.
    """
    inflater = zlib.decompressobj(wbits=GZIP)
    out = io.BytesIO()
    view = memoryview(content)
    try:
        for start in range(0, len(view), SLICE):
            _inflate(inflater, view[start : start + SLICE], out, limit=limit)
    except zlib.error as error:
        raise failure(str(error)) from error
    if not inflater.eof:
        raise failure("gzip cut short")
    return out.getvalue()


def _inflate(inflater: "zlib._Decompress", given: memoryview, out: io.BytesIO, *, limit: int) -> None:
    if inflater.eof:
        raise failure("bytes behind the gzip member")
    pending: bytes | memoryview = given
    while pending:
        room = limit + 1 - out.tell()
        out.write(inflater.decompress(pending, min(room, 16 * SLICE)))
        if out.tell() > limit:
            raise failure(f"more than {limit} bytes")
        pending = inflater.unconsumed_tail
    if inflater.unused_data:
        raise failure("bytes behind the gzip member")


def failure(detail: str) -> As4Error:
    return As4Error(Code.DECOMPRESSION_FAILURE, detail)
