"""What a company's invoices say of itself and how they look: settings, accounts, logo, an example."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections.change_pages import request_change, waiting_changes
from schakel.hub.connections.models import Company
from schakel.hub.documents.files import NO_RIGHTS, PDF_RIGHTS
from schakel.hub.people.requests import SignedIn
from schakel.hub.sales.models import Seller
from schakel.hub.sales.rights import companies_sold_for_by
from schakel.hub.sales.seller import account_changes
from schakel.hub.sales.seller.forms import LogoForm, SellerAccountForm, SellerForm
from schakel.hub.sales.seller.letterhead import example_pdf, logo_of


@login_required
def settings(request: SignedIn, pk: int) -> HttpResponse:
    company = get_object_or_404(companies_sold_for_by(request.user), pk=pk)
    what = request.POST.get("what", "")
    form = SellerForm(request.POST if what == "settings" else None, instance=Seller.of(company))
    account = SellerAccountForm(request.POST if what == "account" else None)
    logo = LogoForm(request.POST, request.FILES, company=company) if what == "logo" else LogoForm(company=company)
    if account.is_valid():
        return ask_accounts(request, company, add=account.cleaned_data["iban"])
    saved = next((each for each in (form, logo) if each.is_bound and each.is_valid()), None)
    if saved:
        saved.save()
        record(Action.SELLER_CHANGED, company, place=company.place, detail=",".join(saved.changed_data))
        messages.success(request, _("Saved."))
        return redirect("sales:seller", pk)
    known = Seller.of(company)
    context = {
        "company": company,
        "seller": known,
        "form": form,
        "account": account,
        "logo": logo,
        "accounts": company.seller_accounts.all(),
        "waiting": waiting_changes(company, request.user),
        "exemption": known.exemption(company.language),
    }
    status = 422 if form.errors or account.errors or logo.errors else 200
    return render(request, "sales/seller.html", context, status=status)


@login_required
@require_POST
def accounts(request: SignedIn, pk: int) -> HttpResponse:
    """`first`: the account that invoices name unless another is chosen. `remove`: it is offered no more."""
    company, asked = get_object_or_404(companies_sold_for_by(request.user), pk=pk), request.POST
    return ask_accounts(request, company, remove=asked.get("remove", ""), first=asked.get("first", ""))


def ask_accounts(
    request: SignedIn, company: Company, *, add: str = "", remove: str = "", first: str = ""
) -> HttpResponse:
    """It may wait for others (ADR 0186)."""
    known = [account.iban for account in company.seller_accounts.all()]
    wanted = [iban for iban in dict.fromkeys([*known, *([add] if add else [])]) if iban != remove]
    wanted.sort(key=lambda iban: iban != first)
    request_change(request, partial(account_changes.ask, company, wanted))
    return redirect("sales:seller", company.pk)


@login_required
def logo(request: SignedIn, pk: int) -> HttpResponse:
    """The picture itself; POST takes it away."""
    known = Seller.of(get_object_or_404(companies_sold_for_by(request.user), pk=pk))
    if request.method == "POST":
        Seller.objects.filter(pk=known.pk).update(logo="")
        record(Action.SELLER_CHANGED, known.company, place=known.company.place, detail="logo removed")
        messages.success(request, _("Saved."))
        return redirect("sales:seller", pk)
    shown = logo_of(known)
    if shown is None:
        raise Http404
    response = HttpResponse(shown.data, content_type=shown.type)
    response["Content-Security-Policy"] = NO_RIGHTS
    return response


@login_required
@require_safe
def example_(request: SignedIn, pk: int) -> HttpResponse:
    company = get_object_or_404(companies_sold_for_by(request.user), pk=pk)
    made = example_pdf(Seller.of(company), company.language, today=timezone.localdate())
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="example.pdf"'
    response["Content-Security-Policy"] = PDF_RIGHTS
    return response
