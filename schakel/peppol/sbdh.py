"""The envelope around every business document: wrap and unwrap.

A `StandardBusinessDocument` holds a header and exactly one business document. Source: Peppol Business Message
Envelope (SBDH) 2.0.2.
"""

import re
from collections.abc import Iterator

from lxml import etree

from schakel.peppol import sbdh_header, sbdh_reader, xml, xml_outline
from schakel.peppol.errors import InvalidEnvelope
from schakel.peppol.sbdh_header import NAMESPACE, WRAPPED, Envelope, Header, MlsType

__all__ = ["NAMESPACE", "WRAPPED", "Envelope", "Header", "MlsType", "read_header", "unwrap", "wrap", "wrap_in_pieces"]

SMALL = 1_000_000  # bytes


def wrap(header: Header, document: bytes) -> bytes:
    """The envelope as bytes in UTF-8, the document inside unchanged but for its XML declaration.

    Raises:
        InvalidXml       permanent: the document is not well-formed or not safe
        InvalidEnvelope  permanent: the document is not of `header.document_type`
    """
    return b"".join(wrap_in_pieces(header, document))


def wrap_in_pieces(header: Header, document: bytes) -> Iterator[bytes | memoryview]:
    """As `wrap`, piece by piece, so that a large document is not copied."""
    document = xml.to_utf8(document)
    root, _ = xml_outline.outline(document)
    kind = header.document_type
    promised = (root.namespace, root.name) == (kind.namespace, kind.root) if kind.root else root.namespace == WRAPPED
    if not promised:
        raise InvalidEnvelope(f"{{{root.namespace}}}{root.name} is not {kind}", code="INVALID_BUSINESS_MESSAGE")
    shell = etree.tostring(sbdh_header.write(header, root.name), encoding="UTF-8", xml_declaration=True)
    head, end_tag, tail = shell.rpartition(b"</sbdh:StandardBusinessDocument>")
    yield head
    yield memoryview(document)[root.start : root.end]
    yield end_tag + tail


def unwrap(data: bytes, *, strict: bool = True) -> Envelope:
    """Open an envelope that came from outside: its header, and the document byte for byte.

    `strict` refuses everything the specification forbids. A receiver passes False: what does not hinder delivery
    (where to send the MLS, a time without zone, a document that is not what the header says) becomes a warning.
    Namespaces the document borrows from the envelope are declared on its root, the only change ever made.

    Raises:
        InvalidXml       permanent: not well-formed, a DOCTYPE, over a limit
        InvalidEnvelope  permanent: its `code` names the rule, such as MISSING_COUNTRY_C1
    """
    data = xml.to_utf8(data)
    header, payload, borrowed = _open(data, strict=strict)
    return Envelope(header, _standalone(data[payload.start : payload.end], payload, borrowed))


def read_header(data: bytes, *, strict: bool = True) -> Header:
    """As `unwrap`, without taking the document out: for a receiver that only checks who, what and to whom."""
    if len(data) > SMALL:
        return _open(xml.to_utf8(data), strict=strict)[0]
    tree = xml.parse(data)  # of a small envelope a tree is made sooner than an outline
    root, *children = (_named(element) for element in (tree, *tree.iterchildren(etree.Element)))
    _require_root(root.namespace, root.name)
    return sbdh_reader.header(tree, _payload(children), strict=strict)


def _named(element: etree._Element) -> xml_outline.Span:
    namespace, _, name = str(element.tag).rpartition("}")
    return xml_outline.Span(namespace[1:], name, 0)


def _open(data: bytes, *, strict: bool) -> tuple[Header, xml_outline.Span, dict[str | None, str]]:
    root, children = xml_outline.outline(data)
    _require_root(root.namespace, root.name)
    payload = _payload(children)
    shell = xml.parse(data[: payload.start] + data[payload.end :], limits=xml.SMALL)
    return sbdh_reader.header(shell, payload, strict=strict), payload, dict(shell.nsmap)


def _require_root(namespace: str, name: str) -> None:
    if (namespace, name) != (NAMESPACE, "StandardBusinessDocument"):
        raise InvalidEnvelope("the root is not a StandardBusinessDocument")


def _payload(children: list[xml_outline.Span]) -> xml_outline.Span:
    header = (NAMESPACE, "StandardBusinessDocumentHeader")
    if not children or (children[0].namespace, children[0].name) != header:
        raise InvalidEnvelope("no StandardBusinessDocumentHeader in first place", code="MISSING_SBDH")
    if len(children) != 2:
        raise InvalidEnvelope(f"{len(children) - 1} business documents instead of one")
    if children[1].namespace == NAMESPACE:
        raise InvalidEnvelope("an envelope inside an envelope", code="INVALID_BUSINESS_MESSAGE")
    return children[1]


def _standalone(document: bytes, payload: xml_outline.Span, borrowed: dict[str | None, str]) -> bytes:
    declarations = [
        _declaration(prefix or "", uri)
        for prefix, uri in borrowed.items()
        if (prefix or "") not in payload.prefixes and _uses(document, prefix or "")
    ]
    name = re.match(rb"<[^\s/>]+", document)
    assert name
    return document[: name.end()] + b"".join(declarations) + document[name.end() :] if declarations else document


def _uses(document: bytes, prefix: str) -> bool:
    return prefix.encode() + b":" in document if prefix else _UNPREFIXED.search(document) is not None


def _declaration(prefix: str, uri: str) -> bytes:
    name = f"xmlns:{prefix}" if prefix else "xmlns"
    escaped = uri.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return f' {name}="{escaped}"'.encode()


_UNPREFIXED = re.compile(rb"<[^\s<>/!?:][^\s<>/:]*[\s/>]")
