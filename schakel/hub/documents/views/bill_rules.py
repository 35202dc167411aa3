"""What a company, or its office for all of them, asks of its bills: the days to contest, and what waits. The office decides."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from schakel.hub.connections.models import Company, Office
from schakel.hub.connections.models.office import sees_all_of
from schakel.hub.connections.rights import Right
from schakel.hub.documents.bills.forms import BillRuleForm, OfficeBillRuleForm
from schakel.hub.documents.bills.rules import OfficeBillRule, rule_of
from schakel.hub.people.requests import SignedIn


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_company(request: SignedIn, pk: int) -> HttpResponse:
    company = get_object_or_404(Company.objects.managed_by(request.user).select_related("office__bill_rule"), pk=pk)
    form = BillRuleForm(request.POST if request.method == "POST" else None, instance=rule_of(company))
    if request.method == "POST" and form.is_valid():
        form.keep()
        messages.success(request, _("Saved."))
        return redirect("connections:company", pk)
    is_whole = sees_all_of(request.user, company.office_id)
    context = {"form": form, "company": company, "office": company.office, "may_set_up": is_whole}
    return render(request, "documents/bills/rules.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_office(request: SignedIn, pk: int) -> HttpResponse:
    office = get_object_or_404(Office.objects.allowing(request.user, Right.SET_UP), pk=pk)
    rule = OfficeBillRule.objects.filter(office=office).first() or OfficeBillRule(office=office)
    form = OfficeBillRuleForm(request.POST if request.method == "POST" else None, instance=rule)
    if request.method == "POST" and form.is_valid():
        form.keep()
        messages.success(request, _("Saved."))
        return redirect("documents:office_bill_rule", pk)
    return render(
        request, "documents/bills/rules.html", {"form": form, "office": office}, status=422 if form.errors else 200
    )
