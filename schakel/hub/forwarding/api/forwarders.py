"""Forwarders by API: list, add, change and remove them, and say which connections go there and to which address."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Field, Path, Query, Router, Schema

from schakel.hub.audit.actions import Action
from schakel.hub.connections.idempotency import PARAMETER, made, once
from schakel.hub.connections.key_authentication import Entered, Key
from schakel.hub.connections.models import ApiKey, Scope
from schakel.hub.forwarding.file_names import PATTERN
from schakel.hub.forwarding.forms import ForwarderForm, save_forwarder
from schakel.hub.forwarding.kinds import kind_of, kinds, offered_kinds
from schakel.hub.forwarding.models import Forwarder, Route
from schakel.hub.forwarding.models.forwarder import LONGEST_ADDRESS
from schakel.hub.forwarding.packages import Package, packages
from schakel.hub.forwarding.route_choices import SetUpChoices, save_routes
from schakel.hub.forwarding.route_requests import requested_routes
from schakel.hub.web.api import LARGEST_ID, Listed, Paging, listed
from schakel.hub.web.language import OWN_NAMES
from schakel.hub.web.problems import Problem, ProblemType

router = Router(tags=["Forwarding to bookkeeping"])
SET_UP = Key(Scope.FORWARDERS)
ONCE = {"parameters": [PARAMETER]}
MOST_ROUTES = 2_000  # in one call
OF_FORM = ("name", "contents", "language", "pattern", "after_approval")
Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]
ConnectionId = Annotated[int, Path(ge=0, le=LARGEST_ID)]
KindCode = StrEnum("KindCode", {code: code for code in kinds()})  # type: ignore[misc]  # as many as there are folders
Language = StrEnum("Language", {code: code for code, _name in OWN_NAMES})  # type: ignore[misc]  # as many as we speak

REFUSED = ProblemType(
    422, "forwarder_refused", _("This forwarder cannot be saved like this; `errors` says what to change.")
)
ROUTES_REFUSED = ProblemType(
    422, "routes_refused", _("Nothing was saved; `errors` says which rows cannot be saved, and why.")
)


def example_of(key: str, **secrets: str) -> dict[str, Any]:
    package = packages()[key]
    options = {**package.options, **secrets}
    return {"name": package.name, "kind": package.kinds[0], "package": key} | ({"options": options} if options else {})


class PackageOut(Schema):
    key: str
    name: str
    kinds: list[KindCode] = Field(description="ways in, the best first")
    contents: Forwarder.Contents = Field(description="what it takes best")
    note: str = Field(description="what it takes, in the language of Accept-Language")
    sources: list[str] = Field(description="public pages that say so; empty: it is our assumption")
    as_of: date = Field(description="when we looked")
    refuses_unlisted_senders: bool = Field(description="its mailbox takes e-mail only from senders its owner listed")

    @staticmethod
    def resolve_sources(package: Package) -> list[str]:
        return [source.url for source in package.sources]

    @staticmethod
    def resolve_refuses_unlisted_senders(package: Package) -> bool:
        return package.has_sender_list


class ForwarderOut(Schema):
    id: int
    name: str
    kind: KindCode
    package: str = Field(description="key of a package, as GET /packages has it; empty: none of these")
    options: dict[str, Any] = Field(description="what its kind asks, without secrets")
    has_secrets: bool = Field(description="whether it keeps a secret, which nobody can read again")
    contents: Forwarder.Contents
    pattern: str = Field(description="of the names of files")
    language: Language = Field(description="of the PDF and the e-mail")
    after_approval: bool = Field(description="purchases wait until their payment is approved")
    is_on: bool
    stopped: str = Field(
        description="why it is off; empty: it is on", json_schema_extra={"enum": ["", *Forwarder.Stopped.values]}
    )
    created_at: datetime

    @staticmethod
    def resolve_has_secrets(forwarder: Forwarder) -> bool:
        return bool(forwarder.encrypted)

    @staticmethod
    def resolve_is_on(forwarder: Forwarder) -> bool:
        return forwarder.runs


OPTIONS: Any = Field(
    default_factory=dict,
    description="what the kind asks. email: reply_to. sftp: host, port, user, password or private_key, folder. webhook: url. "
    "post: url, content_type, header_name, header_value. folder and pull: nothing. A secret that is left out stays",
)


class ForwarderIn(Schema):
    """A new one. It takes no document before you set its routes."""

    name: str = Field(min_length=1, max_length=80)
    kind: KindCode
    package: str = Field("", max_length=30)
    options: dict[str, str | int] = OPTIONS
    contents: Forwarder.Contents | None = Field(None, description="left out: what the package takes best, else the XML")
    pattern: str = Field(PATTERN, max_length=120)
    language: Language | None = Field(None, description="left out: that of the office")
    after_approval: bool = False

    model_config = {
        "json_schema_extra": {"examples": [example_of("octopus"), example_of("tryton", header_value="bearer 1234")]}
    }


class ForwarderChange(Schema):
    """What you leave out stays."""

    name: str | None = Field(None, min_length=1, max_length=80)
    options: dict[str, str | int] = OPTIONS
    contents: Forwarder.Contents | None = None
    pattern: str | None = Field(None, max_length=120)
    language: Language | None = None
    after_approval: bool | None = None
    is_on: bool | None = Field(None, description="false: documents wait, and nothing is lost")

    model_config = {"json_schema_extra": {"examples": [{"is_on": False}, {"contents": "both"}]}}


class RouteOut(Schema):
    connection: int
    company: int
    side: str = Field(json_schema_extra={"enum": ["purchase", "sales"]})
    address: str = Field(description="of this connection there; empty where the kind has none")
    since: datetime = Field(description="of documents received from then on")

    @staticmethod
    def resolve_connection(route: Route) -> int:
        return route.connection_id

    @staticmethod
    def resolve_company(route: Route) -> int:
        return route.connection.company_id

    @staticmethod
    def resolve_side(route: Route) -> str:
        return str(route.connection.side)


class RouteIn(Schema):
    connection: int = Field(ge=1, le=LARGEST_ID)
    address: str = Field(
        "", max_length=LONGEST_ADDRESS, description="needed by e-mail; left out: the usual one, if any"
    )


class RoutesIn(Schema):
    """Those that are there change; what you do not name stays."""

    routes: list[RouteIn] = Field(min_length=1, max_length=MOST_ROUTES)
    since: date | None = Field(None, description="new ones also take what was received since; left out: from now on")

    model_config = {
        "json_schema_extra": {"examples": [{"routes": [{"connection": 12, "address": "bakery@inbox.example"}]}]}
    }


class RoutesSaved(Schema):
    saved: int = Field(description="routes of this call, new, changed and unchanged")


def reached(key: ApiKey) -> QuerySet[Forwarder]:
    """Forwarding is the office's: a key of one company sets up nothing."""
    return Forwarder.objects.managed_by(key.responsible).filter(office=key.office_id).select_related("office")


@router.get("/packages", auth=SET_UP, response=list[PackageOut], summary="The bookkeeping packages we know")
def list_packages(request: Entered) -> list[Package]:
    """What each takes, with the pages that say so and the day we looked."""
    return list(packages().values())


@router.get("/forwarders", auth=SET_UP, response=Listed[ForwarderOut], summary="The forwarders of the office")
def list_forwarders(request: Entered, paging: Query[Paging]) -> dict[str, object]:
    """By name."""
    return listed(reached(request.auth), paging, order=("name", "id"))


@router.post("/forwarders", auth=SET_UP, response={201: ForwarderOut}, summary="Add a forwarder", openapi_extra=ONCE)
def add_forwarder(request: Entered, given: ForwarderIn) -> HttpResponse:
    """A key of the whole office only. What it refuses has an `errors` list, with the place and the reason of each."""
    key = request.auth
    if key.office is None:
        raise Problem(REFUSED, errors=[{"at": "key", "why": str(_("A key of the whole office is needed."))}])
    package = packages().get(given.package)
    if given.package and package is None:
        raise Problem(REFUSED, errors=[{"at": "package", "why": str(_("We do not know this package."))}])
    if kind_of(given.kind) not in offered_kinds():
        raise Problem(REFUSED, errors=[{"at": "kind", "why": str(_("This installation cannot do that."))}])
    forwarder = Forwarder(
        office=key.office,
        kind=given.kind,
        package=given.package,
        contents=package.contents if package else Forwarder.Contents.XML,
        language=key.office.language,
        created_by=key.responsible,
    )
    values = given.model_dump(exclude_none=True, include=set(OF_FORM))

    def add() -> HttpResponse:
        save(forwarder, values, given.options)
        return made(ForwarderOut.from_orm(forwarder), at=f"{settings.URL}/api/v1/forwarders/{forwarder.pk}")

    return once(request, request.body, add)


@router.get("/forwarders/{forwarder_id}", auth=SET_UP, response=ForwarderOut, summary="One of them")
def get_forwarder(request: Entered, forwarder_id: Id) -> Forwarder:
    return get_object_or_404(reached(request.auth), pk=forwarder_id)


@router.patch(
    "/forwarders/{forwarder_id}", auth=SET_UP, response=ForwarderOut, summary="Change it, or turn it on or off"
)
def change_forwarder(request: Entered, forwarder_id: Id, given: ForwarderChange) -> Forwarder:
    """A new address on another server needs its secret again."""
    forwarder = get_object_or_404(reached(request.auth), pk=forwarder_id)
    with transaction.atomic():
        values = given.model_dump(exclude_none=True, include=set(OF_FORM))
        if values or given.options:
            save(forwarder, values, given.options)
        if given.is_on is False and forwarder.runs:
            forwarder.stop(Forwarder.Stopped.BY_HAND)
        elif given.is_on and not forwarder.runs and not forwarder.is_key_asked:
            forwarder.start()
    return forwarder


@router.delete("/forwarders/{forwarder_id}", auth=SET_UP, response={204: None}, summary="Remove it")
def remove_forwarder(request: Entered, forwarder_id: Id) -> HttpResponse:
    """Nothing more goes there; what it sent stays in the history of the documents."""
    get_object_or_404(reached(request.auth), pk=forwarder_id).retire()
    return HttpResponse(status=204)


@router.get(
    "/forwarders/{forwarder_id}/routes",
    auth=SET_UP,
    response=Listed[RouteOut],
    summary="Which connections go there, and to which address",
)
def list_routes(request: Entered, forwarder_id: Id, paging: Query[Paging]) -> dict[str, object]:
    """In the order in which they were added."""
    forwarder = get_object_or_404(reached(request.auth), pk=forwarder_id)
    return listed(forwarder.routes.select_related("connection"), paging, order=("id",))


@router.post(
    "/forwarders/{forwarder_id}/routes",
    auth=SET_UP,
    response=RoutesSaved,
    summary="Set the addresses of many connections",
)
def set_routes(request: Entered, forwarder_id: Id, given: RoutesIn) -> dict[str, int]:
    """All of them or none: with a wrong one, `errors` names its place and the reason. The same again changes nothing."""
    forwarder = get_object_or_404(reached(request.auth), pk=forwarder_id)
    choices, errors = requested_routes(forwarder, [(each.connection, each.address) for each in given.routes])
    if errors:
        raise Problem(ROUTES_REFUSED, errors=errors)
    save_routes(forwarder, SetUpChoices(choices, [], is_large=False), since=given.since)
    return {"saved": len(given.routes)}


@router.delete(
    "/forwarders/{forwarder_id}/routes/{connection_id}",
    auth=SET_UP,
    response={204: None},
    summary="A connection goes there no more",
)
def remove_route(request: Entered, forwarder_id: Id, connection_id: ConnectionId) -> HttpResponse:
    forwarder = get_object_or_404(reached(request.auth), pk=forwarder_id)
    with transaction.atomic():
        get_object_or_404(forwarder.routes, connection=connection_id).delete()
        forwarder.record(Action.ROUTES_CHANGED, "ended=1")
    return HttpResponse(status=204)


def save(forwarder: Forwarder, values: dict[str, Any], options: dict[str, Any]) -> None:
    """Through the same forms as the pages. Raises Problem."""
    form = ForwarderForm({**{name: getattr(forwarder, name) for name in OF_FORM}, **values}, instance=forwarder)
    of_kind = forwarder.kind_itself.form(
        {**forwarder.options, **options}, initial=forwarder.options, has_secrets=bool(forwarder.encrypted)
    )
    unknown = [name for name in options if name not in of_kind.fields]
    errors = [{"at": f"options.{name[:60]}", "why": str(_("This kind knows no such option."))} for name in unknown]
    errors += errors_of(form) + errors_of(of_kind, "options.")
    if errors:
        raise Problem(REFUSED, errors=errors)
    save_forwarder(form, of_kind)


def errors_of(form: Any, prefix: str = "") -> list[dict[str, str]]:
    return [
        {"at": (prefix + name if name != "__all__" else prefix.rstrip(".")), "why": str(sentence)}
        for name, sentences in form.errors.items()
        for sentence in sentences
    ]
