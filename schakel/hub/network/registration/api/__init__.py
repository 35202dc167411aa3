"""Registrations by API: every address of the office's companies on the network, with its state."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from ninja import Field, Query, Router, Schema

from schakel.hub.connections.key_authentication import Entered, Key, office_of
from schakel.hub.connections.models import Scope
from schakel.hub.network.models import Registration
from schakel.hub.network.registration.document_types import Choice
from schakel.hub.network.registration.overview import status_of
from schakel.hub.web.api import Listed, Paging, Wanted, listed

router = Router(tags=["Registrations"])
INVITE = Key(Scope.INVITE)

RegistrationState = StrEnum("RegistrationState", {each.name: each.value for each in Registration.State})  # type: ignore[misc]  # the model's own


class RegistrationOut(Schema):
    """One address of a company on the network."""

    id: int
    company: int = Field(alias="company_id")
    participant: str = Field(examples=["0208:0407214017"])
    state: RegistrationState = Field(
        description="mandate: waits for the client; wanted: being registered; leaving: being unregistered"
    )
    since: datetime = Field(alias="state_at")
    document_choices: list[Choice] = Field(alias="choices", description="what it is registered for")
    access_point: str = Field(description="as4: our own; else a provider")
    why: str = Field(description="why it failed, in the language of Accept-Language")
    elsewhere: str = Field(description="the provider, access point or SMP that has it; empty: it is not elsewhere")
    changed: str = Field(description="gone or moved: the network says otherwise than we do; empty: it does not")
    checked_at: datetime | None = Field(description="when the network was last asked")
    has_mandate: bool = Field(
        description="the client confirmed the mandate; false while `state` is registered: it stays, but ask for it"
    )

    @staticmethod
    def resolve_participant(row: Registration) -> str:
        return str(row)

    @staticmethod
    def resolve_why(row: Registration) -> str:
        return status_of(row).why

    @staticmethod
    def resolve_elsewhere(row: Registration) -> str:
        found = status_of(row).found
        return found.provider or found.access_point or found.smp if found else ""


@router.get(
    "/registrations",
    auth=INVITE,
    response=Listed[RegistrationOut],
    summary="The registrations of the office's companies",
)
def get_registrations(
    request: Entered,
    paging: Query[Paging],
    company: Annotated[Wanted, Query()] = None,
    state: Annotated[RegistrationState | None, Query()] = None,
    without_mandate: Annotated[bool, Query(description="true: those that are registered without a mandate")] = False,
) -> dict[str, object]:
    """The newest first; those that ended have `state` unregistered."""
    rows = Registration.objects.managed_by(request.auth.responsible).filter(company__office=office_of(request.auth))
    rows = rows.without_mandate() if without_mandate else rows.with_mandate()
    asked = {"company": company, "state": state}
    return listed(
        rows.filter(**{name: each for name, each in asked.items() if each is not None}), paging, order=("-id",)
    )
