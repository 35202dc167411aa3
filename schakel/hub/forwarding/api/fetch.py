"""The API of this room: a bookkeeping package asks what is new, fetches it, and says that it has it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Field, Path, Query, Router, Schema

from schakel.hub.connections.idempotency import made
from schakel.hub.connections.key_authentication import Entered, Key
from schakel.hub.connections.models import ApiKey, Connection, Scope
from schakel.hub.documents import files
from schakel.hub.documents.api.schemas import DocumentOut
from schakel.hub.documents.bills.rules import with_rules
from schakel.hub.documents.filetypes import PDF
from schakel.hub.documents.looks import record_fetched
from schakel.hub.documents.models import Document
from schakel.hub.forwarding import fetch_queue, sample_offer
from schakel.hub.forwarding.kinds import fetched_kinds
from schakel.hub.forwarding.kinds.kind import ParcelFile
from schakel.hub.forwarding.models import Forward, Sample
from schakel.hub.forwarding.parcels import Unsendable
from schakel.hub.web.api import LARGEST_ID, bytes_out
from schakel.hub.web.problems import Problem, ProblemType

router = Router(tags=["Fetching for bookkeeping"])
FETCH = Key(Scope.FETCH)
MOST = 200
ForwardId = Annotated[int, Path(ge=-LARGEST_ID, le=LARGEST_ID, description="below zero: the sample of a test")]

UNFETCHABLE = ProblemType(422, "unfetchable", _("This document cannot be delivered as requested; `reason` says why."))


class ForwardOut(Schema):
    id: int
    uid: str = Field(description="the same however often it is fetched")
    forwarder: str = Field(description="its name")
    contents: str = Field(description="xml, both, pdf or hybrid: one file, or two for both")
    state: str = Field(description="queued until it is acknowledged, then sent")
    created_at: datetime
    is_sample: bool = Field(description="laid ready by the Test button: not to be booked; its ids are below zero")
    document: DocumentOut

    @staticmethod
    def resolve_is_sample(forward: Forward) -> bool:
        return forward.pk < 0

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

    after: int = Field(0, ge=-LARGEST_ID, le=LARGEST_ID, description="`next` of before; 0: from the beginning")
    limit: int = Field(50, ge=1, description="more than 200 counts as 200")


def connections_of(key: ApiKey) -> QuerySet[Connection]:
    """Forwarding is the office's: the key of a client fetches nothing."""
    return Connection.objects.managed_by(key.responsible).filter(pk__in=key.connections())


def one(request: Entered, forward_id: int) -> Forward | Sample:
    if forward_id < 0:
        return get_object_or_404(sample_offer.fetchable_samples(connections_of(request.auth)), pk=-forward_id)
    reached = Forward.objects.filter(
        forwarder__kind__in=fetched_kinds(), forwarder__ended_at=None, connection__in=connections_of(request.auth)
    )
    shown = reached.exclude(state__in=[Forward.State.HELD, Forward.State.WITHDRAWN])
    return get_object_or_404(
        shown.select_related("forwarder", "document__bill", *with_rules("document__connection")), pk=forward_id
    )


@router.get("/forwards", auth=FETCH, response=Waiting, summary="What waits to be fetched, the oldest first")
def list_forwards(request: Entered, where: Query[From]) -> dict[str, object]:
    """Of the forwarders that fetch by API. What was not acknowledged comes again when you start from the beginning.

    On the last page stands the sample of a test, until it is acknowledged, for a day at most: `is_sample` says so.
    """
    most, reached = min(where.limit, MOST), connections_of(request.auth)
    found = fetch_queue.waiting_forwards(reached, where.after, most=most)
    if len(found) == most:
        return {"items": found, "next": found[-1].pk}
    return {"items": found + sample_offer.waiting_samples(reached, most=most - len(found)), "next": None}


@router.get("/forwards/{forward_id}", auth=FETCH, response=ForwardOut, summary="One of them")
def get_forward(request: Entered, forward_id: ForwardId) -> Forward:
    here = one(request, forward_id)
    return sample_offer.as_forward(here) if isinstance(here, Sample) else here


@router.get(
    "/forwards/{forward_id}/files/{index}",
    auth=FETCH,
    summary="A file of it, as the forwarder was set up: 0, and 1 where there are two",
    openapi_extra=bytes_out(files.XML, PDF),
)
def get_forwarded_file(
    request: Entered, forward_id: ForwardId, index: Annotated[int, Path(ge=0, le=LARGEST_ID)]
) -> HttpResponse:
    """The XML byte for byte as it came, or a PDF. Fetching changes nothing; acknowledging does."""
    here = one(request, forward_id)
    if isinstance(here, Forward):
        record_fetched(here.document, key=request.auth)
    try:
        found = files_of(request, here)
    except Unsendable as fault:
        raise Problem(UNFETCHABLE, reason=fault.code) from fault
    if index >= len(found):
        raise Http404
    return files.file_response(files.DocumentFile(found[index].name, found[index].type, found[index].data))


def files_of(request: Entered, here: Forward | Sample) -> Sequence[ParcelFile]:
    """Raises Unsendable."""
    return (
        sample_offer.hand_out(here, by=request.auth) if isinstance(here, Sample) else list(fetch_queue.files_of(here))
    )


@router.post(
    "/forwards/{forward_id}/acknowledgements",
    auth=FETCH,
    response=ForwardOut,
    summary="Say that you have it",
)
def acknowledge_forward(request: Entered, forward_id: ForwardId) -> HttpResponse:
    """From then on it counts as forwarded, and is not listed any more. Saying it twice changes nothing."""
    here = one(request, forward_id)
    if isinstance(here, Sample):
        sample_offer.acknowledge(here)
    else:
        fetch_queue.acknowledge(here)
    forward = get_forward(request, forward_id)
    return made(ForwardOut.from_orm(forward), status=200)
