"""Random damage, repeatable by its seed: to bytes, and to the tree of an XML document so that it stays well-formed."""

import copy
import random

from lxml import etree

SPICE = (
    b"\r\n--the-boundary", b"--", b"\r\n\r\n", b"<", b"&", b"]]>", b"<!DOCTYPE x>", b"\0", b"\xff", b"cid:", b"#body", b"=?", b'"',
    b"base64", b"<!--", b"<?x?>", b"&#0;", b"\xed\xa0\x80", b"9" * 400, b"Content-ID: <payload@alice.example>\r\n",
)  # fmt: skip
TEXTS = (
    "",
    " ",
    "x" * 3_000,
    "é\u202e",
    "#messaging",
    "cid:",
    "cid:%zz",
    "cid:payload%40alice.example",
    "-1",
    "{urn:x}y",
    "*",
)


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """One to three damages to bytes: changed, cut, doubled, moved, or with something dangerous put in."""
    for _ in range(chance.randint(1, 3)):
        at, length = chance.randrange(len(data) + 1), chance.choice((1, 2, 10, 100, 1_000))
        piece = data[at : at + length]
        kind = chance.randrange(6)
        if kind == 0:
            data = data[:at] + bytes(byte ^ chance.randrange(256) for byte in piece[:3]) + data[at + 3 :]
        elif kind == 1:
            data = data[:at] + data[at + length :]
        elif kind == 2:
            data = data[:at] + piece * chance.choice((2, 3, 50)) + data[at + length :]
        elif kind == 3:
            data = data[:at] + chance.choice(SPICE) + data[at:]
        elif kind == 4:
            data = data[:at]
        else:
            other = chance.randrange(len(data) + 1)
            data = data[:other] + piece + data[other:]
    return data


def rearranged(text: str, chance: random.Random) -> str:
    """One or two damages to a well-formed document or fragment, in canonical form."""
    root = etree.fromstring(f"<root {NAMESPACES}>{text}</root>")
    for _ in range(chance.randint(1, 2)):
        _damage(root, chance)
    return "".join(etree.tostring(child, method="c14n", exclusive=True).decode() for child in root)


def _damage(root: etree._Element, chance: random.Random) -> None:
    elements = [element for element in root.iterdescendants(etree.Element) if element is not root]
    if not elements:
        return
    element = chance.choice(elements)
    parent = element.getparent()
    assert parent is not None
    kind = chance.randrange(8)
    if kind == 0:
        parent.remove(element)
    elif kind == 1:
        parent.insert(chance.randrange(len(parent) + 1), copy.deepcopy(element))
    elif kind == 2:
        target = chance.choice([one for one in elements if element not in [one, *one.iterancestors()]] or [parent])
        target.append(element)
    elif kind == 3:
        element.text = chance.choice(TEXTS)
    elif kind == 4 and element.attrib:
        element.set(chance.choice(list(element.attrib)), chance.choice(TEXTS))
    elif kind == 5 and element.attrib:
        del element.attrib[chance.choice(list(element.attrib))]
    elif kind == 6:
        element.insert(0, chance.choice((etree.Comment("c"), etree.PI("p", "i"))))
    else:
        element.tag = chance.choice(elements).tag


NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "soap": "http://www.w3.org/2003/05/soap-envelope",
        "wsse": "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd",
        "wsu": "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd",
    }.items()
)
