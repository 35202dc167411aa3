"""What is past its period, by company and year, for the owners of an office: made into a list, looked at, deleted, proved."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_list_or_404, get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections.models import Company, Office
from schakel.hub.documents.retention.period import years_of
from schakel.hub.people import proof as identity
from schakel.hub.people.requests import SignedIn
from schakel.hub.records.deletion import lists, proof
from schakel.hub.records.deletion.candidates import is_past, years_past
from schakel.hub.records.deletion.change import ask_deletion
from schakel.hub.records.deletion.forms import ConfirmForm, YearForm
from schakel.hub.records.deletion.models import DeletionList
from schakel.hub.web.paging import page

ZIP = "application/zip"
CSV = "text/csv; charset=utf-8"
LINES_SHOWN = 50


def owned_offices(request: SignedIn) -> list[Office]:
    """Raises Http404: this person owns none."""
    return get_list_or_404(Office.objects.owned_by(request.user))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: SignedIn) -> HttpResponse:
    """GET shows what is past its period and the lists there are; POST makes a list of one company and year."""
    companies = Company.objects.filter(office__in=owned_offices(request))
    if request.method == "POST":
        return make(request)
    mine = DeletionList.objects.owned_by(request.user).select_related("company")
    past = page(mine, order=("-id",), after=request.GET.get("after", ""))
    listed = set(mine.open().values_list("company", "year"))
    years = [each for each in years_past(companies) if (each.company.pk, each.year) not in listed]
    return render(request, "records/deletions.html", {"years": years, "page": past})


def make(request: SignedIn) -> HttpResponse:
    owned = Company.objects.filter(office__in=Office.objects.owned_by(request.user))
    form = YearForm(request.POST)
    if not form.is_valid():
        raise Http404
    year = form.cleaned_data["year"]
    company = get_object_or_404(owned.select_related("retention_rule"), pk=form.cleaned_data["company"])
    if not is_past(company, year):
        messages.error(
            request,
            _("Documents of %(year)s are still kept: this company keeps them %(years)s full years.")
            % {"year": year, "years": years_of(company)},
        )
        return redirect("records:deletions")
    return redirect("records:deletion", lists.make_list(company, year, by=request.user).pk)


def found(request: SignedIn, pk: int) -> DeletionList:
    """Raises Http404."""
    mine = DeletionList.objects.owned_by(request.user)
    return get_object_or_404(mine.select_related("company", "made_by", "confirmed_by"), pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deletion(request: SignedIn, pk: int) -> HttpResponse:
    """GET shows a list; POST deletes what is on it, after a fresh proof of who asks."""
    deletion_list = found(request, pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        identity.require(request)
        confirm(request, deletion_list)
        return redirect("records:deletion", pk)
    lines = deletion_list.lines.select_related("connection").order_by("document")[:LINES_SHOWN]
    context = {
        "list": deletion_list,
        "form": form,
        "lines": lines if deletion_list.state != DeletionList.State.GATHERING else [],
        "shown": LINES_SHOWN,
        "deleted": deletion_list.lines.exclude(deleted_at=None).count(),
        "kept": deletion_list.lines.exclude(why_kept="").count(),
    }
    return render(request, "records/deletion.html", context, status=422 if form.errors else 200)


def confirm(request: SignedIn, deletion_list: DeletionList) -> None:
    change = ask_deletion(deletion_list, by=request.user) if deletion_list.count else None
    if change is None:
        messages.error(request, _("This is no longer possible, or you are not allowed to do it. Check the page again."))
    elif change.is_waiting:
        messages.success(request, _("Request sent. It takes effect once enough people say yes; they get an e-mail."))
    else:
        messages.success(request, _("Confirmed. The documents are being deleted."))


@login_required
@require_POST
def cancel(request: SignedIn, pk: int) -> HttpResponse:
    if lists.cancel(found(request, pk)):
        messages.success(request, _("The list was cancelled. Nothing was deleted."))
    return redirect("records:deletions")


@login_required
@require_safe
def sheet(request: SignedIn, pk: int) -> HttpResponse:
    """Every line, before and after."""
    deletion_list = record_download(found(request, pk))
    return download(proof.sheet(deletion_list), CSV, f"deletion-{deletion_list.pk}.csv")


@login_required
@require_safe
def proof_of(request: SignedIn, pk: int) -> HttpResponse:
    deletion_list = record_download(found(request, pk))
    return download(proof.archive(deletion_list), ZIP, f"deletion-{deletion_list.pk}.zip")


def record_download(deletion_list: DeletionList) -> DeletionList:
    record(Action.PROOF_DOWNLOADED, deletion_list, place=deletion_list.company.place)
    return deletion_list


def download(data: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
