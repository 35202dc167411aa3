"""Official Peppol rule files that the operator brings: they carry no licence to be shipped with this program."""

from pathlib import Path

from lxml import etree

from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.parse import parse
from schakel.einvoice.validation.reference.schematron import SCHEMATRON, to_xslt

CII = "cii.xslt"
XSLT = "{http://www.w3.org/1999/XSL/Transform}"


class NotARuleFile(EInvoiceError):
    """The file is neither a Schematron of Peppol billing, nor a stylesheet made of one, nor that of EN 16931 for CII."""

    code = "not_a_rule_file"


def bring_in(source: Path, folder: Path) -> Path:
    """Keep a rule file for the reference engine, a Schematron as stylesheet; the path it is kept at.

    Raises:
        NotARuleFile     permanent
        EInvoiceError    permanent: not XML, or past the limits
    """
    data = source.read_bytes()
    root = parse(data)
    kept = folder / _name(data.decode("utf-8", "replace"), source)
    if root.tag == f"{SCHEMATRON}schema" and kept.name != CII:
        root = to_xslt(root)
    elif root.tag not in (f"{XSLT}stylesheet", f"{XSLT}transform"):
        raise NotARuleFile(source.name)
    folder.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))
    return kept


def _name(text: str, source: Path) -> str:
    """Under which the reference engine looks for it, by the rules in it."""
    if "PEPPOL-EN16931-R" in text:
        return "selfbilling.xslt" if "poacc:selfbilling:3.0" in text else "billing.xslt"
    if "CrossIndustryInvoice" in text and "BR-CO-" in text:
        return CII
    raise NotARuleFile(source.name)
