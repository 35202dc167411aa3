"""The SOAP envelope: each thing we look for has one place, and nothing is ever searched for again.

That is what stops signature wrapping: the nodes that are verified are the nodes that are read.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from schakel.base.blanks import BLANKS
from schakel.base.xml import Limits
from schakel.peppol import xml
from schakel.peppol.as4.errors import As4Error, Code
from schakel.peppol.as4.names import EB, SOAP, WSSE, WSU
from schakel.peppol.errors import InvalidXml

LIMITS = Limits(bytes=1_000_000, nodes=5_000, attributes=1_000, depth=20)

BODY = f'<soap:Body xmlns:soap="{SOAP}" xmlns:wsu="{WSU}" wsu:Id="body"></soap:Body>'  # in canonical form

_IDS = etree.XPath("//@wsu:Id | //@Id | //@ID | //@id | //@xml:id", namespaces={"wsu": WSU})
_COUNT = etree.XPath(
    "count(//eb:Messaging) + count(//soap:Body) + count(//wsse:Security) + count(//soap:Envelope)",
    namespaces={"eb": EB, "soap": SOAP, "wsse": WSSE},
)


@dataclass(frozen=True, slots=True)
class SoapEnvelope:
    """The three elements of a SOAP envelope that mean something in AS4; `security` is None when there is none."""

    messaging: etree._Element
    body: etree._Element
    security: etree._Element | None


def read(data: bytes) -> SoapEnvelope:
    """Raises As4Error EBMS:0009: not safe XML in UTF-8, not SOAP 1.2, an element twice or not in its place, an Id twice."""
    try:
        root = xml.parse(data, limits=LIMITS)
    except InvalidXml as error:
        raise invalid(error.detail) from error
    if (root.getroottree().docinfo.encoding or "UTF-8").upper() != "UTF-8":
        raise invalid("not in UTF-8")
    if root.tag != f"{{{SOAP}}}Envelope":
        raise invalid(f"{root.tag!r:.200} is not a SOAP 1.2 Envelope")
    header, body = exactly(root, [f"{{{SOAP}}}Header", f"{{{SOAP}}}Body"])
    messaging = only(header, f"{{{EB}}}Messaging")
    securities = list(header.iterchildren(f"{{{WSSE}}}Security"))
    if _COUNT(root) != 3 + len(securities) or len(securities) > 1:
        raise invalid("Messaging, Body or Security more than once")
    ids = _IDS(root)
    assert isinstance(ids, list)
    if len(ids) != len(set(ids)):
        raise invalid("an Id twice")
    return SoapEnvelope(messaging, body, securities[0] if securities else None)


def exactly(parent: etree._Element, tags: Sequence[str]) -> list[etree._Element]:
    """The children, when they are precisely these in this order. Raises As4Error EBMS:0009."""
    children = list(parent.iterchildren(etree.Element))
    if [child.tag for child in children] != list(tags):
        raise invalid(f"{local(parent)} holds {[local(child) for child in children]}")
    return children


def only(parent: etree._Element, tag: str) -> etree._Element:
    """The one child of this name; others may stand beside it. Raises As4Error EBMS:0009."""
    found = list(parent.iterchildren(tag))
    if len(found) != 1:
        raise invalid(f"{len(found)} times {tag.rpartition('}')[2]} in {local(parent)}")
    return found[0]


def optional(parent: etree._Element, tag: str) -> etree._Element | None:
    """As `only`, or None."""
    return only(parent, tag) if next(parent.iterchildren(tag), None) is not None else None


def require_empty(element: etree._Element) -> None:
    """Raises As4Error EBMS:0009 when an element that must be empty is not."""
    if len(element) or (element.text or "").strip(BLANKS):
        raise invalid(f"{local(element)} is not empty")


def local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2][:100]


def write(messaging: str, *, security: str) -> bytes:
    """An envelope around header blocks, its Body empty."""
    return (
        f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Header>{security}{messaging}</soap:Header>{BODY}</soap:Envelope>'
    ).encode()


def messaging(content: str) -> str:
    """The ebMS header block in exclusive canonical form, around `content` that is so already."""
    return (
        f'<eb:Messaging xmlns:eb="{EB}" xmlns:soap="{SOAP}" xmlns:wsu="{WSU}" wsu:Id="messaging"'
        f' soap:mustUnderstand="true">{content}</eb:Messaging>'
    )


def digests(messaging: str) -> list[tuple[str, bytes]]:
    """What a signature says of the Messaging block and the Body of an envelope: URI and SHA-256."""
    signed = {"#messaging": messaging, "#body": BODY}
    return [(uri, hashlib.sha256(canonical.encode()).digest()) for uri, canonical in signed.items()]


def text(value: str) -> str:
    """A value as canonical XML writes it between tags."""
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#xD;")


def attribute(value: str) -> str:
    """A value as canonical XML writes it between double quotes."""
    value = value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return value.replace("\t", "&#x9;").replace("\n", "&#xA;").replace("\r", "&#xD;")


def invalid(detail: str) -> As4Error:
    return As4Error(Code.INVALID_HEADER, detail)
