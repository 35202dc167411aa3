"""A file inside the invoice (BT-125), kept as the base64 text of the document until somebody wants the bytes."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from schakel.einvoice.errors import EInvoiceError

ALLOWED_TYPES = frozenset(
    {
        "application/pdf",
        "image/png",
        "image/jpeg",
        "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.oasis.opendocument.spreadsheet",
    }
)
_STEP = 3 * 2**18  # bytes read at once; a multiple of 3, so that no padding falls inside
_START = 1368  # characters of base64 for 1,026 bytes
_XML_SPACE = re.compile(r"[ \t\r\n]+")


class UnreadableAttachment(EInvoiceError):
    code = "unreadable_attachment"


@dataclass(frozen=True, slots=True, repr=False)
class Attachment:
    """Name and type are the sender's words: hostile input, to be checked before either is used."""

    filename: str
    media_type: str
    encoded: str  # base64 as in the document, white space removed

    @classmethod
    def of(cls, content: bytes, *, filename: str, media_type: str) -> Self:
        return cls(filename, media_type, base64.b64encode(content).decode("ascii"))

    @classmethod
    def read(cls, text: str, *, filename: str, media_type: str) -> Self:
        """From the text of the element, which may be broken into lines."""
        return cls(filename, media_type, _XML_SPACE.sub("", text))

    @property
    def size(self) -> int:
        """Bytes after decoding, reckoned without decoding; meaningless when the base64 is damaged."""
        return len(self.encoded) * 3 // 4 - self.encoded[-2:].count("=")

    @property
    def is_readable(self) -> bool:
        """Whether the base64 holds; decodes in pieces and keeps none."""
        try:
            for _ in self.chunks():
                pass
        except UnreadableAttachment:
            return False
        return True

    def start(self) -> bytes:
        """Its first kilobyte, to tell what it is; nothing when that is damaged."""
        try:
            return binascii.a2b_base64(self.encoded[:_START])
        except ValueError:
            return b""

    def content(self) -> bytes:
        """The file.

        Raises:
            UnreadableAttachment   permanent: empty, bad padding, or a character outside the alphabet
        """
        return b"".join(self.chunks())

    def chunks(self) -> Iterator[bytes]:
        """The file in pieces of at most 768 KiB. Raises as `content`."""
        if not self.encoded:
            raise UnreadableAttachment(f"{self.filename} is empty")
        step = _STEP * 4 // 3
        for start in range(0, len(self.encoded), step):
            yield self._decoded(start, start + step)

    def _decoded(self, start: int, end: int) -> bytes:
        piece = self.encoded[start:end]
        if piece.endswith("=") and end < len(self.encoded):
            raise UnreadableAttachment(f"{self.filename} has padding inside")
        try:
            return binascii.a2b_base64(piece, strict_mode=True)
        except ValueError as fault:
            raise UnreadableAttachment(f"{self.filename}: {fault}") from None

    def __repr__(self) -> str:
        return f"Attachment({self.filename!r}, {self.media_type!r}, {self.size} bytes)"
