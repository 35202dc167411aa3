"""Access: who has a connection, since when; ending it from either side (G04)."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from schakel.hub.connections.models import Access, Connection
from schakel.hub.people import proof
from schakel.hub.people.models import User
from schakel.hub.people.requests import SignedIn

FEW = 2  # accesses of others that one person ends in an hour without showing again who they are
LATELY = timedelta(hours=1)


@login_required
def list_(request: SignedIn, pk: int) -> HttpResponse:
    reachable = Connection.objects.reachable_by(request.user).select_related("company__office")
    connection = get_object_or_404(reachable, pk=pk)
    accesses = connection.accesses.active().select_related("user").order_by("since", "pk")
    managed = connection.company.is_managed_by(request.user)
    answer = {"connection": connection, "company": connection.company, "accesses": accesses, "managed": managed}
    return render(request, "connections/access.html", answer)


@login_required
def end(request: SignedIn, pk: int) -> HttpResponse:
    """Asks first; then the access is over from the next request on."""
    mine = Access.objects.endable_by(request.user).select_related("user", "connection__company__office")
    access = get_object_or_404(mine, pk=pk)
    own = access.user == request.user
    if request.method != "POST":
        return render(request, "connections/access_end.html", {"access": access, "own": own})
    if not own and ended_lately(request.user) >= FEW:
        proof.require(request)
    access.end(request.user)
    names = {"person": access.user, "connection": access.connection}
    note = _("You gave up %(connection)s.") if own else _("%(person)s no longer has access to %(connection)s.")
    messages.success(request, note % names)
    return redirect("connections:list")


def ended_lately(user: User) -> int:
    """How many of others' accesses this person ended."""
    since = timezone.now() - LATELY
    return Access.objects.filter(ended_by=user, ended_at__gt=since).exclude(user=user).count()
