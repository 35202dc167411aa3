"""The name of a certificate's owner as text, compared as a name: how it is written does not matter.

Blanks around `,` and `=`, `;` for `,`, the order of the parts, quotes or backslashes, the case of types and values, and a type
by name or by number are ways of writing. What stands there besides, or is missing, is another name.

Source: RFC 4514 and its forerunners RFC 2253 section 4 and RFC 1779 section 2.3 for the text; RFC 5280 section 7.1 for the
comparison (values without regard to case, runs of blanks as one).
"""

import re

from cryptography import x509

from schakel.base.blanks import squeeze, strip

TYPES = {
    "cn": "2.5.4.3", "sn": "2.5.4.4", "surname": "2.5.4.4", "serialnumber": "2.5.4.5", "c": "2.5.4.6", "l": "2.5.4.7",
    "st": "2.5.4.8", "s": "2.5.4.8", "street": "2.5.4.9", "o": "2.5.4.10", "ou": "2.5.4.11", "t": "2.5.4.12",
    "title": "2.5.4.12", "givenname": "2.5.4.42", "gn": "2.5.4.42", "organizationidentifier": "2.5.4.97",
    "uid": "0.9.2342.19200300.100.1.1", "dc": "0.9.2342.19200300.100.1.25", "e": "1.2.840.113549.1.9.1",
    "email": "1.2.840.113549.1.9.1", "emailaddress": "1.2.840.113549.1.9.1",
}  # fmt: skip
"""Names of types as Java, .NET and OpenSSL write them, in lower case → object identifier."""

LONGEST = 2000  # characters
TEXTS = {0x0C, 0x13, 0x16}  # UTF8String, PrintableString, IA5String
_PART = re.compile(
    r"""[ \t\r\n]*(?P<type>[A-Za-z][A-Za-z0-9-]*|(?:[Oo][Ii][Dd]\.)?[0-9]+(?:\.[0-9]+)+)[ \t\r\n]*=[ \t\r\n]*
    (?: "(?P<quoted>(?:[^"\\]|\\.)*)" | (?P<plain>(?:[^",;+\\]|\\.)*) )[ \t\r\n]*(?P<end>[,;+]|\Z)""",
    re.ASCII | re.DOTALL | re.VERBOSE,
)
_ESCAPED = re.compile(r"((?:\\[0-9A-Fa-f]{2})+)|\\(.)", re.DOTALL)

Parts = list[tuple[str, str]]  # type by number, value as it is compared; sorted


def is_name_of(text: str, certificate: x509.Certificate) -> bool:
    """Whether this text names the subject of the certificate, all of it. What cannot be read names nobody."""
    subject = sorted((each.oid.dotted_string, _compared(each.value)) for each in certificate.subject)
    return _parts(text) == subject


def _parts(text: str) -> Parts | None:
    found: Parts = []
    position = 0
    if not text or len(text) > LONGEST:
        return None
    while part := _PART.match(text, position):
        kind, value = _type(part["type"]), _value(part)
        if kind is None or value is None:
            return None
        found.append((kind, _compared(value)))
        position = part.end()
        if not part["end"]:
            return sorted(found)
    return None


def _type(written: str) -> str | None:
    bare = re.sub(r"^oid\.", "", written.lower())
    return bare if bare.startswith(("0.", "1.", "2.")) else TYPES.get(bare)


def _value(part: re.Match[str]) -> str | None:
    plain = part["plain"]
    if plain is None:
        return _unescaped(part["quoted"])
    if plain.startswith("#"):
        return _from_der(strip(plain))
    return _unescaped(plain)


def _unescaped(text: str) -> str | None:
    try:
        return _ESCAPED.sub(lambda m: bytes.fromhex(m[1].replace("\\", "")).decode() if m[1] else m[2], text)
    except UnicodeDecodeError:
        return None


def _from_der(text: str) -> str | None:
    """`#0c03…`: tag, length and value as in the certificate; the three kinds of text that names are made of."""
    try:
        tag, length, *value = bytes.fromhex(text[1:])
        return bytes(value).decode() if tag in TEXTS and length == len(value) < 128 else None
    except ValueError:
        return None


def _compared(value: str | bytes) -> str:
    text = value if isinstance(value, str) else value.hex()
    return squeeze(text).casefold()
