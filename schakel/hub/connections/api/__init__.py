"""The API of this room: what a key is, and the companies it reaches."""

from datetime import date
from typing import Annotated

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router, Schema
from pydantic import Field

from schakel.hub.connections.key_authentication import Entered, Key
from schakel.hub.connections.models import ApiKey, Company, Connection
from schakel.hub.web.api import LARGEST_ID, Listed, Paging, listed

Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]

router = Router(tags=["Companies"])


class KeyOut(Schema):
    name: str
    prefix: str = Field(description="its first characters")
    scopes: list[str]
    office: int | None = Field(description="id of the office, of a key for all its companies")
    company: int | None = Field(description="id of the company, of a key for one")

    @staticmethod
    def resolve_office(key: ApiKey) -> int | None:
        return key.office_id

    @staticmethod
    def resolve_company(key: ApiKey) -> int | None:
        return key.company_id


class ConnectionOut(Schema):
    id: int
    kind: str = Field(description="purchase or sales")

    @staticmethod
    def resolve_kind(connection: Connection) -> str:
        return connection.side


class CompanyOut(Schema):
    id: int
    name: str
    enterprise_number: str = Field(description="ten digits, or empty")
    vat_number: str
    participants: list[str] = Field(description="its addresses on the network, as 0208:0738401154")
    connections: list[ConnectionOut] = Field(description="those that the key reaches")
    closes_on: date | None = Field(description="from this day on it is closed: only read; null: nobody closes it")

    @staticmethod
    def resolve_participants(company: Company) -> list[str]:
        return sorted(str(each) for each in company.participants.all())

    @staticmethod
    def resolve_connections(company: Company) -> list[Connection]:
        return company.reached  # type: ignore[attr-defined, no-any-return]  # prefetched by reached()


@router.get("/key", auth=Key(), response=KeyOut, summary="What this key is")
def key(request: Entered) -> ApiKey:
    return request.auth


@router.get("/companies", auth=Key(), response=Listed[CompanyOut], summary="The companies this key reaches")
def companies(request: Entered, paging: Query[Paging], enterprise_number: str = "") -> dict[str, object]:
    """By name, closed ones too. `enterprise_number` takes ten digits, with points or without."""
    rows = reached(request.auth)
    if digits := "".join(c for c in enterprise_number if c.isdigit()):
        rows = rows.filter(enterprise_number=digits)
    return listed(rows, paging, order=("sort_name", "id"))


@router.get("/companies/{company_id}", auth=Key(), response=CompanyOut, summary="One company")
def company(request: Entered, company_id: Id) -> Company:
    return get_object_or_404(reached(request.auth), pk=company_id)


def reached(key: ApiKey) -> QuerySet[Company]:
    """Each with what its page says."""
    connections = Prefetch("connections", key.connections().order_by("pk"), to_attr="reached")
    return key.companies().prefetch_related(connections, "participants")
