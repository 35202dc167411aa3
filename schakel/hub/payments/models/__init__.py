"""Payable, Payment, PaymentFile, Transfer, Account, Rule, Approver, Approval, Statement, Entry, FolderFile, Reminder."""

from schakel.hub.payments.models.approval import Approval, Approver, Rule
from schakel.hub.payments.models.file import Account, PaymentFile, Transfer
from schakel.hub.payments.models.folder_file import FolderFile
from schakel.hub.payments.models.payable import Payable, WhyNot
from schakel.hub.payments.models.payment import Payment
from schakel.hub.payments.models.reminder import Reminder
from schakel.hub.payments.models.statement import Entry, Statement

__all__ = [
    "Account",
    "Approval",
    "Approver",
    "Entry",
    "FolderFile",
    "Payable",
    "Payment",
    "PaymentFile",
    "Reminder",
    "Rule",
    "Statement",
    "Transfer",
    "WhyNot",
]
