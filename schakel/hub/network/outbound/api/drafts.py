"""The API of sending a draft: issued and queued in one transaction."""

from functools import partial

from django.conf import settings
from django.http import HttpResponse
from ninja import Router

from schakel.hub.connections.api import Id
from schakel.hub.connections.idempotency import PARAMETER, made, once
from schakel.hub.connections.key_authentication import Entered, Key
from schakel.hub.connections.models import Scope
from schakel.hub.network.outbound.api.transmissions import TransmissionDetail
from schakel.hub.network.outbound.draft import WHY_NOT, issue_for, look_up_customer, prepare_for
from schakel.hub.network.outbound.lookup import CustomerAddress, Reachability
from schakel.hub.sales import api as sales
from schakel.hub.sales.drafts.compose import DraftProblem as ToDo
from schakel.hub.sales.issuing.prepare import Prepared
from schakel.hub.sales.models import Draft
from schakel.hub.web.problems import Problem

router = Router(tags=["Writing"])


@router.post(
    "/drafts/{draft_id}/transmissions",
    auth=Key(Scope.SEND),
    response={201: TransmissionDetail, 409: None},
    summary="Issue it and send it over Peppol",
    openapi_extra={"parameters": [PARAMETER]},
)
def send_draft(request: Entered, draft_id: Id) -> HttpResponse:
    """The customer is looked up first: who is not on the network gets no number. Then number, document and transmission
    are there together, or none of them. Follow the transmission by its id."""
    draft = sales.draft_or_404(request, draft_id)
    found = CustomerAddress(Reachability.FOUND) if draft.document_id else look_up_customer(draft)
    ahead = None if draft.document_id or found.how in WHY_NOT else prepare_for(found, draft)
    return once(request, b"", partial(issue_and_send, request, draft, found, ahead))


def issue_and_send(request: Entered, draft: Draft, found: CustomerAddress, ahead: Prepared | None) -> HttpResponse:
    if found.how in WHY_NOT:
        to_do = sales.problems_out([ToDo("customer_number", WHY_NOT[found.how])])
        raise Problem(sales.NOT_READY, problems=[each.model_dump() for each in to_do])
    deed = partial(issue_for, found, by=request.auth.responsible, ahead=ahead)
    document = sales.issue_or_raise(draft, deed)
    transmission = document.transmissions.outgoing().get()
    where = f"{settings.URL}/api/v1/transmissions/{transmission.pk}"
    return made(TransmissionDetail.from_orm(transmission), at=where)
