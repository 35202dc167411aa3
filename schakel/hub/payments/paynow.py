"""Paying with the bank app one has: the transfer behind the QR code, or why there is none."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from schakel.hub.connections.models import Connection
from schakel.hub.documents.bills import effects
from schakel.hub.payments.models import Payable
from schakel.hub.payments.status import PaymentState, PaymentStatus
from schakel.sepa import epc_qr
from schakel.sepa.errors import SepaError
from schakel.sepa.iban import Iban
from schakel.sepa.reference import FreeText, Remittance, read

SIZE = re.compile(r'width="(\d+)" height="\1"')  # becomes a view box, so that the page gives the size
PAYABLE = frozenset(
    {PaymentState.TO_PAY, PaymentState.OVERDUE, PaymentState.PARTLY_PAID, PaymentState.LATER, PaymentState.IN_FILE}
)


@dataclass(frozen=True)
class QrCode:
    """`refusal` tells the reader why there is no picture."""

    svg: str = ""
    refusal: str = ""


def qr_code_of(here: PaymentStatus) -> QrCode | None:
    """None when nothing is to be paid by transfer."""
    document = here.paying.document
    if here.state not in PAYABLE or document.connection.side != Connection.Side.PURCHASE:
        return None
    if not effects.of(document).is_payable:
        return None
    try:
        drawn = SIZE.sub(r'viewBox="0 0 \1 \1"', epc_qr.svg(transfer_of(here.paying)), count=1)
        return QrCode(svg=mark_safe(drawn))  # noqa: S308 -- drawn by us, it holds no text
    except SepaError as refusal:
        return QrCode(refusal=refusal.said_in(get_language() or "en"))


def transfer_of(paying: Payable) -> epc_qr.Transfer:
    """What is left of it. Raises SepaError (permanent): account, amount, name or reference cannot be paid to."""
    return epc_qr.Transfer(
        name=paying.name,
        iban=Iban.parse(paying.iban),
        amount=paying.left or Decimal(0),
        remittance=remittance_of(paying),
    )


def remittance_of(paying: Payable) -> Remittance:
    """What the payee asks to mention; else the number of the invoice. Raises SepaError: written as a reference, but wrong."""
    asked = read(paying.remittance)
    return FreeText(paying.document.number) if asked == FreeText() else asked
