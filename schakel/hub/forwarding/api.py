"""The API of this room: a bookkeeping package asks what is new, fetches it, and says that it has it."""

from datetime import datetime
from typing import Annotated

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Field, Path, Query, Router, Schema

from schakel.hub.connections.api import Id
from schakel.hub.connections.entering import Entered, Key
from schakel.hub.connections.models import ApiKey, Connection, Scope
from schakel.hub.connections.once import made
from schakel.hub.documents import files
from schakel.hub.documents.api import DocumentOut
from schakel.hub.documents.filetypes import PDF
from schakel.hub.documents.models import Document
from schakel.hub.forwarding import fetching
from schakel.hub.forwarding.models import Forward, Forwarder
from schakel.hub.forwarding.parcels import Unsendable
from schakel.hub.web.api import LARGEST_ID, bytes_out
from schakel.hub.web.problems import Kind, Problem

router = Router(tags=["Fetching for bookkeeping"])
FETCH = Key(Scope.FETCH)
MOST = 200

UNFETCHABLE = Kind(422, "unfetchable", _("This document cannot be handed over as it was asked for; `reason` says why."))


class ForwardOut(Schema):
    id: int
    uid: str = Field(description="the same however often it is fetched")
    forwarder: str = Field(description="its name")
    contents: str = Field(description="xml, both, pdf or hybrid: one file, or two for both")
    state: str = Field(description="queued until it is acknowledged, then sent")
    created_at: datetime
    document: DocumentOut

    @staticmethod
    def resolve_uid(forward: Forward) -> str:
        return forward.uid.hex

    @staticmethod
    def resolve_forwarder(forward: Forward) -> str:
        return forward.forwarder.name

    @staticmethod
    def resolve_contents(forward: Forward) -> str:
        return forward.forwarder.contents

    @staticmethod
    def resolve_document(forward: Forward) -> Document:
        return forward.document


class Waiting(Schema):
    items: list[ForwardOut]
    next: int | None = Field(description="give it as `after` to go on; null: nothing more waits")


class From(Schema):
    """Where to go on."""

    after: int = Field(0, ge=0, le=LARGEST_ID, description="`next` of before; 0: from the beginning")
    limit: int = Field(50, ge=1, description="more than 200 counts as 200")


def connections_of(key: ApiKey) -> QuerySet[Connection]:
    """Forwarding is the office's: the key of a client fetches nothing."""
    return Connection.objects.managed_by(key.made_by).filter(pk__in=key.connections())


def one(request: Entered, forward_id: int) -> Forward:
    reached = Forward.objects.filter(
        forwarder__kind=Forwarder.Kind.PULL, forwarder__ended_at=None, connection__in=connections_of(request.auth)
    )
    shown = reached.exclude(state__in=[Forward.State.HELD, Forward.State.WITHDRAWN])
    return get_object_or_404(shown.select_related("forwarder", "document__connection__company"), pk=forward_id)


@router.get("/forwards", auth=FETCH, response=Waiting, summary="What waits to be fetched, the oldest first")
def list_forwards(request: Entered, where: Query[From]) -> dict[str, object]:
    """Of the forwarders that fetch by API. What was not acknowledged comes again when you start from the beginning."""
    most = min(where.limit, MOST)
    found = fetching.waiting(connections_of(request.auth), where.after, most=most)
    return {"items": found, "next": found[-1].pk if len(found) == most else None}


@router.get("/forwards/{forward_id}", auth=FETCH, response=ForwardOut, summary="One of them")
def get_forward(request: Entered, forward_id: Id) -> Forward:
    return one(request, forward_id)


@router.get(
    "/forwards/{forward_id}/files/{index}",
    auth=FETCH,
    summary="A file of it, as the forwarder was set up: 0, and 1 where there are two",
    openapi_extra=bytes_out(files.XML, PDF),
)
def get_forwarded_file(
    request: Entered, forward_id: Id, index: Annotated[int, Path(ge=0, le=LARGEST_ID)]
) -> HttpResponse:
    """The XML byte for byte as it came, or a PDF. Fetching changes nothing; acknowledging does."""
    try:
        found = list(fetching.files_of(one(request, forward_id)))
    except Unsendable as fault:
        raise Problem(UNFETCHABLE, reason=fault.code) from fault
    if index >= len(found):
        raise Http404
    return files.handed_out(files.File(found[index].name, found[index].type, found[index].data))


@router.post(
    "/forwards/{forward_id}/acknowledgements",
    auth=FETCH,
    response=ForwardOut,
    summary="Say that you have it",
)
def acknowledge_forward(request: Entered, forward_id: Id) -> HttpResponse:
    """From then on it counts as forwarded, and is not listed any more. Saying it twice changes nothing."""
    forward = one(request, forward_id)
    fetching.acknowledge(forward)
    forward.refresh_from_db(fields=["state"])
    return made(ForwardOut.from_orm(forward), status=200)
