"""Checking: the draft as the document it would become, judged by the full rules, and led back to the form."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from schakel.einvoice.model import Invoice, SupportingDocument
from schakel.einvoice.ubl.write import write
from schakel.einvoice.validation import Report, in_force, validate
from schakel.hub.sales.drafts.compose import DraftProblem, Issuer, compose
from schakel.hub.sales.drafts.content import Content
from schakel.hub.sales.drafts.field_errors import problems_of

PLACEHOLDER = "2026-0001"  # in the place of the number that is given at issuing


@dataclass(frozen=True)
class CheckedDraft:
    """`problems` empty: it can be issued."""

    invoice: Invoice
    problems: tuple[DraftProblem, ...]
    report: Report
    places: tuple[int, ...]  # of each line in the form

    @property
    def is_ready(self) -> bool:
        return not self.problems


def check(
    content: Content, issuer: Issuer, *, today: date, attached: Iterable[SupportingDocument] = ()
) -> CheckedDraft:
    composed = compose(content, issuer, number=PLACEHOLDER, today=today, attached=attached)
    report = validate(write(composed.invoice), ruleset=in_force(today).name)
    problems = problems_of(report.fatal, content, composed, issuer)
    return CheckedDraft(composed.invoice, tuple(problems), report, composed.lines)
