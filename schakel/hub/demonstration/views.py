"""The mailbox of the demonstration, and signing in as one of its people. None of this exists outside demonstration mode."""

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.demonstration import story
from schakel.hub.demonstration.models import Mail
from schakel.hub.people.models import User
from schakel.hub.web.paging import page

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
    return redirect("home")
