"""Other ways to write the same XML, and some that no reader takes: encodings, declarations, CDATA, prefixes, more at the root."""

import random
import re
from collections.abc import Callable

from lxml import etree


def _declared(data: bytes, rng: random.Random) -> bytes:
    encoding = rng.choice(("UTF-8", "UTF-16", "ISO-8859-1", "US-ASCII", "windows-1252", "UTF-16LE", "ISO-8859-15"))
    root = etree.fromstring(data)
    if encoding == "UTF-16LE":
        return '<?xml version="1.0"?>'.encode("utf-16le") + etree.tostring(root, encoding="unicode").encode("utf-16le")
    return etree.tostring(root, encoding=encoding, xml_declaration=True)


def _marked(data: bytes, rng: random.Random) -> bytes:
    return rng.choice(
        (
            b"\xef\xbb\xbf" + data,
            b"\n" + data,
            data + b"\n<!-- end -->\n",
            b"<!-- start -->" + data,
            b"\xef\xbb\xbf\n" + data,
        )
    )


def _version(data: bytes, rng: random.Random) -> bytes:
    return re.sub(rb"\A<\?xml[^>]*>\s*", b"", data).join(
        (b'<?xml version="1.%d" encoding="UTF-8"?>' % rng.choice((0, 1)), b"")
    )


def _in_texts(data: bytes, rng: random.Random) -> bytes:
    """One text as CDATA, or with signs written by their number."""
    texts = list(re.finditer(rb">([^<>&]+)</cbc:", data))
    if not texts:
        return data
    found = rng.choice(texts)
    text = found[1]
    written = rng.choice(
        (
            b"<![CDATA[" + text + b"]]>",
            text[:1] + b"<![CDATA[" + text[1:] + b"]]>",
            b"&#x20;" + text,
            text + b"&#13;",
            b"&#10;" + text,
            b"".join(b"&#%d;" % sign if sign < 128 else bytes((sign,)) for sign in text[:20]) + text[20:],
            text + b"&#xA0;",
            b"\r\n" + text + b"\r\n",
        )
    )
    return data[: found.start(1)] + written + data[found.end(1) :]


def _at_root(data: bytes, rng: random.Random) -> bytes:
    """Something more at the root: a hint where a schema is, a type, another prefix."""
    more = rng.choice(
        (
            b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x y.xsd"',
            b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="y.xsd"',
            b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="x"',
            b'xmlns:other="urn:other" other:a="1"',
            b'xml:lang="nl"',
            b'a="1"',
            b'xmlns:unused="urn:unused"',
        )
    )
    return re.sub(rb"<((?:\w+:)?(?:Invoice|CreditNote|ApplicationResponse))\b", rb"<\1 " + more, data, count=1)


def _prefixes(data: bytes, rng: random.Random) -> bytes:
    return data.replace(b"cbc:", b"b:").replace(b"xmlns:cbc=", b"xmlns:b=")


WRITINGS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    *(_declared, _marked, _version, _in_texts, _in_texts, _in_texts, _at_root, _prefixes),
)
