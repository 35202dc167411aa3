"""A payment file → the bytes a bank takes."""

from decimal import Decimal
from enum import StrEnum

from lxml import etree

from schakel.sepa.amount import CURRENCY
from schakel.sepa.credit_transfer.model import Payment, PaymentFile, cleaned
from schakel.sepa.reference import CreditorReference, FreeText, StructuredCommunication

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"


class Version(StrEnum):
    """The two versions of the message that banks take."""

    V03 = "pain.001.001.03"
    V09 = "pain.001.001.09"


def write(file: PaymentFile, *, version: Version = Version.V09) -> bytes:
    """The file for the bank: UTF-8, valid against the schema of its version.

    Raises FileRefused (permanent), with every reason; half a file is never written.
    """
    clean = cleaned(file)
    root = etree.Element(
        f"{{{NAMESPACE}{version}}}Document",
        nsmap={None: NAMESPACE + version},  # type: ignore[dict-item]  # the stubs do not know the default namespace
    )
    message = _add(root, "CstmrCdtTrfInitn")
    _header(message, clean)
    _batch(message, clean, version=version)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _header(message: etree._Element, file: PaymentFile) -> None:
    header = _add(message, "GrpHdr")
    _add(header, "MsgId", file.id)
    _add(header, "CreDtTm", file.created.isoformat())
    _counts(header, file)
    party = _add(header, "InitgPty")
    _add(party, "Nm", file.debtor)
    if file.enterprise:
        other = _add(party, "Id/OrgId/Othr")
        _add(other, "Id", file.enterprise)
        _add(other, "Issr", "KBO-BCE")


def _batch(message: etree._Element, file: PaymentFile, *, version: Version) -> None:
    batch = _add(message, "PmtInf")
    _add(batch, "PmtInfId", file.id)
    _add(batch, "PmtMtd", "TRF")
    _add(batch, "BtchBookg", "true" if file.batch else "false")
    _counts(batch, file)
    _add(batch, "PmtTpInf/SvcLvl/Cd", "SEPA")
    _add(batch, "ReqdExctnDt" if version is Version.V03 else "ReqdExctnDt/Dt", file.execution.isoformat())
    _add(batch, "Dbtr/Nm", file.debtor)
    _add(batch, "DbtrAcct/Id/IBAN", file.iban)
    _add(batch, "DbtrAgt/FinInstnId/Othr/Id", "NOTPROVIDED")  # the IBAN tells the bank; no BIC since 2016
    _add(batch, "ChrgBr", "SLEV")
    for payment in file.payments:
        _transfer(batch, payment)


def _transfer(batch: etree._Element, payment: Payment) -> None:
    transfer = _add(batch, "CdtTrfTxInf")
    _add(transfer, "PmtId/EndToEndId", payment.id)
    _add(transfer, "Amt/InstdAmt", str(payment.amount)).set("Ccy", CURRENCY)
    _add(transfer, "Cdtr/Nm", payment.name)
    _add(transfer, "CdtrAcct/Id/IBAN", payment.iban)
    match payment.remittance:
        case StructuredCommunication(digits):
            _reference(transfer, digits, issuer="BBA")
        case CreditorReference(text):
            _reference(transfer, text, issuer="ISO")
        case FreeText(text) if text:
            _add(transfer, "RmtInf/Ustrd", text)


def _reference(transfer: etree._Element, reference: str, *, issuer: str) -> None:
    info = _add(transfer, "RmtInf/Strd/CdtrRefInf")
    kind = _add(info, "Tp")
    _add(kind, "CdOrPrtry/Cd", "SCOR")
    _add(kind, "Issr", issuer)
    _add(info, "Ref", reference)


def _counts(parent: etree._Element, file: PaymentFile) -> None:
    _add(parent, "NbOfTxs", str(len(file.payments)))
    _add(parent, "CtrlSum", str(sum((payment.amount for payment in file.payments), Decimal(0))))


def _add(parent: etree._Element, path: str, content: str | None = None) -> etree._Element:
    """A new element under `parent`, in its namespace; a path makes the elements on the way too."""
    namespace = etree.QName(parent).namespace
    for step in path.split("/"):
        parent = etree.SubElement(parent, f"{{{namespace}}}{step}")
    parent.text = content
    return parent
