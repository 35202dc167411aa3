"""The UBL document in which one side answers another about a message: what MLS and MLR have in common."""

from collections.abc import Iterator

from lxml import etree

from schakel.base.blanks import squeeze
from schakel.base.ubl_schema import response_errors
from schakel.base.xml import Limits
from schakel.peppol import xml
from schakel.peppol.errors import InvalidMessage
from schakel.peppol.findings import MessageFinding
from schakel.peppol.identifiers import DocumentTypeId

NAMESPACE = "urn:oasis:names:specification:ubl:schema:xsd:ApplicationResponse-2"
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
NAMESPACES = {"cac": CAC, "cbc": CBC}
UBL_VERSION = "2.1"

LARGEST = Limits(bytes=20_000_000, attributes=1_000)


def document_type(customization: str) -> DocumentTypeId:
    return DocumentTypeId.of(NAMESPACE, "ApplicationResponse", customization=customization, version=UBL_VERSION)


def parse(data: bytes) -> etree._Element:
    """Raises InvalidXml or InvalidMessage (both permanent)."""
    root = xml.parse(data, limits=LARGEST)
    if root.tag != f"{{{NAMESPACE}}}ApplicationResponse":
        raise InvalidMessage(f"{root.tag} is not an ApplicationResponse")
    return root


def schema_findings(root: etree._Element) -> Iterator[MessageFinding]:
    """`XSD` for each thing the schema of UBL has against it."""
    return (MessageFinding("XSD", error.path) for error in response_errors(root))


def new() -> etree._Element:
    return etree.Element(f"{{{NAMESPACE}}}ApplicationResponse", nsmap={"ubl": NAMESPACE, "cac": CAC, "cbc": CBC})


def every(parent: etree._Element, path: str) -> list[etree._Element]:
    """Elements on a path of `cac:` and `cbc:` names."""
    return parent.findall(path, NAMESPACES)


def text(parent: etree._Element, path: str) -> str:
    """The words of the first element on a path, single spaces between them; empty when there is none."""
    found = parent.find(path, NAMESPACES)
    return squeeze(xml.text_of(found))


def add(parent: etree._Element, path: str, value: str = "") -> etree._Element:
    """Add the elements of a path one inside the other; `value` goes into the last."""
    for step in path.split("/"):
        parent = etree.SubElement(parent, qualified(step))
    if value:
        parent.text = value
    return parent


def qualified(name: str) -> str:
    """`cbc:ID` with its namespace instead of its prefix."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def walk(element: etree._Element) -> Iterator[etree._Element]:
    """The element and all below it, without comments."""
    return element.iter(etree.Element)
