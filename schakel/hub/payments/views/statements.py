"""Bank statements: uploaded, looked at, confirmed."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from schakel.hub.connections.forms import PickForm
from schakel.hub.connections.models import Company
from schakel.hub.documents import waiting_files
from schakel.hub.documents.models import Document, WaitingFile
from schakel.hub.payments import folder, long_file, matching
from schakel.hub.payments.models import Payment, Statement, StatementEntry
from schakel.hub.payments.rights import companies_paid_by
from schakel.hub.payments.statement_list import entries_to_explain, folders_of
from schakel.hub.payments.views.files import company_to_pay
from schakel.hub.payments.views.overview import MOST_NAMED
from schakel.hub.payments.words import SENTENCES
from schakel.hub.people import proof
from schakel.hub.people.requests import SignedIn
from schakel.hub.web.paging import page
from schakel.sepa.errors import SepaError
from schakel.sepa.matching import Why
from schakel.sepa.statements import TooManyEntries

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


@login_required
@require_safe
def list_(request: SignedIn) -> HttpResponse:
    """The companies for which statements can be added, and the newest statements."""
    companies = companies_paid_by(request.user).order_by("sort_name", "pk")
    typed = PickForm(request.GET if "company" in request.GET else None, companies=companies, required=True)
    if typed.is_valid():
        return redirect("payments:company_statements", typed.cleaned_data["company"].pk)
    named = list(companies[: MOST_NAMED + 1])
    rows = Statement.objects.payable_by(request.user).select_related("company", "by")
    context = {
        "page": page(rows, order=("-at", "-id"), after=request.GET.get("after", "")),
        "companies": named if len(named) <= MOST_NAMED else [],
        "picker": typed if len(named) > MOST_NAMED else None,
        "folders": folders_of(request.user) if settings.STATEMENTS_FOLDER else [],
    }
    return render(request, "payments/statements.html", context)


@login_required
def company(request: SignedIn, pk: int) -> HttpResponse:
    """Adding to one company, and what waits for a person there."""
    here = company_to_pay(request, pk)
    later = [long for file in request.FILES.getlist("files") if (long := add_uploaded(request, file, here))]
    if later:
        return redirect("documents:waiting", later[0].pk)
    if request.method == "POST":
        return redirect("payments:company_statements", here.pk)
    context = {
        "company": here,
        "waiting": entries_to_explain(here, request.user),
        "page": page(here.statements.all(), order=("-at", "-id"), after=request.GET.get("after", "")),
    }
    return render(request, "payments/company_statements.html", context)


def add_uploaded(request: SignedIn, file: "UploadedFile[bytes]", here: Company) -> WaitingFile | None:
    """Adds one file, and tells what became of it; or the row of what the worker reads."""
    name = file.name or ""
    if (file.size or 0) > folder.LARGEST:
        messages.error(request, _("%(name)s is too large for a bank statement.") % {"name": name})
        return None
    data = file.read()
    try:
        fresh = proof.is_fresh(request)
        added = matching.add_statements(data, here, by=request.user, first_account=fresh, most=matching.INTERACTIVE)
    except TooManyEntries:
        return waiting_files.keep_for_later(long_file.KIND, name, data, by=request.user, company=here)
    except SepaError as fault:
        messages.error(request, f"{name}: {fault.said_in(get_language() or 'en')}")
        return None
    for line in long_file.lines_of(added, name):
        (messages.error if line.tone == "bad" else messages.success)(request, line.text)
    return None


@login_required
@require_safe
def statement(request: SignedIn, pk: int) -> HttpResponse:
    statements = Statement.objects.payable_by(request.user).select_related("company", "by")
    here = get_object_or_404(statements, pk=pk)
    paid = Payment.objects.active().filter(entry__statement=here).select_related("document").order_by("pk")
    reachable = set(Document.objects.reachable_by(request.user).values_list("pk", flat=True).filter(payments__in=paid))
    rows = [
        (entry, of_it, SENTENCES[Why(of_it[0].why)] if of_it and of_it[0].why else "")
        for entry in here.entries.all()
        for of_it in [[each for each in paid if each.entry_id == entry.pk]]
    ]
    context = {"statement": here, "rows": rows, "reachable": reachable}
    return render(request, "payments/statement.html", context)


@login_required
@require_POST
def settle(request: SignedIn, pk: int) -> HttpResponse:
    """What a person says of one entry: it pays these, it pays nothing here, or the match was wrong."""
    entries = StatementEntry.objects.filter(statement__in=Statement.objects.payable_by(request.user))
    entry = get_object_or_404(entries.select_related("statement__company"), pk=pk)
    company = entry.statement.company_id
    chosen = request.POST.get("documents", "")
    action = request.POST.get("action", "")
    if action == "confirm":
        ids = frozenset(int(each) for each in chosen.split(",") if each.isascii() and each.isdigit())
        if not matching.confirm(entry, ids, by=request.user):
            messages.error(
                request, _("This is no longer possible, or you are not allowed to do it. Check the page again.")
            )
    elif action == "take_back" and matching.undo_match(entry, request.user):
        messages.success(request, _("Undone: this is to be paid again."))
    elif action in ("put_aside", "take_up"):
        matching.put_aside(entry, is_put_aside=action == "put_aside")
    if action in ("take_back", "take_up"):
        return redirect("payments:statement", entry.statement_id)
    return redirect("payments:company_statements", company)
