"""The API of this room: what is open, and bank statements."""

from datetime import date, datetime
from functools import partial
from typing import Literal

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema

from schakel.einvoice.money import decimal_text
from schakel.hub.connections.api import Id
from schakel.hub.connections.idempotency import PARAMETER, made, once
from schakel.hub.connections.key_authentication import Entered, Key
from schakel.hub.connections.models import ApiKey, Company, Scope
from schakel.hub.documents.api.waiting import WaitingFileOut, now_or_later
from schakel.hub.documents.bills.warning_texts import heaviest_of
from schakel.hub.documents.models import WaitingFile
from schakel.hub.payments import matching
from schakel.hub.payments.models import Payable, Statement
from schakel.hub.payments.models.payable import PayableQuerySet
from schakel.hub.payments.open_items import ORDER, PREFETCHED, OpenItemQuery, items_in, with_payments
from schakel.hub.payments.rights import companies_paid_by
from schakel.hub.payments.status import payment_status
from schakel.hub.web.api import Listed, Paging, Wanted, body, bytes_in, listed
from schakel.hub.web.problems import EMPTY, Problem, ProblemType
from schakel.sepa.errors import SepaError
from schakel.sepa.statements import MOST_ENTRIES, TooManyEntries

router = Router(tags=["Payments"])
STATEMENTS = Key(Scope.STATEMENTS)
LONG = "api_statement"  # kind of a waiting file
LARGEST = 20 * 1024 * 1024  # bytes of a statement

NOT_A_STATEMENT = ProblemType(422, "not_a_statement", _("This bank statement was not added; `reason` says why."))


class Asking(Schema):
    """Which items."""

    side: Literal["purchase", "sales"] = "purchase"
    state: Literal["open", "overdue", "later", "paid", "archived"] = "open"
    company: Wanted = Field(None, description="id of a company")
    q: str = Field("", max_length=200, description="words in the document")

    def of(self, key: ApiKey) -> PayableQuerySet:
        asked = OpenItemQuery(
            side=self.side, tab=self.state, company=self.company, text=self.q.strip().replace("\0", "")
        )
        connections = key.connections().filter(side=self.side)
        if self.company is not None:
            connections = connections.filter(company=self.company)
        return items_in(connections, key.responsible, asked)


class OpenItemOut(Schema):
    document: int = Field(description="id")
    company: int = Field(description="id")
    number: str = Field(description="BT-1")
    party: str
    issue_date: date | None = Field(description="BT-2")
    due_date: date | None = Field(description="BT-9")
    currency: str = Field(description="BT-5")
    amount: str | None = Field(description="to the buyer, as text: below zero when they get money back")
    left: str | None = Field(description="still open of it, with the same sign")
    state: str = Field(description="to_pay, overdue, in_file, partly_paid, paid, later, archived, not_to_pay…")
    iban: str
    remittance: str = Field(description="BT-83")
    warning: str = Field(
        description="the heaviest that nobody confirmed: stop (not payable until somebody does), look, know"
    )
    why_not: str = Field(description="why no transfer is needed: direct_debit, card, cash…; empty: one is")

    @staticmethod
    def resolve_document(paying: Payable) -> int:
        return paying.document_id

    @staticmethod
    def resolve_company(paying: Payable) -> int:
        return paying.document.connection.company_id

    @staticmethod
    def resolve_number(paying: Payable) -> str:
        return paying.document.number

    @staticmethod
    def resolve_party(paying: Payable) -> str:
        return paying.document.party

    @staticmethod
    def resolve_issue_date(paying: Payable) -> date | None:
        return paying.document.issue_date

    @staticmethod
    def resolve_due_date(paying: Payable) -> date | None:
        return paying.document.due_date

    @staticmethod
    def resolve_currency(paying: Payable) -> str:
        return paying.document.currency

    @staticmethod
    def resolve_amount(paying: Payable) -> str | None:
        return None if paying.document.amount is None else decimal_text(paying.document.amount)

    @staticmethod
    def resolve_left(paying: Payable) -> str | None:
        return None if paying.left is None else decimal_text(paying.left)

    @staticmethod
    def resolve_warning(paying: Payable) -> str:
        return heaviest_of(paying.document)

    @staticmethod
    def resolve_state(paying: Payable) -> str:
        return payment_status(paying, getattr(paying.document, PREFETCHED)).state.value


class StatementOut(Schema):
    id: int
    iban: str
    currency: str
    number: str = Field(description="as the bank counts")
    day: date | None = Field(description="of the closing balance")
    closing: str | None = Field(description="balance, as text")
    added_at: datetime

    @staticmethod
    def resolve_closing(statement: Statement) -> str | None:
        return None if statement.closing is None else decimal_text(statement.closing)

    @staticmethod
    def resolve_added_at(statement: Statement) -> datetime:
        return statement.at


class AddedOut(Schema):
    statements: list[StatementOut] = Field(description="new here")
    known: int = Field(description="statements in the file that were here already; nothing of them changed")
    matched: int = Field(description="payments found with certainty")
    foreign: list[str] = Field(description="accounts that are not this company's: nothing of them was kept")


@router.get("/open-items", auth=STATEMENTS, response=Listed[OpenItemOut], summary="What is to be paid, first due first")
def list_open_items(request: Entered, asking: Query[Asking], paging: Query[Paging]) -> dict[str, object]:
    return listed(with_payments(asking.of(request.auth)), paging, order=ORDER)


def company_paid_for(key: ApiKey, company_id: int) -> Company:
    companies = companies_paid_by(key.responsible).filter(pk__in=key.companies())
    return get_object_or_404(companies, pk=company_id)


@router.get(
    "/companies/{company_id}/statements",
    auth=STATEMENTS,
    response=Listed[StatementOut],
    summary="Bank statements, the last added first",
)
def list_statements(request: Entered, company_id: Id, paging: Query[Paging]) -> dict[str, object]:
    statements: QuerySet[Statement] = company_paid_for(request.auth, company_id).statements.all()
    return listed(statements, paging, order=("-id",))


@router.post(
    "/companies/{company_id}/statements",
    auth=STATEMENTS,
    response={201: AddedOut, 202: WaitingFileOut},
    summary="Add bank statements: CAMT.053 or CODA",
    openapi_extra=bytes_in("application/xml", "text/plain") | {"parameters": [PARAMETER]},
)
def add_statements(request: Entered, company_id: Id) -> HttpResponse:
    """Each statement once, however often it is added. What is certain is marked as paid, the rest is for a person.

    A file of more than 1,000 movements is answered with 202, and the answer to this call stands under `Location` when it was
    read.
    """
    key, company = request.auth, company_paid_for(request.auth, company_id)
    data = body(request, min(LARGEST, settings.UPLOAD_LIMIT))
    now = partial(add_file, key, company, data, most=matching.INTERACTIVE)
    later = partial(now_or_later, now, too_long=TooManyEntries.code, kind=LONG, key=key, data=data, company=company)
    return once(request, data, later)


def add_file_later(key: ApiKey, file: WaitingFile, data: bytes) -> HttpResponse:
    return add_file(key, company_paid_for(key, file.company_id or 0), data, most=MOST_ENTRIES)


def add_file(key: ApiKey, company: Company, data: bytes, *, most: int) -> HttpResponse:
    if not data:
        raise Problem(EMPTY)
    try:
        outcome = matching.add_statements(data, company, by=key.responsible, most=most)
    except SepaError as fault:
        raise Problem(NOT_A_STATEMENT, fault.said_in(get_language() or "en"), reason=fault.code) from fault
    told = {name: getattr(outcome, name) for name in ("statements", "known", "matched", "foreign")}
    return made(AddedOut.model_validate(told))
