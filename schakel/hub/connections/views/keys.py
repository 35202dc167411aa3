"""API keys: those of a company or an office, making one (it is shown once), revoking one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from schakel.hub.connections.forms import KeyForm
from schakel.hub.connections.models import ApiKey, Company, Office, Scope
from schakel.hub.connections.models.key import companies_keyed_by
from schakel.hub.connections.rights import Right
from schakel.hub.people import proof
from schakel.hub.people.models import User
from schakel.hub.people.requests import SignedIn


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_company(request: SignedIn, pk: int) -> HttpResponse:
    return page(request, get_object_or_404(companies_keyed_by(request.user).select_related("office"), pk=pk))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_office(request: SignedIn, pk: int) -> HttpResponse:
    return page(request, get_object_or_404(Office.objects.allowing(request.user, Right.SET_UP), pk=pk))


def page(request: SignedIn, owner: Company | Office) -> HttpResponse:
    """The keys, and a form for one more; what it made is shown in the answer to that form only."""
    form, secret = (
        KeyForm(request.POST if request.method == "POST" else None, scopes=scopes_for(owner, request.user)),
        "",
    )
    if request.method == "POST" and form.is_valid():
        proof.require(request)
        given = form.cleaned_data
        _row, secret = ApiKey.make(owner, request.user, name=given["name"], scopes=given["scopes"])
        form = KeyForm(scopes=scopes_for(owner, request.user))
    mine = ApiKey.objects.managed_by(request.user)
    keys = owner.api_keys.active().filter(pk__in=mine).select_related("created_by", "responsible", "company", "office")
    context = {
        "owner": owner,
        "is_office": isinstance(owner, Office),
        "form": form,
        "secret": secret,
        "keys": keys.order_by("-made_at", "-pk"),
    }
    return render(request, "connections/keys.html", context, status=422 if form.errors else 200)


def scopes_for(owner: Company | Office, user: User) -> list[Scope]:
    """Bookkeeping is the office's: a client's key fetches nothing for it. A key of one company adds none,
    invites nobody, neither clients nor colleagues, and has no accounts at providers."""
    if isinstance(owner, Office):
        is_owner = Office.objects.owned_by(user).filter(pk=owner.pk).exists()
        return [scope for scope in Scope if is_owner or scope != Scope.AUDIT]
    is_client = not owner.is_managed_by(user)
    of_office = {Scope.COMPANIES, Scope.INVITE, Scope.MEMBERS, Scope.ACCOUNTS, Scope.AUDIT}
    of_office |= {Scope.FETCH} if is_client else set()
    return [scope for scope in Scope if scope not in of_office]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: SignedIn, pk: int) -> HttpResponse:
    """Asks first; then the key is dead from the next call on."""
    keys = ApiKey.objects.managed_by(request.user).active().distinct()
    key = get_object_or_404(keys.select_related("office", "company"), pk=pk)
    if request.method != "POST":
        return render(request, "connections/key_end.html", {"key": key})
    key.end(request.user)
    messages.success(request, _("The key “%(name)s” is revoked.") % {"name": key.name})
    where = "connections:office_keys" if key.office_id else "connections:company_keys"
    return redirect(where, key.office_id or key.company_id)
