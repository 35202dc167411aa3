"""A company's accounts, and whether its invoices need approval. A change of either may wait for others (ADR 0186)."""

from collections.abc import Callable
from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from schakel.hub.connections.change_pages import request_change, waiting_changes
from schakel.hub.connections.models import Change, Company
from schakel.hub.connections.payers import people_who_pay
from schakel.hub.payments.forms import AccountForm, RuleForm
from schakel.hub.payments.money_changes import ask_account, ask_rule, rule_of, terms_of
from schakel.hub.payments.views.files import company_to_pay
from schakel.hub.people.requests import SignedIn


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def company(request: SignedIn, pk: int) -> HttpResponse:
    here = company_to_pay(request, pk)
    asked = request.POST.get("what", "")
    account = AccountForm(request.POST if asked == "account" else None)
    rule = RuleForm(
        request.POST if asked == "rule" else None,
        people=people_who_pay(here).order_by("name", "pk"),
        initial=terms_of(here),
    )
    if asked == "remove" or account.is_valid() or rule.is_valid():
        request_change(request, change_asked(request, here, account=account, rule=rule))
        return redirect("payments:company", here.pk)
    context = {
        "company": here,
        "accounts": here.accounts.all(),
        "account": account,
        "rule": rule,
        "quorum": rule_of(here),
        "waiting": waiting_changes(here, request.user),
    }
    return render(request, "payments/company.html", context, status=422 if account.errors or rule.errors else 200)


def change_asked(
    request: SignedIn, here: Company, *, account: AccountForm, rule: RuleForm
) -> Callable[..., Change | None]:
    """What the form that was sent asks for."""
    if account.is_bound:
        return partial(ask_account, here, add=account.cleaned_data["iban"])
    if rule.is_bound:
        return partial(ask_rule, here, rule.terms())
    return partial(ask_account, here, remove=request.POST.get("iban", "")[:34])
