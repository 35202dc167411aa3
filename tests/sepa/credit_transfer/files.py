"""Payment files to test with; every test changes one thing."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from schakel.sepa.credit_transfer import Payment, PaymentFile
from schakel.sepa.reference import StructuredCommunication

BBA = StructuredCommunication("090933755493")
PAYMENT = Payment("F-2026-12", "Bakkerij Zoë", "BE68 5390 0754 7034", Decimal("121"), BBA)
FILE = PaymentFile(
    id="BETAAL-1",
    created=datetime(2026, 11, 24, 9, 30, 1, 123456, tzinfo=UTC),
    debtor="Fietsen Mertens BV",
    iban="BE71 0961 2345 6769",
    execution=date(2026, 11, 26),
    payments=(PAYMENT,),
)


def one(**changes):
    """A file with one payment, changed."""
    return replace(FILE, payments=(replace(PAYMENT, **changes),))
