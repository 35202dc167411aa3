"""Bytes from a stranger → an XML tree that cannot hurt: no DOCTYPE, no entity, bounded in bytes, depth and nodes.

Comments and processing instructions are dropped, so `12<!--x-->34` is the one text `1234` for every reader of the tree.
How it is read, and what `Limits` holds, is in `schakel.base.xml`.
"""

from lxml import etree

from schakel.base.xml import Limits, Reader, XmlRefusal
from schakel.einvoice.errors import EInvoiceError

__all__ = ["INTERACTIVE", "LIMITS", "DoctypeRefused", "Limits", "NotWellFormed", "TooDeep", "TooLarge", "parse"]

LIMITS = Limits()
INTERACTIVE = Limits(nodes=75_000)  # while somebody waits for a page: some 5,000 lines, half a second of a processor


class TooLarge(EInvoiceError):
    code = "too_large"


class TooDeep(EInvoiceError):
    code = "too_deep"


class DoctypeRefused(EInvoiceError):
    code = "doctype_refused"


class NotWellFormed(EInvoiceError):
    code = "not_well_formed"


_REFUSALS = {
    XmlRefusal.TOO_LARGE: TooLarge,
    XmlRefusal.TOO_DEEP: TooDeep,
    XmlRefusal.DOCTYPE: DoctypeRefused,
    XmlRefusal.ENTITIES: DoctypeRefused,
    XmlRefusal.NOT_WELL_FORMED: NotWellFormed,
}
_READER = Reader(_REFUSALS, keep_blanks=False)
_READER_WITH_MARKS = Reader(_REFUSALS, keep_blanks=False, keep_marks=True)


def parse(data: bytes, *, limits: Limits = LIMITS, marks: bool = False) -> etree._Element:
    """The root element; with `marks` its comments and processing instructions are kept.

    Raises:
        TooLarge         permanent: more bytes, elements or attributes than `limits`, or more attributes on one element
        TooDeep          permanent: nested deeper than `limits`
        DoctypeRefused   permanent: any document type declaration, in any encoding
        NotWellFormed    permanent: not XML, or in an encoding that is not read
    """
    return (_READER_WITH_MARKS if marks else _READER).read(data, limits)
