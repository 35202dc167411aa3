"""The bytes of a payment file → what it pays. For checking what was written, and for showing a file again."""

from decimal import Decimal

from lxml import etree

from schakel.base.blanks import BLANKS
from schakel.sepa.credit_transfer.model import Payment, PaymentFile
from schakel.sepa.credit_transfer.writer import NAMESPACE, Version
from schakel.sepa.errors import SepaError
from schakel.sepa.reference import FreeText, Remittance
from schakel.sepa.reference import read as read_reference
from schakel.sepa.xml import day, each, first, moment, name_of, number, parse, text


class NotAPaymentFile(SepaError):
    code = "not_a_payment_file"


def read(data: bytes) -> PaymentFile:
    """What a pain.001.001.03 or .09 with one batch pays.

    Raises:
        UnsafeXml, NotXml                       permanent
        NotAPaymentFile                         permanent: another message, more batches, or counts that do not hold
        NotAStructuredCommunication, NotACreditorReference   permanent: wrong check digits in it
    """
    root = parse(data)
    if name_of(root) not in {(NAMESPACE + version, "Document") for version in Version}:
        raise NotAPaymentFile(str(root.tag)[:100])
    batches = each(root, "CstmrCdtTrfInitn/PmtInf")
    if len(batches) != 1:
        raise NotAPaymentFile(f"{len(batches)} batches")
    file = _file(root, batches[0])
    _check_counts(root, file)
    return file


def _file(root: etree._Element, batch: etree._Element) -> PaymentFile:
    created = moment(text(root, "CstmrCdtTrfInitn/GrpHdr/CreDtTm"))
    execution = day(text(batch, "ReqdExctnDt/Dt", "ReqdExctnDt"))
    if created is None or execution is None:
        raise NotAPaymentFile("no date")
    return PaymentFile(
        id=text(root, "CstmrCdtTrfInitn/GrpHdr/MsgId"),
        created=created,
        debtor=text(batch, "Dbtr/Nm"),
        iban=text(batch, "DbtrAcct/Id/IBAN"),
        execution=execution,
        payments=tuple(_payment(transfer) for transfer in each(batch, "CdtTrfTxInf")),
        batch=text(batch, "BtchBookg") in {"true", "1"},
        enterprise=text(root, "CstmrCdtTrfInitn/GrpHdr/InitgPty/Id/OrgId/Othr/Id"),
    )


def _payment(transfer: etree._Element) -> Payment:
    instructed = first(transfer, "Amt/InstdAmt")
    amount = None if instructed is None else number((instructed.text or "").strip(BLANKS))
    if instructed is None or amount is None:
        raise NotAPaymentFile("no amount")
    return Payment(
        id=text(transfer, "PmtId/EndToEndId"),
        name=text(transfer, "Cdtr/Nm"),
        iban=text(transfer, "CdtrAcct/Id/IBAN"),
        amount=amount,
        remittance=_remittance(transfer),
        currency=instructed.get("Ccy", ""),
    )


def _remittance(transfer: etree._Element) -> Remittance:
    reference = text(transfer, "RmtInf/Strd/CdtrRefInf/Ref")
    return read_reference(reference) if reference else FreeText(text(transfer, "RmtInf/Ustrd"))


def _check_counts(root: etree._Element, file: PaymentFile) -> None:
    total = sum((payment.amount for payment in file.payments), Decimal(0))
    for place in ("CstmrCdtTrfInitn/GrpHdr", "CstmrCdtTrfInitn/PmtInf"):
        said = text(root, f"{place}/NbOfTxs"), number(text(root, f"{place}/CtrlSum"))
        if said != (str(len(file.payments)), total):
            raise NotAPaymentFile(f"{place} counts {said}, not {len(file.payments)} and {total}")
