"""Take a `multipart/related` message apart, and put one together.

One strict reading of what a message depends on, so that nobody else's can differ: boundaries, the Content-Type of the whole and
of the SOAP part, Content-ID, transfer encoding. The rest is passed over (docs/api/as4.md has the table).
Parts are views on the message, not copies (base64, which some senders use, costs one). Source: RFC 2045, 2046, 2387.
"""

import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from schakel.base.blanks import BLANKS
from schakel.peppol.as4.errors import As4Error, Code

MAX_PARTS = 20
MAX_HEADER = 16_384  # bytes of headers of one part, and of whatever stands before the first
BLANK = b" \t\r\n"

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - grammar, not a secret
_PARAMETER = re.compile(rf'\s*;\s*({_TOKEN})\s*=\s*(?:"((?:[^"\\\r\n]|\\.)*)"|({_TOKEN}))', re.ASCII)
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:([^\r\n]*)")
_READ = {"content-type", "content-id", "content-transfer-encoding"}  # what else stands there is not ours to judge
_CONTENT_ID = re.compile(r"<?([!-;=?-~]{1,255})>?")


@dataclass(frozen=True, slots=True)
class MediaType:
    """`multipart/related; boundary=…` in two pieces, names in lower case."""

    name: str
    parameters: Mapping[str, str]

    @classmethod
    @lru_cache(maxsize=256)  # most parts of most messages have the same
    def parse(cls, text: str) -> "MediaType":
        """Raises As4Error EBMS:0007 on anything that is not a media type with distinct parameters."""
        if len(text) > MAX_HEADER:
            raise _inconsistent("a media type that is too long")
        name, _, _ = text.partition(";")
        parameters: dict[str, str] = {}
        position = len(name)
        while match := _PARAMETER.match(text, position):
            key, quoted, plain = match.groups()
            if key.lower() in parameters:
                raise _inconsistent(f"parameter {key!r} twice")
            parameters[key.lower()] = plain if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
            position = match.end()
        if text[position:].strip(" \t;"):
            raise _inconsistent(f"not a media type: {text!r:.200}")
        return cls(name.strip(BLANKS).lower(), parameters)


@dataclass(frozen=True, slots=True)
class MimePart:
    """One part: `content_id` without angle brackets (empty when it has none) and its bytes, transfer encoding undone."""

    content_id: str
    media_type: MediaType
    content: memoryview


def read(content_type: str, body: bytes) -> list[MimePart]:
    """The parts of a message in order; a message that is not multipart is its own only part.

    Raises As4Error EBMS:0007: no or unreadable boundary, nested or more than 20 parts, headers over 16 kB,
    the same Content-ID twice, an unknown transfer encoding, a message cut short.
    """
    media_type = MediaType.parse(content_type)
    if not media_type.name.startswith("multipart/"):
        return [MimePart("", media_type, memoryview(body))]
    if media_type.name != "multipart/related":
        raise _inconsistent(f"{media_type.name!r:.100} instead of multipart/related")
    boundary = media_type.parameters.get("boundary", "")
    if not _BOUNDARY.fullmatch(boundary):
        raise _inconsistent(f"boundary {boundary!r:.100}")
    spans = _spans(body, b"--" + boundary.encode("ascii"))
    parts = [_part(body, start, end, is_first=not number) for number, (start, end) in enumerate(spans)]
    names = [part.content_id for part in parts if part.content_id]
    if len(names) != len(set(names)):
        raise _inconsistent("two parts with the same Content-ID")
    return parts


def head(boundary: str, soap: bytes, *, content_id: str) -> bytes:
    """Everything of a message that comes before the encrypted bytes of its attachment."""
    return (
        f"--{boundary}\r\nContent-Type: {SOAP_PART_TYPE}\r\nContent-Transfer-Encoding: binary\r\n\r\n".encode()
        + soap
        + f"\r\n--{boundary}\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n"
        f"Content-ID: <{content_id}>\r\n\r\n".encode()
    )


def tail(boundary: str) -> bytes:
    """What comes after them."""
    return f"\r\n--{boundary}--\r\n".encode()


def content_type(boundary: str) -> str:
    """The Content-Type header of the whole."""
    return f'multipart/related; type="application/soap+xml"; boundary="{boundary}"'


def cid_of(uri: str) -> str | None:
    """The Content-ID that a `cid:` address means, percent-coding undone; None for any other. Source: RFC 2392, RFC 3986."""
    scheme, colon, rest = uri.partition(":")
    return unquote(rest) if colon and scheme.lower() == "cid" else None


SOAP_PART_TYPE = "application/soap+xml; charset=UTF-8"


def _spans(body: bytes, dashed: bytes) -> Iterator[tuple[int, int]]:
    """Where each part begins and ends. What stands before the first boundary is ignored, and must be short."""
    first = 0 if body.startswith(dashed) else body.find(b"\r\n" + dashed, 0, MAX_HEADER) + 2
    if not body.startswith(dashed, first):
        raise _inconsistent("no first boundary")
    start = first + len(dashed)
    for _ in range(MAX_PARTS):
        start = _end_of_line(body, start)
        end = body.find(b"\r\n" + dashed, start - 2)
        if end < 0:
            raise _inconsistent("the last boundary is missing")
        yield start, end
        start = end + 2 + len(dashed)
        if body.startswith(b"--", start):
            if body[start + 2 :].strip(BLANK):
                raise _inconsistent("bytes after the last boundary")
            return
    raise _inconsistent(f"more than {MAX_PARTS} parts")


def _end_of_line(body: bytes, start: int) -> int:
    end = body.find(b"\r\n", start, start + 100)
    if end < 0 or body[start:end].strip(b" \t"):
        raise _inconsistent("a boundary that does not end its line")
    return end + 2


def _part(body: bytes, start: int, end: int, *, is_first: bool) -> MimePart:
    blank = body.find(b"\r\n\r\n", start - 2, start + MAX_HEADER)  # from the end of the boundary's own line
    if blank < 0 or blank + 4 > end:
        raise _inconsistent("headers of a part too long or without end")
    headers = _headers(body[start : max(blank, start)])
    told = headers.get("content-type", "text/plain")
    media_type = MediaType.parse(
        told if is_first else told.partition(";")[0]
    )  # an attachment's parameters mean nothing
    if media_type.name.startswith(("multipart/", "message/")):
        raise _inconsistent("a message inside a part")
    encoding = headers.get("content-transfer-encoding", "binary").lower()
    return MimePart(_content_id(headers), media_type, _decoded(memoryview(body)[blank + 4 : end], encoding))


def _headers(block: bytes) -> dict[str, str]:
    """The fields we read, each at most once, unfolded; of others only that they are fields."""
    headers: dict[str, str] = {}
    lines = re.sub(rb"\r\n[ \t]+", b" ", block)
    for line in filter(None, lines.split(b"\r\n")):
        field = _FIELD.fullmatch(line)
        if not field:
            raise _inconsistent(f"header {line!r:.100}")
        name = field[1].decode("ascii").lower()
        if name not in _READ:
            continue
        if name in headers:
            raise _inconsistent(f"header {name} twice")
        headers[name] = _text(field[2]).strip(BLANKS)
    return headers


def _text(value: bytes) -> str:
    """RFC 6532 lets a header be in UTF-8; before it, it was in whatever the sender had."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _content_id(headers: dict[str, str]) -> str:
    value = headers.get("content-id", "")
    match = _CONTENT_ID.fullmatch(value)
    if value and not match:
        raise _inconsistent(f"Content-ID {value!r:.100}")
    return match[1] if match else ""


def _decoded(content: memoryview, encoding: str) -> memoryview:
    if encoding in {"binary", "8bit", "7bit"}:
        return content
    if encoding != "base64":
        raise _inconsistent(f"transfer encoding {encoding!r:.50}")
    try:
        packed = bytes(content).translate(None, BLANK)
        return memoryview(binascii.a2b_base64(packed, strict_mode=True))
    except binascii.Error as error:
        raise _inconsistent(f"base64: {error}") from error


def _inconsistent(detail: str) -> As4Error:
    return As4Error(Code.MIME_INCONSISTENCY, detail)
