"""Bytes from a stranger → an XML tree that cannot hurt: no DOCTYPE, no entity, bounded in bytes, depth and nodes.

Comments and processing instructions are dropped, so `12<!--x-->34` is the one text `1234` for every reader of the tree.
How it is read, and what `Limits` holds, is in `schakel.base.xml`.
"""

from lxml import etree

from schakel.base.xml import Limits, Reader, XmlRefusal
from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.language import Words

__all__ = ["INTERACTIVE", "LIMITS", "DoctypeRefused", "Limits", "NotWellFormed", "TooDeep", "TooLarge", "parse"]

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
