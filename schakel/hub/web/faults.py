"""The pages for when something is not right: in the look, in the reader's language, and without asking the database."""

import logging
import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from schakel.hub import request_id, storage_failure
from schakel.hub.web.language import wished
from schakel.hub.web.navigation import SHEETS
from schakel.hub.web.problems import UNAVAILABLE, Problem
from schakel.hub.web.unavailable import AGAIN, is_unavailable

API = "/api/"

log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    with language_of(request):
        text = _("Something in the address or the form is wrong.")
        return fault(400, _("We cannot read this request"), text)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    with language_of(request):
        return fault(403, _("You cannot do this"), _("Your account is not allowed to do this here."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    with language_of(request):
        text = _("This page does not exist, or your account has no access to it (any more).")
        return fault(404, _("We cannot find this page"), text)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    with language_of(request):
        text = _("You have tried this too many times in a short while. Wait a few minutes and try again.")
        return fault(429, _("One moment, please"), text)


def no_mail(request: HttpRequest) -> HttpResponse:
    with language_of(request):
        text = _("We could not send the e-mail for this. Please try again in a few minutes.")
        return fault(503, _("We cannot send e-mail right now"), text)


def failed(request: HttpRequest) -> HttpResponse:
    """Called while the fault is being handled, wherever it came from: a view, a middleware, a cookie's session."""
    fault_ = sys.exc_info()[1]
    storage_failure.end_if_lost(fault_)
    if is_unavailable(fault_):
        return unavailable(request, fault_)
    with language_of(request):
        text = _("This is our fault, not yours. Nothing was lost. Please try again in a moment.")
        return fault(500, _("Something went wrong here"), text)


def unavailable(request: HttpRequest, fault_: BaseException | None = None) -> HttpResponse:
    """The database or the disk cannot do it at the moment. One line in the log, for there may be many."""
    log.error("%s %s: 503, %s", request.method, request.path, next(iter(str(fault_).splitlines()), ""))
    with language_of(request):
        if request.path.startswith(API):
            answer = Problem(UNAVAILABLE).response()
        else:
            text = _(
                "We cannot read or save anything right now. Try again in a minute; if you were saving something, "
                "first check whether it was saved."
            )
            answer = fault(503, _("One moment, please"), text)
    answer["Retry-After"] = AGAIN
    answer._has_been_logged = True  # type: ignore[attr-defined]  # Django would add a traceback
    return answer


def unproven(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the proof that it comes from our own page (I02): most often a page that stood open for long."""
    with language_of(request):
        text = _(
            "The page was open too long, or your browser does not keep cookies. Go back, reload the page and try again."
        )
        return fault(403, _("We could not check this form"), text)


def language_of(request: HttpRequest) -> translation.override:
    """As the page would have been; where the fault came before the language was known, as the browser asks."""
    return translation.override(getattr(request, "LANGUAGE_CODE", None) or wished(request))


def fault(status: int, title: str, text: str) -> HttpResponse:
    language = translation.get_language()
    mark = request_id.current() if status >= 500 else ""  # of the others each is to answer alike (G01)
    page = {"title": title, "text": text, "request_id": mark, "stylesheets": SHEETS, "LANGUAGE_CODE": language}
    return HttpResponse(render_to_string("web/fault.html", page), status=status, headers={"Content-Language": language})
