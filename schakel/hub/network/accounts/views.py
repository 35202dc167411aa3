"""An office's accounts at providers: which there are, adding, changing and trying one, its companies, removing it."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schakel.hub.connections.models import Office
from schakel.hub.connections.selection import chosen_office
from schakel.hub.network.access_points.providers import providers
from schakel.hub.network.accounts.forms import AccountCompanyForm, AccountForm
from schakel.hub.network.accounts.overview import (
    account_rows,
    accounts_of_operator,
    kind_called,
    listed_accounts,
    not_registered,
    tabs,
)
from schakel.hub.network.accounts.save import AccountRefused, remove_account, remove_company
from schakel.hub.network.accounts.sentences import sentence
from schakel.hub.network.accounts.trial import try_account
from schakel.hub.network.models import AccountCompany, Inbox, ProviderAccount
from schakel.hub.people import proof
from schakel.hub.people.requests import SignedIn
from schakel.hub.web.paging import page

SIZE = 50
ORDER = ("company__sort_name", "id")


@login_required
@require_safe
def list_(request: SignedIn) -> HttpResponse:
    """Also of a person without an office: then there are none."""
    asked, text = request.GET.get("state", ""), request.GET.get("q", "").strip()[:100].replace("\0", "")
    state = asked if asked in ProviderAccount.State else ""
    shown = page(
        listed_accounts(request.user, state, text), order=("-id",), after=request.GET.get("after", ""), size=SIZE
    )
    answer: dict[str, object] = {"page": shown, "state": state, "text": text}
    answer["rows"] = account_rows(shown.rows)
    if request.htmx.target == "more":
        return render(request, "network/accounts/rows.html", answer)
    answer |= {
        "tabs": tabs(request.user, state),
        "not_registered": not_registered(request.user).values_list("pk", flat=True),
        "of_operator": accounts_of_operator(request.user),
        "providers": [kind_called(code) for code in providers()],
        "offices": Office.objects.owned_by(request.user).order_by("name", "pk"),
    }
    return render(request, "network/accounts/list.html", answer)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedIn, kind: str) -> HttpResponse:
    """Owners only, who show again who they are (H07)."""
    office = office_asked(request)
    if kind not in providers():
        raise Http404
    form = AccountForm(request.POST if request.method == "POST" else None, kind=kind, office=office)
    if form.is_valid():
        proof.require(request)
        if account := form.save(request.user):
            messages.success(request, _("Saved. We are asking the provider whether the key works."))
            return redirect("network:account", account.pk)
    context = {"form": form, "provider": kind_called(kind), "office": office}
    return render(request, "network/accounts/edit.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedIn, pk: int) -> HttpResponse:
    account = managed(request, pk)
    data = request.POST if request.method == "POST" else None
    form = AccountForm(data, kind=account.kind, office=account.office, account=account)
    if form.is_valid():
        proof.require(request)
        if form.save(request.user):
            messages.success(request, _("Saved. We are asking the provider whether the key works."))
            return redirect("network:account", pk)
    context = {"form": form, "provider": kind_called(account.kind), "office": account.office, "account": account}
    return render(request, "network/accounts/edit.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: SignedIn, pk: int) -> HttpResponse:
    """How it is; owners add a company to it here."""
    rows = ProviderAccount.objects.reachable_by(request.user) if request.method != "POST" else None
    here = get_object_or_404(rows.select_related("office"), pk=pk) if rows is not None else managed(request, pk)
    form = AccountCompanyForm(request.POST if request.method == "POST" else None, account=here)
    if form.is_valid() and form.save():
        messages.success(request, _("Added. Its documents go through this account from now on."))
        return redirect("network:account", pk)
    seats = here.companies.select_related("company")
    context = {
        "account": here,
        "provider": kind_called(here.kind),
        "why": sentence(here.last_error),
        "inbox": Inbox.objects.filter(account=here.name).first(),
        "page": page(seats, order=ORDER, after=request.GET.get("after", ""), size=SIZE),
        "form": form,
        "webhook": f"{settings.URL}{reverse('network:provider', args=[here.name])}",
        "may_change": ProviderAccount.objects.managed_by(request.user).filter(pk=pk).exists(),
        "is_full": not kind_called(here.kind).capabilities.has_many_companies and seats.exists(),
    }
    return render(request, "network/accounts/account.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def try_(request: SignedIn, pk: int) -> HttpResponse:
    """POST connections/accounts/<pk>/tries/: the provider is asked now."""
    here = managed(request, pk)
    try_account(here)
    if here.state == ProviderAccount.State.WORKING:
        messages.success(request, _("It works: the provider accepts the key."))
    else:
        messages.error(request, sentence(here.last_error))
    return redirect("network:account", pk)


@login_required
@require_POST
def end_company(request: SignedIn, pk: int) -> HttpResponse:
    """POST connections/account-companies/<pk>/end/: the company leaves its account."""
    mine = ProviderAccount.objects.managed_by(request.user)
    seat = get_object_or_404(AccountCompany.objects.filter(account__in=mine), pk=pk)
    try:
        remove_company(seat)
        messages.success(request, _("The company is no longer in this account."))
    except AccountRefused as refused:
        messages.error(request, str(refused.sentence))
    return redirect("network:account", seat.account_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: SignedIn, pk: int) -> HttpResponse:
    """Asks first; only when nothing hangs on it."""
    here = managed(request, pk)
    if request.method != "POST":
        counted = here.companies.aggregate(n=Count("pk"))["n"]
        context = {"account": here, "provider": kind_called(here.kind), "n": counted}
        return render(request, "network/accounts/end.html", context)
    try:
        remove_account(here)
    except AccountRefused as refused:
        messages.error(request, str(refused.sentence))
        return redirect("network:account", pk)
    messages.success(request, _("The account is removed here. At the provider nothing has changed."))
    return redirect("network:accounts")


def managed(request: SignedIn, pk: int) -> ProviderAccount:
    return get_object_or_404(ProviderAccount.objects.managed_by(request.user).select_related("office"), pk=pk)


def office_asked(request: SignedIn) -> Office:
    """The office of the address, else the first this person owns. Raises Http404."""
    return chosen_office(Office.objects.owned_by(request.user), request.GET)
