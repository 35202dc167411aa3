"""The PDF inside an invoice against its data: does the picture that people read ask for what programs pay?

A right number somewhere in the text is agreement: an honest PDF has a net and a gross total, and the accounts of several
banks. A difference is only said of a PDF that is this invoice; terms, a delivery note or a picture without text are not.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from schakel.base.blanks import pieces
from schakel.base.folding import folded
from schakel.base.iban import compact, is_iban
from schakel.einvoice.model import Invoice
from schakel.einvoice.pdf_reading import PdfText
from schakel.einvoice.pdf_text import TOTAL, number_in
from schakel.einvoice.text_facts import (
    amount_of,
    amounts_in,
    days_in,
    has_day,
    has_whole_amount,
    ibans_in,
    number_pattern,
)

DIRECT_DEBIT = frozenset({"49", "59"})  # UNCL 4461: the text names an account of the buyer
LEAST = 60  # letters and digits; a page with fewer is a scan, or says nothing
LEGIBLE = 3  # everyday words; a font without a table of its letters gives none
EVERYDAY = frozenset(
    pieces(
        """
        de het een van en op voor met niet bij te uw wij zijn is in aan als dit dat onze of
        le la les des du et pour par dans une votre nous sur sont est que au aux
        the and to for with your are on our be this
        der die das und von mit ist den zu auf im dem sind ein eine nicht wir
        btw tva vat mwst factuur facture invoice rechnung datum date totaal total
        leveringsbon livraison delivery lieferschein bestelbon commande order
        """
    )
)


class PdfOutcome(StrEnum):
    AGREES = "agrees"
    DIFFERS = "differs"
    OTHER = "other"  # it has text, and is not this invoice
    NOT_COMPARED = "not_compared"  # a picture, or too much, or nothing that can be read


class PdfDifference(StrEnum):
    IBAN = "pdf_iban"
    TOTAL = "pdf_total"
    NUMBER = "pdf_number"
    DATE = "pdf_date"


@dataclass(frozen=True, slots=True)
class Differs:
    """`in_pdf` is what stands there instead, `in_data` what the invoice says; both as facts: compact, with a point, ISO."""

    what: PdfDifference
    in_data: str
    in_pdf: str = ""  # empty: the PDF says nothing that could be meant


@dataclass(frozen=True, slots=True)
class PdfCheck:
    outcome: PdfOutcome
    differences: tuple[Differs, ...] = ()
    ibans_elsewhere: tuple[str, ...] = ()  # accounts in a PDF that does not have the one of the data


def check(invoice: Invoice, pdfs: Sequence[PdfText], *, own_ibans: Collection[str] = ()) -> PdfCheck:
    """All PDFs of one invoice. `own_ibans` are accounts of the buyer, compact: of a direct debit the PDF may name one."""
    debited = (compact(each.mandate.debited_account) for each in invoice.payment_means if each.mandate)
    read = [ReadPdf(invoice, pdf, frozenset({*own_ibans, *debited})) for pdf in pdfs]
    read = [each for each in read if each.has_text]
    elsewhere = tuple(dict.fromkeys(iban for each in read for iban in each.ibans_elsewhere))
    if ours := [each for each in read if each.is_the_invoice]:
        differences = tuple(differences_in(invoice, ours))
        outcome = PdfOutcome.DIFFERS if differences else PdfOutcome.AGREES
        return PdfCheck(outcome, differences, elsewhere)
    is_other = any(each.is_legible and each.pdf.is_whole for each in read)
    return PdfCheck(PdfOutcome.OTHER if is_other else PdfOutcome.NOT_COMPARED, ibans_elsewhere=elsewhere)


def differences_in(invoice: Invoice, pdfs: Sequence["ReadPdf"]) -> Iterator[Differs]:
    """What none of these has, each of which is this invoice. Of one that was not read whole the rest may say it."""
    if not all(each.pdf.is_whole for each in pdfs):
        return
    first = pdfs[0]
    if not any(each.has_iban for each in pdfs) and (others := [iban for each in pdfs for iban in each.ibans_elsewhere]):
        yield Differs(PdfDifference.IBAN, first.data.ibans[0], others[0])
    if not any(each.has_total for each in pdfs) and (
        total := next(filter(None, (each.other_total for each in pdfs)), None)
    ):
        yield Differs(PdfDifference.TOTAL, str(first.data.totals[0]), str(total))
    if not any(each.has_number for each in pdfs):
        yield Differs(
            PdfDifference.NUMBER, invoice.number, next(filter(None, (each.other_number for each in pdfs)), "")
        )
    days = [day for each in pdfs for day in days_in(each.folded)]
    if days and invoice.issue_date and not any(has_day(each.folded, invoice.issue_date) for each in pdfs):
        yield Differs(PdfDifference.DATE, invoice.issue_date.isoformat(), days[0].isoformat())


@dataclass(frozen=True, slots=True)
class Data:
    """What the invoice itself says, to be looked for."""

    ibans: tuple[str, ...]  # where it is to be paid; of a credit note and a direct debit: nowhere
    totals: tuple[Decimal, ...]  # each of them is right: what is asked for first, then the total with VAT
    figures: frozenset[Decimal]  # each amount in it

    @classmethod
    def of(cls, invoice: Invoice) -> "Data":
        asks = not invoice.is_money_back and not any(each.code in DIRECT_DEBIT for each in invoice.payment_means)
        accounts = [compact(each.account.id) for each in invoice.payment_means if each.account and asks]
        totals = invoice.totals
        wanted = [abs(each) for each in (invoice.amount_to_pay, totals.payable, totals.with_vat) if each]
        figures = [totals.lines, totals.without_vat, totals.vat, totals.vat_in_vat_currency, totals.paid, *wanted]
        figures += [each for row in invoice.vat_breakdown for each in (row.taxable_amount, row.tax_amount)]
        figures += [line.net_amount for line in invoice.lines]
        return cls(
            tuple(dict.fromkeys(each for each in accounts if is_iban(each))),
            tuple(dict.fromkeys(wanted)),
            frozenset(abs(each) for each in figures if each is not None),
        )


@dataclass(frozen=True)
class ReadPdf:
    """One PDF, looked through for what the data says."""

    invoice: Invoice
    pdf: PdfText
    own_ibans: frozenset[str]

    @property
    def has_text(self) -> bool:
        return sum(sign.isalnum() for page in self.pdf.pages for sign in page) >= LEAST

    @cached_property
    def data(self) -> Data:
        return Data.of(self.invoice)

    @cached_property
    def text(self) -> str:
        return "\n".join(self.pdf.pages)

    @cached_property
    def folded(self) -> str:
        return " ".join(map(folded, self.pdf.pages))  # page by page: what `folded` reads has an end

    @cached_property
    def amounts(self) -> set[Decimal]:
        return amounts_in(self.text)

    @cached_property
    def has_iban(self) -> bool:
        signs = "".join(filter(str.isalnum, self.text))
        return any(iban in signs for iban in self.data.ibans)

    @cached_property
    def ibans_elsewhere(self) -> list[str]:
        """Accounts where nobody is to pay by the data, which names another one."""
        if not self.data.ibans or self.has_iban:
            return []
        return [iban for iban in ibans_in(self.text) if iban not in self.own_ibans]

    @cached_property
    def has_total(self) -> bool:
        """Also where there is nothing to look for."""
        wanted = self.data.totals
        return not wanted or any(each in self.amounts or has_whole_amount(self.text, each) for each in wanted)

    @cached_property
    def other_total(self) -> Decimal | None:
        """What it asks for instead: a total by its words, else its largest amount; never a figure of the invoice."""
        labelled = [amount_of(each) for each in TOTAL.findall(self.text)]
        return max((each for each in labelled or self.amounts if each not in self.data.figures), default=None)

    @cached_property
    def has_number(self) -> bool:
        """Also where it is too short to be looked for."""
        return self.number_pattern is None or self.number_pattern.search(self.folded) is not None

    @cached_property
    def number_pattern(self) -> re.Pattern[str] | None:
        return number_pattern(self.invoice.number)

    @cached_property
    def other_number(self) -> str:
        return number_in(self.text)

    @cached_property
    def is_the_invoice(self) -> bool:
        """By its number or its total; or it is an invoice at least, with a number and a total of its own."""
        by_number = self.number_pattern is not None and self.has_number
        by_total = bool(self.data.totals) and self.has_total
        return by_number or by_total or bool(self.other_number and TOTAL.search(self.text))

    @property
    def is_legible(self) -> bool:
        return len(EVERYDAY.intersection(re.findall("[a-z]+", self.folded))) >= LEGIBLE
