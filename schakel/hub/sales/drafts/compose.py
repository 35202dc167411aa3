"""Composing: what was typed becomes the invoice of EN 16931, with its sums, and what could not be read of it.

Values in, values out; no database. Whether the invoice is right is for the rules to say (`check`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from schakel.einvoice import model
from schakel.einvoice.belgium import StructuredCommunication, communication_digits, is_structured_communication
from schakel.einvoice.language import Words
from schakel.einvoice.model import AllowanceCharge, Invoice, Line, Party
from schakel.einvoice.money import round_cents
from schakel.einvoice.totals import summed
from schakel.hub.sales.drafts.content import Content, Row, rows_of
from schakel.hub.sales.drafts.customer import is_mistyped, party_of
from schakel.hub.sales.drafts.parse_input import day_in, days_in, is_doubtful, number_in, share_in
from schakel.hub.sales.drafts.vat import TREATMENTS, Treatment, reasons
from schakel.hub.web.language import Sentence
from schakel.sepa.errors import SepaError
from schakel.sepa.iban import Iban

INVOICE, CREDIT_NOTE, ADVANCE = "invoice", "credit_note", "advance"
TYPE_CODES = {INVOICE: "380", CREDIT_NOTE: "381", ADVANCE: "386"}  # BT-3, UNCL 1001
SELF_BILLED_CODES = {INVOICE: "389", CREDIT_NOTE: "261", ADVANCE: "389"}
TRANSFER, NOT_DEFINED = "30", "1"  # BT-81, UNCL 4461
DISCOUNT, FEE = (
    ("95", Words("sales", "discount")),
    ("ABK", Words("sales", "costs")),
)
SETTLED = Words("sales", "settled")  # BT-20 of a credit note, which must say something of when (BR-CO-25)

NUMBER = _("Write a number, such as 1234,50.")
DOUBTFUL = _("This can mean two things. Leave out the dot, or use a comma.")
SHARE = _("Write an amount, such as 5,00, or a percentage, such as 10 %.")
CENTS = _("An amount has at most two decimals.")
DAY = _("Write a date, such as 24/12/2026.")
DAYS = _("Write a number of days, such as 30.")
ACCOUNT = _("This is not an account number (IBAN): check each character.")
FOREIGN_ACCOUNT = _("Choose an account of the company: if its payments need approval, its invoices can use no other.")
COMMUNICATION = _("The check digits of this structured communication are wrong.")
BELGIAN = _("This is not a Belgian enterprise or VAT number: check each digit.")
CHOICE = _("Choose one from the list.")

_SUBJECT = re.compile("^([^#]*)#([^#]{3}#)")


@dataclass(frozen=True)
class DraftProblem:
    """Something to put right: the name of the field in the form, and a sentence in the reader's language."""

    field: str
    sentence: Sentence


@dataclass(frozen=True)
class Issuer:
    """Our side: the company, and whether it bills in the name of its supplier."""

    party: Party
    self_billed: bool = False
    accounts: frozenset[str] | None = (
        None  # compact; the only ones that an invoice may name, where the company asks that
    )


@dataclass(frozen=True)
class DraftInvoice:
    invoice: Invoice
    problems: tuple[DraftProblem, ...]
    lines: tuple[int, ...]  # the place in the form of each line of the invoice


def compose(
    content: Content,
    issuer: Issuer,
    *,
    number: str,
    today: date,
    attached: Iterable[model.SupportingDocument] = (),
) -> DraftInvoice:
    read = ContentReader(content, accounts=issuer.accounts)
    kind = content.get("kind") if content.get("kind") in TYPE_CODES else INVOICE
    issued = read.day("issue_date") or today
    lines = [read.line(place, row, number=n) for n, (place, row) in enumerate(rows_of(content, "lines"), start=1)]
    adjustments = [read.adjustment(place, row) for place, row in rows_of(content, "adjustments")]
    other = read.other()
    due, days = read.day("due_date"), read.days("payment_days")
    if due is None and days is not None:
        due = read.later(issued, days)
    invoice = Invoice(
        kind=model.Kind.CREDIT_NOTE if kind == CREDIT_NOTE else model.Kind.INVOICE,
        number=number,
        issue_date=issued,
        type_code=(SELF_BILLED_CODES if issuer.self_billed else TYPE_CODES)[str(kind)],
        currency="EUR",
        due_date=due,
        buyer_reference=content.get("buyer_reference", ""),
        order_reference=content.get("order_reference", ""),
        payment_terms=content.get("payment_terms")
        or (read.text(SETTLED) if kind == CREDIT_NOTE and due is None else ""),
        notes=read.notes(),
        process=model.SELF_BILLING_PROCESS if issuer.self_billed else model.BILLING_PROCESS,
        specification=model.SELF_BILLING if issuer.self_billed else model.BILLING,
        preceding_invoices=read.preceding(),
        seller=other if issuer.self_billed else issuer.party,
        buyer=issuer.party if issuer.self_billed else other,
        delivery=read.delivery(issuer.party if issuer.self_billed else other),
        payment_means=read.payment(other if issuer.self_billed else issuer.party),
        allowances_charges=tuple(adjustments),
        totals=model.Totals(paid=read.money("prepaid", read.number("prepaid", content.get("prepaid", "")))),
        vat_breakdown=reasons(read.used, read.language),
        documents=tuple(attached),
        lines=tuple(lines),
    )
    return DraftInvoice(
        summed(invoice), tuple(read.problems), tuple(place for place, _row in rows_of(content, "lines"))
    )


class ContentReader:
    """Reads one content; keeps what it could not read."""

    def __init__(self, content: Content, *, accounts: frozenset[str] | None = None) -> None:
        self.content, self.accounts = content, accounts
        self.language = str(content.get("language") or "nl")
        self.problems: list[DraftProblem] = []
        self.used: list[Treatment] = []

    def text(self, words: Words) -> str:
        return words.said_in(self.language)

    def add_problem(self, field: str, sentence: Sentence) -> None:
        self.problems.append(DraftProblem(field, sentence))

    def number(self, field: str, text: str) -> Decimal | None:
        value = number_in(text) if text else None
        if text and value is None:
            self.add_problem(field, DOUBTFUL if is_doubtful(text) else NUMBER)
        return value

    def money(self, field: str, value: Decimal | None) -> Decimal | None:
        """BR-DEC-01 and kin: an amount counts cents."""
        if value is None or value == round_cents(value):
            return value
        self.add_problem(field, CENTS)
        return None

    def share(self, field: str, text: str) -> tuple[Decimal | None, Decimal | None]:
        percentage, amount = share_in(text)
        if percentage is None and amount is None:
            self.add_problem(field, SHARE)
        return percentage, self.money(field, amount)

    def day(self, field: str) -> date | None:
        text = self.content.get(field, "")
        value = day_in(text) if text else None
        if text and value is None:
            self.add_problem(field, DAY)
        return value

    def days(self, field: str) -> timedelta | None:
        text = self.content.get(field, "")
        value = days_in(text) if text else None
        if text and value is None:
            self.add_problem(field, DAYS)
        return value

    def later(self, issued: date, days: timedelta) -> date | None:
        try:
            return issued + days
        except OverflowError:  # after the last day of the calendar
            self.add_problem("issue_date", DAY)
            return None

    def treatment(self, field: str, key: str) -> Treatment | None:
        found = TREATMENTS.get(key)
        if found is None:
            self.add_problem(field, CHOICE)
        else:
            self.used.append(found)
        return found

    def line(self, place: int, row: Row, *, number: int) -> Line:
        at = f"lines-{place}"
        treatment = self.treatment(f"{at}-vat", row["vat"])
        return Line(
            id=str(number),
            item=model.Item(name=row["name"], description=row["description"]),
            vat=treatment.vat if treatment else None,
            quantity=self.number(f"{at}-quantity", row["quantity"]),
            unit=row["unit"],
            price=model.Price(net=self.number(f"{at}-price", row["price"])),
            allowances_charges=self.discount(f"{at}-discount", row["discount"]),
        )

    def discount(self, field: str, text: str) -> tuple[AllowanceCharge, ...]:
        """BG-27."""
        percentage, amount = self.share(field, text) if text else (None, None)
        if percentage is None and amount is None:
            return ()
        code, words = DISCOUNT
        return (
            AllowanceCharge(
                is_charge=False, amount=amount, percentage=percentage, reason=self.text(words), reason_code=code
            ),
        )

    def adjustment(self, place: int, row: Row) -> AllowanceCharge:
        """BG-20 or BG-21."""
        at, is_charge = f"adjustments-{place}", row["what"] == "charge"
        percentage, amount = self.share(f"{at}-amount", row["amount"])
        treatment = self.treatment(f"{at}-vat", row["vat"])
        code, words = FEE if is_charge else DISCOUNT
        return AllowanceCharge(
            is_charge,
            amount,
            percentage=percentage,
            reason=row["reason"] or self.text(words),
            reason_code="" if row["reason"] else code,
            vat=treatment.vat if treatment else None,
        )

    def other(self) -> Party:
        if is_mistyped(self.content):
            self.add_problem("customer_number", BELGIAN)
        return party_of(self.content)

    def notes(self) -> tuple[str, ...]:
        """BT-22. `#5kg#` would be taken for a subject (BR-CL-08), which nobody means who types it."""
        note = _SUBJECT.sub(r"\1# \2", self.content.get("note", ""), count=1)
        return (note,) if note else ()

    def preceding(self) -> tuple[model.PrecedingInvoice, ...]:
        on, number = self.day("preceding_date"), self.content.get("preceding_number", "")
        return (model.PrecedingInvoice(number, on),) if number else ()

    def delivery(self, buyer: Party) -> model.Delivery | None:
        """Where it went is asked for only when it crossed a border: then to where the buyer is."""
        on = self.day("delivered_on")
        abroad = any(each.category == "K" for each in self.used)
        return model.Delivery(delivered_on=on, address=buyer.address if abroad else None) if on or abroad else None

    def payment(self, payee: Party) -> tuple[model.PaymentMeans, ...]:
        """BG-16: a transfer to the account; what is to be quoted may stand there without one."""
        account, remittance = self.account(), self.remittance()
        if account is None and not remittance:
            return ()
        return (
            model.PaymentMeans(
                TRANSFER if account else NOT_DEFINED,
                remittance=remittance,
                account=account and replace(account, name=payee.name),
            ),
        )

    def account(self) -> model.Account | None:
        text = self.content.get("iban", "")
        try:
            account = model.Account(Iban.parse(text).compact) if text else None
        except SepaError:
            self.add_problem("iban", ACCOUNT)
            return None
        if account and self.accounts is not None and account.id not in self.accounts:
            self.add_problem("iban", FOREIGN_ACCOUNT)
        return account

    def remittance(self) -> str:
        """BT-83: a structured communication as it is printed, or other words."""
        text = str(self.content.get("communication", ""))
        if not communication_digits(text):
            return text
        if not is_structured_communication(text):
            self.add_problem("communication", COMMUNICATION)
            return ""
        return str(StructuredCommunication.parse(text))
