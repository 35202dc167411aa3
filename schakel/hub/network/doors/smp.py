"""/smp: our SMP. Anybody may ask it whom we serve, for which kinds of document, and at which address.

`GET /smp/businesscard/{participant}` gives its business card for the Peppol Directory, where SCHAKEL_DIRECTORY says so;
`GET /smp/{participant}` gives the kinds, `GET /smp/{participant}/services/{document type}` where one of them goes, signed.
Source: SMP 1.4.0.
"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.registration.directory import CARD, find_card
from schakel.hub.network.registration.smp import OurDirectory, find_metadata

SHORT = "public, max-age=300"  # seconds: as long as a new certificate may go unnoticed


@require_safe
def smp_door(_request: HttpRequest, asked: str) -> HttpResponse:
    ours = access_point.current()
    if ours is None or ours.publisher is None:
        return HttpResponse(status=404)
    if asked.startswith(CARD):
        return metadata_response(find_card(asked))
    return metadata_response(find_metadata(asked, OurDirectory(ours), publisher=ours.publisher))


def metadata_response(found: bytes | None) -> HttpResponse:
    if found is None:
        return HttpResponse(status=404)
    return HttpResponse(found, content_type="text/xml; charset=utf-8", headers={"Cache-Control": SHORT})
