"""A company's accounts, and whether its invoices need approval."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from schakel.hub.connections.models import Company
from schakel.hub.payments.approving import may_change_rule
from schakel.hub.payments.forms import AccountForm, RuleForm
from schakel.hub.payments.models import Approver, Rule
from schakel.hub.payments.rights import people_who_pay
from schakel.hub.payments.views.files import company_to_pay
from schakel.hub.people.requests import SignedIn


@login_required
def company(request: SignedIn, pk: int) -> HttpResponse:
    here = company_to_pay(request, pk)
    may_change = may_change_rule(request.user, here)
    asked = request.POST.get("what", "")
    account = AccountForm(request.POST if asked == "account" else None)
    rule = RuleForm(
        request.POST if asked == "rule" else None,
        people=people_who_pay(here).order_by("name", "pk"),
        initial=kept(here),
    )
    if request.method == "POST" and changed(here, request, account=account, rule=rule, may_change=may_change):
        messages.success(request, _("Saved."))
        return redirect("payments:company", here.pk)
    context = {
        "company": here,
        "accounts": here.accounts.all(),
        "account": account,
        "rule": rule,
        "may_change": may_change,
    }
    return render(request, "payments/company.html", context, status=422 if account.errors or rule.errors else 200)


def changed(here: Company, request: SignedIn, *, account: AccountForm, rule: RuleForm, may_change: bool) -> bool:
    what = request.POST.get("what", "")
    if what == "account" and account.is_valid():
        here.accounts.get_or_create(iban=account.cleaned_data["iban"])
        return True
    if what == "remove":
        return bool(here.accounts.filter(iban=request.POST.get("iban", "")).delete()[0])
    if what == "rule" and may_change and rule.is_valid():
        keep(here, rule)
        return True
    return False


def kept(here: Company) -> dict[str, object]:
    rule = Rule.objects.filter(company=here).first() or Rule(company=here)
    approvers = list(here.approvers.all())
    return {
        "mode": rule.mode,
        "above": rule.above,
        "approvers": [each.user_id for each in approvers if not each.is_deputy],
        "deputies": [each.user_id for each in approvers if each.is_deputy],
    }


def keep(here: Company, form: RuleForm) -> None:
    told = form.cleaned_data
    chosen, deputies = list(told["approvers"]), [each for each in told["deputies"] if each not in told["approvers"]]
    with transaction.atomic():
        Rule.objects.update_or_create(company=here, defaults={"mode": told["mode"], "above": told["above"]})
        here.approvers.all().delete()
        Approver.objects.bulk_create(
            Approver(company=here, user=user, is_deputy=user in deputies) for user in [*chosen, *deputies]
        )
