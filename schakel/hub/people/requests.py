"""SignedIn: a request behind `login_required`, so that the types know who asks. And the address a page of ours fills in."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from schakel.hub.people.models import User


class SignedIn(HttpRequest):
    user: User
    htmx: HtmxDetails  # true when htmx asks; then a part of the page is enough


def own_address(text: str) -> str:
    """The address of ours where somebody wants to go on; empty for any other (H13)."""
    return text if text.startswith("/") and url_has_allowed_host_and_scheme(text, allowed_hosts=None) else ""


SUGGESTED = "sign_in_address"  # in the session


def suggest_address(request: HttpRequest, address: str) -> None:
    """The sign-in page of this visitor has the address filled in. Only for who has proof that it is theirs to know (H10)."""
    request.session[SUGGESTED] = address
