"""Closing a company from a day on, and opening it again. For the owners and managers of its office."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from schakel.hub.connections.closing import NotClosed, NotReopened, close, reopen
from schakel.hub.connections.forms.closing import ClosingForm
from schakel.hub.connections.models import ApiKey, Company
from schakel.hub.people import proof
from schakel.hub.people.requests import SignedIn
from schakel.hub.web.templatetags.formatting import on


def closable(request: SignedIn, pk: int) -> Company:
    return get_object_or_404(Company.objects.closable_by(request.user).select_related("office"), pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def closing(request: SignedIn, pk: int) -> HttpResponse:
    """GET says what stops; POST closes it, after a fresh proof of who asks."""
    company = closable(request, pk)
    form = ClosingForm(request.POST if request.method == "POST" else None, initial=company.closes_on)
    if request.method == "POST" and form.is_valid():
        proof.require(request)
        try:
            close(company, form.cleaned_data["day"], by=request.user)
        except NotClosed as error:
            messages.error(request, error.sentence)
        else:
            words = {"company": company, "day": on(form.cleaned_data["day"])}
            messages.success(request, _("%(company)s closes: %(day)s. Its people get an e-mail.") % words)
        return redirect("connections:company", pk)
    context = {
        "company": company,
        "form": form,
        "keys": ApiKey.objects.active().filter(company=company).count(),
    }
    return render(request, "connections/closing.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end(request: SignedIn, pk: int) -> HttpResponse:
    """POST connections/companies/<pk>/closing/end/: it does not close, or is open again."""
    company = closable(request, pk)
    if company.closes_on is None:
        return redirect("connections:company", pk)
    was_closed = company.is_closed
    try:
        reopen(company, by=request.user)
    except NotReopened as error:
        messages.error(request, error.sentence)
        return redirect("connections:company", pk)
    words = {"company": company}
    if was_closed:
        messages.success(request, _("%(company)s is open again. Register it on Peppol again if it was.") % words)
    else:
        messages.success(request, _("%(company)s does not close.") % words)
    return redirect("connections:company", pk)
