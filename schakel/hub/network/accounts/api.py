"""Accounts at providers by API: list, add, change, try and remove them, and say which companies go through them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Field, Path, Query, Router, Schema
from pydantic import ConfigDict

from schakel.hub.connections.api import Id
from schakel.hub.connections.idempotency import PARAMETER, made, once
from schakel.hub.connections.key_authentication import Entered, Key
from schakel.hub.connections.models import ApiKey, Company, Office, Scope
from schakel.hub.network.access_points.providers import providers
from schakel.hub.network.accounts.forms import AccountForm, account_credentials
from schakel.hub.network.accounts.save import AccountRefused, add_company, remove_account, remove_company
from schakel.hub.network.accounts.sentences import sentence
from schakel.hub.network.accounts.trial import try_account
from schakel.hub.network.models import AccountCompany, ProviderAccount
from schakel.hub.network.models.provider_account import LONGEST_CREDENTIAL, LONGEST_URL
from schakel.hub.web.api import LARGEST_ID, Listed, Paging, listed
from schakel.hub.web.problems import Problem, ProblemType

router = Router(tags=["Accounts at providers"])
ACCOUNTS = Key(Scope.ACCOUNTS)
ONCE = {"parameters": [PARAMETER]}
ProviderCode = StrEnum("ProviderCode", {code: code for code in providers()})  # type: ignore[misc]  # as many as there are folders
CompanyId = Annotated[int, Path(ge=0, le=LARGEST_ID)]
AccountState = StrEnum("AccountState", {each.name: each.value for each in ProviderAccount.State})  # type: ignore[misc]  # the model's own

REFUSED = ProblemType(
    422, "account_refused", _("This account cannot be saved like this; `errors` says what to change.")
)
IN_USE = ProblemType(409, "account_in_use", _("Something depends on this account; `errors` says what."))


class AccountIn(Schema):
    """A new one. It takes no company before you add it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"provider": "recommand", "key": "key_1", "secret": "secret_1"}]},
    )

    provider: ProviderCode
    key: str = Field(min_length=1, max_length=LONGEST_CREDENTIAL)
    secret: str = Field("", max_length=LONGEST_CREDENTIAL, description="recommand only")
    webhook_secret: str = Field("", max_length=LONGEST_CREDENTIAL, description="recommand and e-invoice.be")
    url: str = Field("", max_length=LONGEST_URL, description="of its API; left out: the usual one")


class AccountChange(Schema):
    """What you leave out stays. Another server needs its key again."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"key": "key_2"}]})

    key: str | None = Field(None, min_length=1, max_length=LONGEST_CREDENTIAL)
    secret: str | None = Field(None, max_length=LONGEST_CREDENTIAL)
    webhook_secret: str | None = Field(None, max_length=LONGEST_CREDENTIAL)
    url: str | None = Field(None, max_length=LONGEST_URL)


class AccountCompanyIn(Schema):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"company": 3}]})

    company: int = Field(ge=1, le=LARGEST_ID)
    legal_entity: str = Field("", max_length=40, description="storecove only: the number of the company there")


class AccountCompanyOut(Schema):
    company: int = Field(alias="company_id")
    legal_entity: str


class AccountOut(Schema):
    """An account without its keys, which nobody can read again."""

    id: int
    provider: ProviderCode = Field(alias="kind")
    url: str = Field(description="of its API; empty: the usual one")
    webhook: str = Field(description="where the provider can call us; its secret has to be the one of the account")
    state: AccountState
    tried_at: datetime | None
    why: str = Field(description="why it does not work, in the language of Accept-Language; empty: it works")
    created_at: datetime

    @staticmethod
    def resolve_webhook(row: ProviderAccount) -> str:
        return f"{settings.URL}/providers/{row.name}" if providers()[row.kind].capabilities.has_webhook else ""

    @staticmethod
    def resolve_why(row: ProviderAccount) -> str:
        return sentence(row.last_error)


def reached(key: ApiKey) -> QuerySet[ProviderAccount]:
    """A key of the whole office, made by an owner; others reach none."""
    return ProviderAccount.objects.managed_by(key.responsible).filter(office=key.office_id).select_related("office")


@router.get("/provider-accounts", auth=ACCOUNTS, response=Listed[AccountOut], summary="The accounts of the office")
def list_accounts(request: Entered, paging: Query[Paging], state: AccountState | None = None) -> dict[str, object]:
    """The newest first. Those of the operator's configuration are not among them."""
    rows = reached(request.auth)
    return listed(rows.filter(state=state) if state else rows, paging, order=("-id",))


@router.post(
    "/provider-accounts", auth=ACCOUNTS, response={201: AccountOut}, summary="Add an account", openapi_extra=ONCE
)
def add_account(request: Entered, given: AccountIn) -> HttpResponse:
    """A key of the whole office that an owner made. The provider is asked soon whether the key works: see `state`."""
    key = request.auth
    office = Office.objects.owned_by(key.responsible).filter(pk=key.office_id or 0).first()
    if office is None:
        raise Problem(REFUSED, errors=[{"at": "key", "why": str(_("An owner of the office has to make the API key."))}])

    def add() -> HttpResponse:
        row = save(AccountForm(form_values(given), kind=given.provider, office=office), given, by=key)
        return made(AccountOut.from_orm(row), at=f"{settings.URL}/api/v1/provider-accounts/{row.pk}")

    return once(request, request.body, add)


@router.get("/provider-accounts/{account_id}", auth=ACCOUNTS, response=AccountOut, summary="One of them")
def get_account(request: Entered, account_id: Id) -> ProviderAccount:
    return get_object_or_404(reached(request.auth), pk=account_id)


@router.patch(
    "/provider-accounts/{account_id}", auth=ACCOUNTS, response=AccountOut, summary="Change its key or address"
)
def change_account(request: Entered, account_id: Id, given: AccountChange) -> ProviderAccount:
    """It is tried anew."""
    row = get_object_or_404(reached(request.auth), pk=account_id)
    values = {"url": row.url, **form_values(given)}
    return save(AccountForm(values, kind=row.kind, office=row.office, account=row), given, by=request.auth)


@router.post(
    "/provider-accounts/{account_id}/tries", auth=ACCOUNTS, response=AccountOut, summary="Ask whether its key works"
)
def try_one(request: Entered, account_id: Id) -> ProviderAccount:
    """Asks the provider now, which takes a minute at worst; `state` and `why` say what came of it."""
    row = get_object_or_404(reached(request.auth), pk=account_id)
    try_account(row)
    return row


@router.delete("/provider-accounts/{account_id}", auth=ACCOUNTS, response={204: None}, summary="Remove it")
def remove(request: Entered, account_id: Id) -> HttpResponse:
    """409 while an address is registered through it or a document is on its way."""
    row = get_object_or_404(reached(request.auth), pk=account_id)
    try:
        remove_account(row)
    except AccountRefused as refused:
        raise in_use(refused) from refused
    return HttpResponse(status=204)


@router.get(
    "/provider-accounts/{account_id}/companies",
    auth=ACCOUNTS,
    response=Listed[AccountCompanyOut],
    summary="Which companies go through it",
)
def list_companies(request: Entered, account_id: Id, paging: Query[Paging]) -> dict[str, object]:
    return listed(get_object_or_404(reached(request.auth), pk=account_id).companies.all(), paging, order=("id",))


@router.post(
    "/provider-accounts/{account_id}/companies",
    auth=ACCOUNTS,
    response=AccountCompanyOut,
    summary="A company goes through it from now on",
)
def add_one(request: Entered, account_id: Id, given: AccountCompanyIn) -> AccountCompany:
    """Once more changes nothing but `legal_entity`."""
    row = get_object_or_404(reached(request.auth), pk=account_id)
    company = get_object_or_404(Company.objects.filter(office=row.office), pk=given.company)
    try:
        add_company(row, company, legal_entity=given.legal_entity.strip())
    except AccountRefused as refused:
        raise Problem(REFUSED, errors=[{"at": "company", "why": str(refused.sentence)}]) from refused
    return AccountCompany.objects.get(company=company)


@router.delete(
    "/provider-accounts/{account_id}/companies/{company_id}",
    auth=ACCOUNTS,
    response={204: None},
    summary="A company goes through it no more",
)
def remove_one(request: Entered, account_id: Id, company_id: CompanyId) -> HttpResponse:
    row = get_object_or_404(reached(request.auth), pk=account_id)
    try:
        remove_company(get_object_or_404(row.companies, company=company_id))
    except AccountRefused as refused:
        raise in_use(refused) from refused
    return HttpResponse(status=204)


def in_use(refused: AccountRefused) -> Problem:
    return Problem(IN_USE, errors=[{"at": "", "why": str(refused.sentence)}])


def form_values(given: Schema) -> dict[str, Any]:
    return given.model_dump(exclude_none=True, exclude={"provider"})


def save(form: AccountForm, given: AccountIn | AccountChange, *, by: ApiKey) -> ProviderAccount:
    """Through the form of the page. Raises Problem."""
    known = {*account_credentials(form.kind), "url"}
    unknown = [name for name, value in form_values(given).items() if value and name not in known]
    errors = [{"at": name, "why": str(_("This provider knows no such key."))} for name in unknown]
    row = form.save(by.responsible) if not errors and form.is_valid() else None
    if row is None:
        found = [
            {"at": name if name != "__all__" else "", "why": str(each)}
            for name, sentences in form.errors.items()
            for each in sentences
        ]
        raise Problem(REFUSED, errors=errors or found)
    return row
