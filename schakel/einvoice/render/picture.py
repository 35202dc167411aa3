"""A logo: a PNG or JPEG that is looked at before it stands on paper, and of which only the picture itself is kept.

What a picture may carry besides (text, places, colour profiles, a second file behind its end) is left out; so is what
unpacks to more than its own pixels.

Source: PNG (W3C, third edition) 5 and 11, JPEG (ITU-T T.81) B.1 and B.2.
"""

import base64
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from schakel.einvoice.errors import EInvoiceError

LARGEST = 500_000  # bytes of the file
MOST_PIXELS = 4_000_000
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_KEPT_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
_FRAMES = {0xC0, 0xC1, 0xC2}  # baseline, extended, progressive: the ones that every program draws
_DRAWING = {*range(0xC0, 0xD0), 0xDB, 0xDD, 0xE0, 0xEE}  # frame, tables, restart interval, and what JFIF and Adobe say
_MOST_PIECES = 1000  # before the size is told; programs write ten
_SCAN, _END = 0xDA, b"\xff\xd9"


class NotAPicture(EInvoiceError):
    code = "not_a_picture"


class PictureTooLarge(EInvoiceError):
    code = "picture_too_large"


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    data: bytes
    type: str
    width: int  # pixels
    height: int
    PNG: ClassVar[str] = "image/png"
    JPEG: ClassVar[str] = "image/jpeg"

    @property
    def svg(self) -> str:
        """As typst takes it: the pixels inside a frame of our own words."""
        encoded = base64.b64encode(self.data).decode("ascii")
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}"><image '
            f'width="{self.width}" height="{self.height}" href="data:{self.type};base64,{encoded}"/></svg>'
        )


def picture(data: bytes) -> Picture:
    """The picture in a file.

    Raises:
        NotAPicture       permanent: another kind of file, or damaged
        PictureTooLarge   permanent: more bytes or pixels than a logo needs
    """
    if len(data) > LARGEST:
        raise PictureTooLarge(f"{len(data)} bytes")
    try:
        if data.startswith(_PNG):
            return _sized(b"".join((_PNG, *_chunks(data))), Picture.PNG, *struct.unpack_from(">II", data, 16))
        if data.startswith(_JPEG):
            return _jpeg(data)
    except (struct.error, IndexError):
        raise NotAPicture("cut short") from None
    raise NotAPicture(repr(data[:8]))


def _sized(data: bytes, type_: str, width: int, height: int) -> Picture:
    if not width or not height:
        raise NotAPicture("without pixels")
    if width * height > MOST_PIXELS:
        raise PictureTooLarge(f"{width} × {height}")
    return Picture(data, type_, width, height)


def _chunks(data: bytes) -> Iterator[bytes]:
    """The chunks that draw, up to the end; the first of a PNG is always IHDR."""
    at, kind = len(_PNG), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, at)
        if at == len(_PNG) and kind != b"IHDR":
            raise NotAPicture("no IHDR")
        if kind in _KEPT_CHUNKS:
            yield data[at : at + 12 + length]
        at += 12 + length
        if at > len(data):
            raise NotAPicture("cut short")


def _jpeg(data: bytes) -> Picture:
    """The segments that draw, and from the first scan on all of it to the end: inside scans the end cannot stand."""
    kept, size, at = [data[:2]], (0, 0), 2
    while data[at] == 0xFF:
        marker, (length,) = data[at + 1], struct.unpack_from(">H", data, at + 2)
        if marker == _SCAN:
            return _sized(b"".join((*kept, _to_the_end(data[at:]))), Picture.JPEG, *size)
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            size = (width, height)
        if marker in _DRAWING:
            kept.append(data[at : at + 2 + length])
        at += 2 + length
    raise NotAPicture("no scan")


def _to_the_end(scans: bytes) -> bytes:
    found, end, _behind = scans.partition(_END)
    if not end:
        raise NotAPicture("cut short")
    return found + end


def pixels(data: bytes) -> int:
    """How many a PNG or JPEG of any size unpacks to, as its head says; 0: it does not say so."""
    try:
        if data.startswith(_PNG):
            width, height = struct.unpack_from(">II", data, 16)
            return int(width * height)
        at, pieces = 2, 0
        while data.startswith(_JPEG) and data[at] == 0xFF and data[at + 1] != _SCAN and pieces < _MOST_PIECES:
            pieces += 1
            if data[at + 1] in _FRAMES:
                height, width = struct.unpack_from(">HH", data, at + 5)
                return int(width * height)
            at += 2 + int.from_bytes(data[at + 2 : at + 4])
    except (struct.error, IndexError):
        return 0
    return 0
