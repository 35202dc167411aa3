"""The mailbox of the demonstration, signing in as one of its people, and a supplier who sends when asked.

None of this exists outside demonstration mode.
"""

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.connections.models import Connection
from schakel.hub.demonstration import story
from schakel.hub.demonstration.models import Mail
from schakel.hub.demonstration.supplying import Supplied, arrived, supply
from schakel.hub.network.models import Registration
from schakel.hub.people.models import User
from schakel.hub.people.requests import SignedIn, own_address
from schakel.hub.web.paging import page
from schakel.peppol.errors import PeppolError

BODY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """All mail of the demonstration, newest first; open to anybody, since a new client has no account yet."""
    mails = page(Mail.objects.all(), order=("-at", "-id"), after=request.GET.get("after", ""))
    return render(request, "demonstration/mailbox.html", {"mails": mails})


@require_safe
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "demonstration/mail.html", {"mail": get_object_or_404(Mail, pk=pk)})


@require_safe
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML of a mail, for the sandboxed frame on its page. A link in it opens in the whole window."""
    mail = get_object_or_404(Mail, pk=pk)
    response = HttpResponse(mail.html.replace("<head>", '<head><base target="_top">', 1))
    response.headers["Content-Security-Policy"] = BODY_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@require_POST
def session(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the story's people, by one click."""
    user = get_object_or_404(User, email=request.POST.get("email", ""), email__in=story.addresses())
    logout(request)
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    record_authentication(request, user, method="code", email=user.email)  # as if they had typed one: money asks for it
    return redirect(own_address(request.POST.get("next", "")) or "home")


@login_required
@require_POST
def invoices(request: SignedIn) -> HttpResponse:
    """A supplier sends an invoice to a company of this person: that of the connection named, or the first there is."""
    connection = supplied_connection(request)
    try:
        sent = supply(connection.company)
    except PeppolError as error:
        messages.error(request, f"{connection.company}: {error.said_in(get_language() or 'en')}")
    else:
        messages.success(request, told(sent, connection))
    return redirect(f"{reverse('documents:list')}?connection={connection.pk}")


def supplied_connection(request: SignedIn) -> Connection:
    purchases = Connection.objects.reachable_by(request.user).filter(side=Connection.Side.PURCHASE)
    purchases = purchases.select_related("company").order_by("pk")
    named = request.POST.get("connection", "")
    if named:
        same_company = Connection.objects.reachable_by(request.user).filter(pk=named if named.isdecimal() else 0)
        purchases = purchases.filter(company__in=same_company.values("company"))
    else:
        standing = Registration.objects.filter(state=Registration.State.REGISTERED)
        purchases = purchases.filter(company__in=standing.values("company")) or purchases
    found = purchases.first()
    if found is None:
        raise Http404
    return found


def told(sent: Supplied, connection: Connection) -> str:
    document = arrived(sent, connection)
    names = {"supplier": sent.supplier, "company": connection.company}
    if document is None:
        return _("%(supplier)s sent an invoice to %(company)s. It will appear here in a moment.") % names
    text = _("%(supplier)s sent an invoice to %(company)s over Peppol, and it has arrived:") % names
    return format_html('{} <a href="{}">{}</a>', text, reverse("documents:detail", args=[document.pk]), document.number)
