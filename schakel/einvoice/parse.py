"""Bytes from a stranger → an XML tree that cannot hurt: no DOCTYPE, no entity, bounded in bytes, depth and nodes.

No file or socket is opened, whatever the document asks for. Comments and processing instructions are dropped, so
`12<!--x-->34` is the one text `1234` for every reader of the tree.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from lxml import etree

from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.language import Words

_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_COUNTABLE = re.compile(  # encodings in which every `<` of the text is a byte 0x3C
    rb"(?i)utf-?8|utf-?16(le|be)?|us-ascii|ascii|iso-8859-[0-9]+|windows-125[0-9]|latin-?1"
)

_SHORTEST = 5  # bytes of an attribute: a blank, a name, `=""`


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read before a document is refused."""

    bytes: int = 100_000_000
    depth: int = 100
    nodes: int = 2_000_000  # elements; and as many attributes
    attributes: int = 100  # of one element: to read them all costs lxml the square of their number


LIMITS = Limits()
INTERACTIVE = Limits(nodes=75_000)  # while somebody waits for a page: some 5,000 lines, half a second of a processor


class TooLarge(EInvoiceError):
    code = "too_large"
    words = Words(
        nl="Het bestand is te groot om te lezen.",
        fr="Le fichier est trop volumineux pour être lu.",
        en="The file is too large to read.",
        de="Die Datei ist zu groß, um gelesen zu werden.",
    )


class TooDeep(EInvoiceError):
    code = "too_deep"
    words = Words(
        nl="Het bestand is zo diep genest dat het geen factuur kan zijn.",
        fr="Le fichier est imbriqué si profondément qu'il ne peut pas s'agir d'une facture.",
        en="The file is nested so deeply that it cannot be an invoice.",
        de="Die Datei ist so tief verschachtelt, dass sie keine Rechnung sein kann.",
    )


class DoctypeRefused(EInvoiceError):
    code = "doctype_refused"
    words = Words(
        nl="Het bestand bevat een DOCTYPE. Dat is onveilig en in een factuur niet toegelaten.",
        fr="Le fichier contient un DOCTYPE. C'est dangereux et interdit dans une facture.",
        en="The file contains a DOCTYPE. That is unsafe and not allowed in an invoice.",
        de="Die Datei enthält einen DOCTYPE. Das ist unsicher und in einer Rechnung nicht erlaubt.",
    )


class NotWellFormed(EInvoiceError):
    code = "not_well_formed"
    words = Words(
        nl="Het bestand is geen geldig XML-bestand.",
        fr="Le fichier n'est pas un fichier XML valable.",
        en="The file is not a proper XML file.",
        de="Die Datei ist keine gültige XML-Datei.",
    )


def parse(data: bytes, *, limits: Limits = LIMITS, marks: bool = False) -> etree._Element:
    """The root element; with `marks` its comments and processing instructions are kept.

    Raises:
        TooLarge         permanent: more bytes, elements or attributes than `limits`, or more attributes on one element
        TooDeep          permanent: nested deeper than `limits`
        DoctypeRefused   permanent: any document type declaration, in any encoding
        NotWellFormed    permanent: not XML, or in an encoding that is not read
    """
    _refuse_by_bytes(data, limits)
    root = _parsed(data, marks=marks)
    if root.getroottree().docinfo.internalDTD is not None:
        raise DoctypeRefused
    if _too_deep(limits.depth)(root):
        raise TooDeep(f"more than {limits.depth} levels")
    if len(data) > _SHORTEST * limits.attributes and _too_many(limits.attributes)(root):
        raise TooLarge(f"more than {limits.attributes} attributes on one element")
    return root


def _refuse_by_bytes(data: bytes, limits: Limits) -> None:
    if len(data) > limits.bytes:
        raise TooLarge(f"{len(data)} bytes, more than {limits.bytes}")
    most = 2 * limits.nodes
    if len(data) > most and (data.count(b"<") > most or data.count(b"=") > most):
        raise TooLarge(f"more than {limits.nodes} elements or attributes")
    if unread := _unread_encoding(data[:200]):
        raise NotWellFormed(f"encoding {unread} is not read")


@lru_cache(maxsize=64)  # documents of one sender begin alike
def _unread_encoding(start: bytes) -> str:
    declared = _ENCODING.search(start.replace(b"\0", b""))
    return declared[1].decode("ascii") if declared and not _COUNTABLE.fullmatch(declared[1]) else ""


def _parsed(data: bytes, *, marks: bool) -> etree._Element:
    """`collect_ids=False` would be quicker, but with it libxml2 opens the files that a DOCTYPE names."""
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=not marks,
        remove_pis=not marks,
        remove_blank_text=True,  # between elements; a text of blanks alone stays
        huge_tree=True,  # an attachment is one text of more than 10 MB; libxml2 still stops entities that grow
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        raise _refusal(fault) from None


def _refusal(fault: etree.XMLSyntaxError) -> EInvoiceError:
    message = str(fault)
    if "amplification" in message:
        return DoctypeRefused(message)
    return TooDeep(message) if "Excessive depth" in message else NotWellFormed(message)


@cache
def _too_many(attributes: int) -> etree.XPath:
    return etree.XPath(f"boolean(//@*[{attributes + 1}])")


@cache
def _too_deep(depth: int) -> etree.XPath:
    return etree.XPath("boolean(" + "/*" * (depth + 1) + ")")
