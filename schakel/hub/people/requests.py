"""SignedIn: a request behind `login_required`, so that the types know who asks."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from schakel.hub.people.models import User


class SignedIn(HttpRequest):
    user: User
    htmx: HtmxDetails  # true when htmx asks; then a part of the page is enough
