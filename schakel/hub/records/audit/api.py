"""The log of an office by API: its chain in order, each row with its hash; and that of a company, with names."""

from datetime import date, datetime
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field

from schakel.hub.audit.models import AuditEntry
from schakel.hub.connections.api import Id
from schakel.hub.connections.key_authentication import Entered, Key, office_of
from schakel.hub.connections.models import Office, Scope
from schakel.hub.records.audit.company_log import entries_for
from schakel.hub.records.audit.reading import ReadableEntry, readable_entries
from schakel.hub.records.audit.search import ORDER, AuditQuery
from schakel.hub.web.api import Listed, Paging, listed

router = Router(tags=["Audit log"])


class AuditEntryOut(Schema):
    """What the hash covers: all but `position` and `hash`."""

    id: int
    at: datetime
    office: int
    company: int | None = Field(description="id of the company it was about")
    user: int | None = Field(description="id of the account; null: nobody we know, or Schakel itself")
    key: int | None = Field(description="id of the API key with which it was done")
    via: str = Field(description="page, api, command or worker")
    address: str = Field(description="network address, or empty")
    action: str
    subject: str = Field(description="documents.document, for example; or empty")
    subject_id: int | None
    detail: str
    previous: str = Field(description="hash of the row before; of the first: zeros")
    position: int
    hash: str = Field(description="SHA-256, in hex")

    @staticmethod
    def resolve_previous(entry: AuditEntry) -> str:
        return bytes(entry.previous or b"").hex()

    @staticmethod
    def resolve_hash(entry: AuditEntry) -> str:
        return bytes(entry.hash or b"").hex()


@router.get(
    "/audit-entries",
    auth=Key(Scope.AUDIT),
    response=Listed[AuditEntryOut],
    summary="The log of the office, from its start",
)
def list_entries(request: Entered, paging: Query[Paging]) -> dict[str, object]:
    """In the order of the chain; the last seconds follow. Only with a key that an owner of the office made."""
    office = get_object_or_404(Office.objects.owned_by(request.auth.responsible), pk=office_of(request.auth).pk)
    rows = AuditEntry.objects.filter(office=office.pk).exclude(position=None)
    return listed(rows, paging, order=("position",))


class CompanyLogOut(Schema):
    """Somebody did something with a company or one of its documents; no content."""

    id: int
    at: datetime
    person: str = Field(description="with their address; an erased account by its number")
    action: str
    document: int | None = Field(description="its id")
    via: str = Field(description="page, api, command or worker")


@router.get(
    "/companies/{company_id}/log",
    auth=Key(Scope.READ),
    response=Listed[CompanyLogOut],
    summary="Who viewed, downloaded and changed what of a company",
)
def list_company_log(
    request: Entered,
    company_id: Id,
    paging: Query[Paging],
    since: Annotated[date | None, Query(description="from this day on")] = None,
    until: Annotated[date | None, Query(description="up to and including this day")] = None,
    person: Annotated[str, Query(max_length=100, description="part of a name or an address")] = "",
) -> dict[str, object]:
    """The newest first, as on the page of the company: a view once a day and person."""
    key = request.auth
    company = get_object_or_404(key.companies(), pk=company_id)
    found = listed(
        entries_for(key.responsible, company, AuditQuery(person, since=since, until=until)), paging, order=ORDER
    )
    return {**found, "items": [out_of(each) for each in readable_entries(found["items"], reader=key.responsible)]}


def out_of(row: ReadableEntry) -> dict[str, Any]:
    entry = row.entry
    return {
        "id": entry.pk,
        "at": entry.at,
        "person": row.person,
        "action": entry.action,
        "document": row.document,
        "via": entry.via,
    }
