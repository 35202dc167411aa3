"""The client companies of an office: adding, one company's page, editing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from schakel.hub.connections import picker
from schakel.hub.connections.change_pages import waiting_changes
from schakel.hub.connections.elsewhere import AlreadyElsewhere, AskedTooMuch, require_free
from schakel.hub.connections.forms import CompanyEditForm, CompanyForm, save_company
from schakel.hub.connections.listing import groups
from schakel.hub.connections.models import Company, Office
from schakel.hub.connections.models.key import companies_keyed_by
from schakel.hub.connections.new_company import AlreadyHere, add_company
from schakel.hub.connections.panels import panels
from schakel.hub.connections.payers import payers_of
from schakel.hub.connections.rights import Right
from schakel.hub.people.models import User
from schakel.hub.people.requests import SignedIn


@login_required
def new(request: SignedIn) -> HttpResponse:
    offices = Office.objects.allowing(request.user, Right.ADD).order_by("name")
    if not offices:
        raise Http404
    form = CompanyForm(request.POST or None, offices=offices, initial={"language": offices[0].language})
    if request.method == "POST" and form.is_valid() and (company := added(form, by=request.user)):
        messages.success(request, _("%(company)s was added, with its two connections.") % {"company": company})
        return redirect("connections:company", company.pk)
    words = {
        "title": _("Add a company"),
        "lead": _("One client company, with a connection for its purchases and one for its sales."),
        "button": _("Add the company"),
    }
    return render(request, "connections/new.html", {"form": form, **words}, status=422 if form.errors else 200)


@login_required
@require_safe
def offered(request: SignedIn) -> HttpResponse:
    """For a field in which a company is typed: those that match, of all that this person reaches."""
    text = request.GET.get(request.GET.get("field", ""), "")
    labels = picker.offered(Company.objects.reachable_by(request.user).distinct(), text)
    return HttpResponse(format_html_join("", '<option value="{}"></option>', ((each,) for each in labels)))


def added(form: CompanyForm, *, by: User) -> Company | None:
    """The new company; None, and the sentence in the form, when the number is known already."""
    given = form.cleaned_data
    try:
        require_free(given["office"], by, given["number"].digits)
        return add_company(
            given["office"], given["number"], name=given["name"], email=given["email"], language=given["language"]
        )
    except AlreadyHere as error:
        url = reverse("connections:company", args=[error.company.pk])
        text = (
            _('You closed this company: <a href="{}">{}</a>. Open it again there.')
            if error.company.is_closed
            else _('You already have this company: <a href="{}">{}</a>.')
        )
        form.add_error("number", format_html(text, url, error.company))
    except (AlreadyElsewhere, AskedTooMuch) as error:
        form.add_error("number", error.sentence)
    return None


@login_required
def company(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Company.objects.reachable_by(request.user).select_related("office", "responsible__user"), pk=pk
    )
    [group] = groups(request.user, [found])
    participants = found.participants.order_by("scheme")
    shown = [panel(request, found, group.managed) for panel in panels]
    context = {"group": group, "participants": participants, "panels": shown}
    context["is_staff"] = Company.objects.managed_by(request.user, also_closed=True).filter(pk=pk).exists()
    context["may_close"] = Company.objects.closable_by(request.user).filter(pk=pk).exists()
    context["waiting"] = waiting_changes(found, request.user)
    context["may_see_changes"] = context["is_staff"] or payers_of(found).filter(pk=request.user.pk).exists()
    context["may_make_keys"] = companies_keyed_by(request.user).filter(pk=pk).exists()
    return render(request, "connections/company.html", context)


@login_required
def edit(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(Company.objects.managed_by(request.user), pk=pk)
    form = CompanyEditForm(request.POST or None, instance=found)
    if request.method == "POST" and save_company(form, before=found.email, by=request.user):
        messages.success(request, _("Saved."))
        return redirect("connections:company", pk)
    context = {"form": form, "company": found}
    return render(request, "connections/company_edit.html", context, status=422 if form.errors else 200)
