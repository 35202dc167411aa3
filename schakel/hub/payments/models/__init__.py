"""Payable, Payment; PaymentFile with Transfers, PayingAccount; Rule, Approver, Approval; Statement with its entries; Reminder;
OpenTotal."""

from schakel.hub.payments.models.approval import Approval, Approver, Rule
from schakel.hub.payments.models.file import PayingAccount, PaymentFile, Transfer
from schakel.hub.payments.models.folder_file import FolderFile
from schakel.hub.payments.models.payable import Payable, WhyNot
from schakel.hub.payments.models.payment import Payment
from schakel.hub.payments.models.reminder import Reminder
from schakel.hub.payments.models.statement import Statement, StatementEntry
from schakel.hub.payments.models.total import OpenTotal, OutdatedTotal

__all__ = [
    "Approval",
    "Approver",
    "FolderFile",
    "OpenTotal",
    "OutdatedTotal",
    "Payable",
    "PayingAccount",
    "Payment",
    "PaymentFile",
    "Reminder",
    "Rule",
    "Statement",
    "StatementEntry",
    "Transfer",
    "WhyNot",
]
