"""A file of transfers for the bank: pain.001, written, checked and read back.

Sources: ISO 20022 pain.001.001.09 and .03 (Customer Credit Transfer Initiation), EPC132-08 (SEPA customer-to-bank
guidelines), Febelfin's guidelines for Belgium (structured creditor reference with issuer BBA).
"""

from schakel.sepa.credit_transfer.model import (
    FileRefused,
    Payment,
    PaymentFile,
    Refusal,
    cleaned,
    cleaned_payment,
    refusals,
)
from schakel.sepa.credit_transfer.reader import NotAPaymentFile, read
from schakel.sepa.credit_transfer.writer import Version, write

__all__ = [
    "FileRefused",
    "NotAPaymentFile",
    "Payment",
    "PaymentFile",
    "Refusal",
    "Version",
    "cleaned",
    "cleaned_payment",
    "read",
    "refusals",
    "write",
]
