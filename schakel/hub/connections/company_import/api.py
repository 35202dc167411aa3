"""The API of an office's companies: added one by one or from a sheet; their connections."""

from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import Annotated, Literal

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Schema
from pydantic import ConfigDict

from schakel.einvoice.belgium import EnterpriseNumber, NotAnEnterpriseNumber
from schakel.hub.connections.api import CompanyOut, Id, reached, router
from schakel.hub.connections.company_import.bring import bring_sheet, discard_import, start_import
from schakel.hub.connections.company_import.check import CheckedRow, FoundNames, RowChecker
from schakel.hub.connections.elsewhere import AlreadyElsewhere, AskedTooMuch, require_free
from schakel.hub.connections.enterprise_lookup import look_up_enterprise
from schakel.hub.connections.idempotency import PARAMETER, made, once
from schakel.hub.connections.key_authentication import Entered, Key, office_of
from schakel.hub.connections.models import ApiKey, CompanyImport, CompanyImportRow, Connection, Office, Scope
from schakel.hub.connections.new_company import AlreadyHere, add_company
from schakel.hub.connections.states import with_state
from schakel.hub.web import sheet_reading
from schakel.hub.web.api import Listed, Paging, body, bytes_in, listed
from schakel.hub.web.problems import EMPTY, Problem, ProblemType
from schakel.hub.web.sheet_reading import UnreadableSheet
from schakel.hub.web.spreadsheet import TYPES

__all__ = ["router"]  # that of the room: one address may have routes of both modules
COMPANIES = Key(Scope.COMPANIES)

NOT_A_COMPANY = ProblemType(422, "not_a_company", _("This company cannot be added: `errors` says why."))
HERE = ProblemType(409, "company_here", _("Your office has this company already: `company` is its id."))
ELSEWHERE = ProblemType(409, "company_elsewhere", AlreadyElsewhere.sentence)
ASKED_TOO_MUCH = ProblemType(429, AskedTooMuch.code, AskedTooMuch.sentence)
NOT_COMPANIES = ProblemType(422, "not_companies", _("This is not a sheet of companies."))
NOT_TO_CONFIRM = ProblemType(409, "not_to_confirm", _("This import does not wait for a confirmation."))

Language = Literal["nl", "fr", "en", "de"]
RowOutcome = StrEnum("RowOutcome", {each.name: each.value for each in CompanyImportRow.Outcome})  # type: ignore[misc]  # the model's own
ConnectionState = StrEnum("ConnectionState", {each.name: each.value for each in Connection.State})  # type: ignore[misc]  # likewise
ImportState = StrEnum("ImportState", ["checking", "checked", "importing", "done", "failed"])


class CompanyIn(Schema):
    """A company to add."""

    model_config = ConfigDict(extra="forbid")

    number: str = Field(
        max_length=40, description="enterprise or VAT number", examples=["0407.214.017", "BE0407214017"]
    )
    name: str = Field("", max_length=200, description="empty: the name in the public register, if the service has it")
    email: str = Field("", max_length=254, examples=["ann@bakery.example"])
    phone: str = Field("", max_length=40, examples=["+32 470 12 34 56"])
    language: Language | Literal[""] = Field("", description="of the client; empty: that of the office")
    responsible: str = Field("", max_length=254, description="a member of the office, by e-mail address or full name")
    mandate_given_on: date | None = None
    note: str = Field("", max_length=2000, description="only the office reads it")


class ConnectionStateOut(Schema):
    """A connection, and whether the client has it."""

    id: int
    kind: Connection.Side = Field(alias="side")
    state: ConnectionState


class ImportCounts(Schema):
    """How many rows have each outcome."""

    waiting: int = Field(0, description="not checked yet")
    new: int = Field(0, description="without errors, not imported yet")
    added: int = 0
    here: int = Field(0, description="companies that the office had already; nothing of them changes")
    faulty: int = Field(0, description="left out: see the rows")


class CompanyImportOut(Schema):
    """A sheet of companies on its way in."""

    id: int
    name: str
    state: ImportState = Field(
        description="checked: waits for its confirmation; failed: our fault, the operator is asked"
    )
    at: datetime
    done_at: datetime | None
    rows: ImportCounts

    @staticmethod
    def resolve_state(company_import: CompanyImport) -> str:
        return "failed" if company_import.is_failed else company_import.state

    @staticmethod
    def resolve_rows(company_import: CompanyImport) -> dict[str, int]:
        return company_import.counts()


class CompanyImportRowOut(Schema):
    """A row of the sheet."""

    number: int = Field(description="in the sheet; the headings are 1")
    outcome: RowOutcome
    faults: list[str] = Field(description="in the language in which the import was asked for")
    enterprise_number: str
    name: str
    company: int | None = Field(alias="company_id", description="id of the company that was added or is here already")


class Asking(Schema):
    name: str = Field("", max_length=200, description="of the file, for people")
    confirm: bool = Field(
        default=False, description="true: check only; import after `POST /company-imports/{import_id}/start`"
    )


@router.post(
    "/companies",
    auth=COMPANIES,
    response={201: CompanyOut, 409: None},
    summary="Add a company",
    openapi_extra={"parameters": [PARAMETER]},
)
def create_company(request: Entered, company: CompanyIn) -> HttpResponse:
    """With its two connections. The key must be one of the whole office."""
    office = office_of(request.auth)
    names = names_for(request.auth, office, company)  # before the transaction: it may be asked for outside
    return once(request, company.model_dump_json().encode(), partial(create, request.auth, office, company, names))


def names_for(key: ApiKey, office: Office, company: CompanyIn) -> FoundNames:
    """Of a company that is sent without a name. Raises Problem: it cannot be added."""
    try:
        digits = EnterpriseNumber.parse(company.number).digits
        require_free(office, key.responsible, digits)
    except NotAnEnterpriseNumber:
        return FoundNames({})
    except AlreadyElsewhere as fault:
        raise Problem(ELSEWHERE) from fault
    except AskedTooMuch as fault:
        raise Problem(ASKED_TOO_MUCH) from fault
    if company.name.strip():
        return FoundNames({})
    found = look_up_enterprise(digits, language=office.language)
    names = {number: each.name for number, each in found.by_number.items()}
    return FoundNames(names, found.unanswered | found.not_asked)


def create(key: ApiKey, office: Office, company: CompanyIn, names: FoundNames) -> HttpResponse:
    row = checked(office, company, names)
    if row.faults or row.number is None:
        raise Problem(NOT_A_COMPANY, errors=[{"at": "body", "why": each} for each in row.faults])
    try:
        added = add_company(
            office,
            row.number,
            name=row.name,
            email=company.email,
            language=row.language,
            phone=company.phone,
            responsible=row.responsible,
            mandate_given_on=row.mandate_given_on,
            note=company.note,
        )
    except AlreadyHere as fault:
        raise Problem(HERE, company=fault.company.pk) from fault
    except AlreadyElsewhere as fault:
        raise Problem(ELSEWHERE) from fault
    out = CompanyOut.from_orm(reached(key).get(pk=added.pk))
    return made(out, at=f"{settings.URL}/api/v1/companies/{added.pk}")


def checked(office: Office, company: CompanyIn, names: FoundNames) -> CheckedRow:
    """By the rules for a row of a sheet. Raises Problem: it is here."""
    values = {name: str(value) for name, value in company.model_dump().items() if value}
    [row] = RowChecker(office, by=None, find_names=lambda _numbers: names).check([values], above={}, numbers=[1])
    if row.company_id:
        raise Problem(HERE, company=row.company_id)
    return row


@router.get(
    "/companies/{company_id}/connections",
    auth=COMPANIES,
    response=Listed[ConnectionStateOut],
    summary="The connections of a company, with their state",
)
def get_connections(request: Entered, company_id: Id, paging: Query[Paging]) -> dict[str, object]:
    company = get_object_or_404(request.auth.companies(), pk=company_id)
    rows: QuerySet[Connection] = with_state(request.auth.connections().filter(company=company))
    return listed(rows, paging, order=("id",))


@router.post(
    "/company-imports",
    auth=COMPANIES,
    response={202: CompanyImportOut},
    summary="Import a sheet of companies",
    openapi_extra=bytes_in("text/csv", TYPES["xlsx"]) | {"parameters": [PARAMETER]},
)
def create_import(request: Entered, asking: Query[Asking]) -> HttpResponse:
    """CSV or XLSX, headings in the first row in any of the four languages, at most 2,000 rows. It is checked and imported in the
    background: ask under `Location` how far it is. Rows with errors are left out; companies that are here stay as they are."""
    office, data = office_of(request.auth), body(request, sheet_reading.LARGEST)
    if not data:
        raise Problem(EMPTY)
    return once(request, data, partial(bring, request.auth, office, data, asking))


def bring(key: ApiKey, office: Office, data: bytes, asking: Asking) -> HttpResponse:
    try:
        company_import = bring_sheet(
            office, data, by=key.responsible, name=asking.name, asks_first=asking.confirm, language=get_language() or ""
        )
    except UnreadableSheet as fault:
        raise Problem(NOT_COMPANIES, str(fault.sentence)) from fault
    return answer_with(company_import)


def answer_with(company_import: CompanyImport) -> HttpResponse:
    at = f"{settings.URL}/api/v1/company-imports/{company_import.pk}"
    return made(CompanyImportOut.from_orm(company_import), at=at, status=202)


@router.get("/company-imports", auth=COMPANIES, response=Listed[CompanyImportOut], summary="The sheets of the office")
def get_imports(request: Entered, paging: Query[Paging]) -> dict[str, object]:
    return listed(imports_of(request.auth), paging, order=("-id",))


@router.get(
    "/company-imports/{import_id}",
    auth=COMPANIES,
    response=CompanyImportOut,
    summary="How far the import of a sheet is",
)
def get_import(request: Entered, import_id: Id) -> CompanyImport:
    return get_object_or_404(imports_of(request.auth), pk=import_id)


@router.get(
    "/company-imports/{import_id}/rows",
    auth=COMPANIES,
    response=Listed[CompanyImportRowOut],
    summary="The rows of a sheet, with what is wrong",
)
def get_import_rows(
    request: Entered, import_id: Id, paging: Query[Paging], outcome: Annotated[RowOutcome | None, Query()] = None
) -> dict[str, object]:
    """In the order of the sheet; `outcome=faulty` has those with errors."""
    rows: QuerySet[CompanyImportRow] = get_object_or_404(imports_of(request.auth), pk=import_id).rows.all()
    return listed(rows.filter(outcome=outcome) if outcome else rows, paging, order=("number", "id"))


@router.post(
    "/company-imports/{import_id}/start",
    auth=COMPANIES,
    response={202: CompanyImportOut, 409: None},
    summary="Import the rows without errors",
    openapi_extra={"parameters": [PARAMETER]},
)
def begin_import(request: Entered, import_id: Id) -> HttpResponse:
    """Of a sheet that waits for its confirmation."""
    company_import = get_object_or_404(imports_of(request.auth), pk=import_id)

    def start() -> HttpResponse:
        if not start_import(company_import):
            raise Problem(NOT_TO_CONFIRM)
        company_import.refresh_from_db()
        return answer_with(company_import)

    return once(request, b"", start)


@router.delete(
    "/company-imports/{import_id}",
    auth=COMPANIES,
    response={204: None, 409: None},
    summary="Forget a sheet, import nothing",
)
def delete_import(request: Entered, import_id: Id) -> HttpResponse:
    """Of a sheet that waits for its confirmation."""
    if not discard_import(get_object_or_404(imports_of(request.auth), pk=import_id)):
        raise Problem(NOT_TO_CONFIRM)
    return HttpResponse(status=204)


def imports_of(key: ApiKey) -> QuerySet[CompanyImport]:
    """Raises Problem: it is a key of one company."""
    return CompanyImport.objects.managed_by(key.responsible).filter(office=office_of(key))
