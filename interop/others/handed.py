"""What we hand to others, made by Schakel in the same run; and how we judge what they hand back."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from schakel.cli.kinds import DocumentChecker
from schakel.cli.outcome import CheckedDocument
from schakel.cli.releases import ruleset_of_today
from schakel.einvoice import responses
from schakel.einvoice.model import (
    Account,
    Address,
    Identifier,
    Invoice,
    Item,
    Kind,
    Line,
    Party,
    PaymentMeans,
    PrecedingInvoice,
    Price,
    VatCategory,
)
from schakel.einvoice.render.pdf import pdf
from schakel.einvoice.render.transfer import transfer
from schakel.einvoice.totals import summed
from schakel.einvoice.ubl.write import write
from schakel.peppol import mls
from schakel.peppol.identifiers import ParticipantId
from schakel.sepa import credit_transfer

DAY = date(2026, 11, 20)
ACCOUNT = "BE71096123456769"


OURS, THEIRS = "ours → theirs", "theirs → ours"


class Row(NamedTuple):
    """One thing handed over, and what became of it."""

    way: str  # OURS or THEIRS: who made what was handed
    handed: str
    made: str
    passed: bool = True  # whether it is what we want


class Missing(Exception):
    """The peer cannot be had here; the reason is for the reader."""


def party(name: str, digits: str) -> Party:
    return Party(
        name=name,
        endpoint=Identifier(digits, "0208"),
        legal_id=Identifier(digits, "0208"),
        tax_ids=(Identifier(f"BE{digits}", "VAT"),),
        address=Address(line_1="Molenweg 3", city="Gent", post_code="9000", country="BE"),
    )


class Handed:
    """Our documents."""

    @cached_property
    def invoice(self) -> Invoice:
        lines = (
            Line("1", Item("Flour T55"), VatCategory("S", Decimal(21)), Decimal(12), "C62", Price(Decimal("18.40"))),
            Line("2", Item("Baker's book"), VatCategory("S", Decimal(6)), Decimal(1), "C62", Price(Decimal("30"))),
        )
        means = PaymentMeans("30", remittance="+++202/6001/18414+++", account=Account(ACCOUNT))
        return summed(
            Invoice(
                number="2026-1184",
                issue_date=DAY,
                due_date=date(2026, 12, 20),
                type_code="380",
                currency="EUR",
                buyer_reference="B-7741",
                seller=party("Meelhandel Vermeiren", "0407214017"),
                buyer=party("Bakkerij De Korenbloem", "0214168971"),
                payment_means=(means,),
                lines=lines,
            )
        )

    @cached_property
    def ubl(self) -> bytes:
        return write(self.invoice)

    @cached_property
    def credit_note(self) -> bytes:
        credited = replace(
            self.invoice,
            kind=Kind.CREDIT_NOTE,
            type_code="381",
            due_date=None,
            number="2026-1185",
            preceding_invoices=(PrecedingInvoice("2026-1184", DAY),),
        )
        return write(credited)

    @cached_property
    def response(self) -> bytes:
        answer = responses.respond(self.invoice, responses.Status.ACCEPTED, number="R1", issue_date=DAY)
        return responses.write(answer)

    @cached_property
    def status(self) -> bytes:
        told = mls.MessageStatus(
            "MLS-1",
            datetime(2026, 11, 20, 12, 0, tzinfo=UTC),
            ParticipantId("0242:000306"),
            ParticipantId("0242:000307"),
            "a593a0aa-6ff7-48b0-8906-5534fa5212e0",
            mls.Fate.PASSED_ON,
        )
        return mls.write(told)

    @cached_property
    def paper(self) -> bytes:
        """The PDF/A-3 with the UBL attached."""
        return pdf(self.invoice, "nl", ubl=self.ubl)

    @cached_property
    def bare_paper(self) -> bytes:
        return pdf(self.invoice, "nl", ubl=b"")

    @cached_property
    def code(self) -> bytes:
        """The QR code as PNG."""
        paid = transfer(self.invoice)
        assert paid
        return paid.png()

    @cached_property
    def payments(self) -> bytes:
        paid = credit_transfer.Payment(
            "F-2026-12", "Meelhandel Vermeiren", ACCOUNT, Decimal("299.00"), "+++202/6001/18414+++"
        )
        made = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
        file = credit_transfer.PaymentFile("BETAAL-1", made, "Bakkerij", "BE48320070184927", DAY, (paid,))
        return credit_transfer.write(file)


def judged(data: bytes, rules: Path | None = None) -> CheckedDocument:
    """What `schakel validate` says of it; CII by the reference engine when `rules` has its file."""
    with DocumentChecker(
        "native" if rules is None else "both", schema=True, rules=rules or Path("nowhere"), ruleset=ruleset_of_today()
    ) as judge:
        return judge.check(data)[-1]


def verdict(found: CheckedDocument) -> str:
    """In words for the table."""
    by = " in ".join((found.kind or "?", *reversed(found.inside)))
    rules = sorted({each.rule for each in found.findings})
    return f"{by}: {found.verdict.replace('_', ' ')}{f' ({chr(44).join(rules)})' if rules else ''}"
