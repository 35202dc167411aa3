"""A company's accounts, and whether its invoices need approval. A change of either may wait for others (ADR 0186)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from schakel.einvoice.money import decimal_text
from schakel.hub.connections.changes import AlreadyWaiting
from schakel.hub.connections.models import Change, Company
from schakel.hub.connections.payers import people_who_pay
from schakel.hub.connections.views.changes import tell, waiting_at
from schakel.hub.payments.forms import AccountForm, RuleForm
from schakel.hub.payments.money_changes import Terms, ask_account, ask_rule, rule_of, terms_of
from schakel.hub.payments.views.files import company_to_pay
from schakel.hub.people import proof
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
        return changed(here, request, account=account, rule=rule)
    context = {
        "company": here,
        "accounts": here.accounts.all(),
        "account": account,
        "rule": rule,
        "quorum": rule_of(here),
        "waiting": waiting_at(here, request.user),
    }
    return render(request, "payments/company.html", context, status=422 if account.errors or rule.errors else 200)


def changed(here: Company, request: SignedIn, *, account: AccountForm, rule: RuleForm) -> HttpResponse:
    """Asked, after a fresh proof of who asks."""
    proof.require(request)
    made: Change | None
    try:
        if account.is_bound:
            made = ask_account(here, add=account.cleaned_data["iban"], by=request.user)
        elif rule.is_bound:
            made = ask_rule(here, terms(rule), by=request.user)
        else:
            made = ask_account(here, remove=request.POST.get("iban", "")[:34], by=request.user)
    except AlreadyWaiting as refused:
        messages.error(request, str(refused.sentence))
    else:
        tell(request, made)
    return redirect("payments:company", here.pk)


def terms(form: RuleForm) -> Terms:
    """A chosen approver is not their own deputy."""
    told = form.cleaned_data
    chosen = sorted(user.pk for user in told["approvers"])
    return {
        "mode": told["mode"],
        "above": None if told["above"] is None else decimal_text(told["above"]),
        "approvers": chosen,
        "deputies": sorted(user.pk for user in told["deputies"] if user.pk not in chosen),
    }
