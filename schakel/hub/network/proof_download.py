"""The proof of a transmission as a file to save: one answer for the pages of the operator, of what was sent and of answers."""

from collections.abc import Callable, Iterable

from django.http import Http404, HttpResponse

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.documents import store
from schakel.hub.network.evidence import proof
from schakel.hub.network.models import Transmission

ZIP = "application/zip"


def proof_response(row: Transmission, name: str, more: Iterable[tuple[str, Callable[[], bytes]]] = ()) -> HttpResponse:
    """Raises Http404 when the store lost a part of it; `more` is read here, so that this holds for it too."""
    record(Action.PROOF_DOWNLOADED, row, place=row.place)
    try:
        return zip_response(proof(row, [(part, read()) for part, read in more]), name)
    except store.Damaged as fault:
        raise Http404 from fault


def zip_response(data: bytes, name: str) -> HttpResponse:
    return HttpResponse(data, content_type=ZIP, headers={"Content-Disposition": f'attachment; filename="{name}"'})
