"""The last line of defence (B12): a document that cannot be drawn after all costs its own row or page, says so, and can
still be downloaded. No document that we know of comes here; each that does stands in the log.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from schakel.hub.documents.models import Document
from schakel.hub.people.requests import SignedIn
from schakel.hub.web.spreadsheet import Cell

# What says something else than that this one document cannot be drawn, and goes to whoever answers for that.
PASSED_ON = (Http404, PermissionDenied, SuspiciousOperation, DatabaseError, MemoryError)
T = TypeVar("T")
log = logging.getLogger(__name__)


def sentence() -> str:
    return _("This document cannot be shown. You can still download it.")


def drawn(document: Document, draw: Callable[[], T], *, otherwise: Callable[[], T]) -> T:
    """What `draw` makes of the document; what `otherwise` gives when that falls."""
    try:
        return draw()
    except PASSED_ON:
        raise
    except Exception:
        log.exception("document %s cannot be drawn", document.pk)
        return otherwise()


def cells(document: Document, count: int) -> list[Cell]:
    """So many, for the row of a table: whose it is, that it cannot be shown, and which file it is."""
    told: list[Cell] = [document.connection.company.name, sentence(), document.sha256]
    return told + [""] * (count - len(told))


def page_of_a_document(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Around a view of one document, by its key: in the place of a page that falls stands one that says so."""

    @wraps(view)
    def guarded(request: SignedIn, pk: int, **more: int) -> HttpResponse:
        try:
            return view(request, pk, **more)
        except PASSED_ON:
            raise
        except Exception:
            document = get_object_or_404(Document.objects.reachable_by(request.user).only("pk"), pk=pk)
            log.exception("document %s cannot be drawn: %s", pk, request.path)
            return render(request, "documents/undrawn/page.html", {"document": document}, status=422)

    return guarded
