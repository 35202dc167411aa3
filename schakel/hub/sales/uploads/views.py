"""Sales documents from another program: brought here, looked at, and then sent, mailed or only kept."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from schakel.einvoice.parse import INTERACTIVE
from schakel.einvoice.render.view import view
from schakel.einvoice.validation import Verdict, in_force, validate
from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections.models import Connection
from schakel.hub.documents import store, waiting_files
from schakel.hub.documents.files import NO_RIGHTS
from schakel.hub.documents.filetypes import PDF
from schakel.hub.documents.formats import understood
from schakel.hub.documents.index_fields import fields_from
from schakel.hub.documents.models import Document, WaitingFile
from schakel.hub.documents.opening import sum_label
from schakel.hub.people.requests import SignedIn
from schakel.hub.sales import extension_points
from schakel.hub.sales.models import Upload
from schakel.hub.sales.rights import companies_sold_for_by
from schakel.hub.sales.uploads import long_sale
from schakel.hub.sales.uploads import upload as uploads
from schakel.hub.sales.uploads.upload import Drafted, UploadRefused
from schakel.hub.web.templatetags.formatting import day, money

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_WAITING = 20  # shown
MOST_ALIKE = 3


@login_required
def new(request: SignedIn, pk: int) -> HttpResponse:
    company = get_object_or_404(companies_sold_for_by(request.user), pk=pk)
    connection = company.connections.get(side=Connection.Side.SALES)
    context: dict[str, Any] = {"company": company, "limit": settings.UPLOAD_LIMIT}
    if request.method == "POST":
        taken = receive(request, connection)
        if isinstance(taken, WaitingFile):
            return redirect("documents:waiting", taken.pk)
        if not isinstance(taken, UploadRefused):
            return onward(request, taken)
        context["why"] = taken.sentence
    context["waiting"] = Upload.objects.undecided().filter(connection=connection).order_by("-at", "-pk")[:MOST_WAITING]
    return render(request, "sales/uploads/new.html", context, status=422 if "why" in context else 200)


def receive(request: SignedIn, connection: Connection) -> Upload | Document | Drafted | UploadRefused | WaitingFile:
    files: list[UploadedFile[bytes]] = request.FILES.getlist("files")
    if sum(file.size or 0 for file in files) > settings.UPLOAD_LIMIT:
        return UploadRefused(_("This file is too large to upload here."))
    given = [(file.name or "", file.read()) for file in files]
    taken = uploads.receive_files(connection, given, by=request.user, limits=INTERACTIVE)
    if isinstance(taken, UploadRefused) and taken.is_too_long and len(given) == 1:
        return waiting_files.keep_for_later(long_sale.KIND, *given[0], by=request.user, company=connection.company)
    return taken


def onward(request: SignedIn, taken: Upload | Document | Drafted) -> HttpResponse:
    if isinstance(taken, Upload):
        return redirect("sales:upload", taken.pk)
    if isinstance(taken, Document):
        messages.info(request, _("This document is already here."))
        return redirect("documents:detail", taken.pk)
    messages.warning(request, summary_of(taken))
    return redirect("sales:draft", taken.draft.pk)


def summary_of(drafted: Drafted) -> str:
    """What was filled in, and that somebody has to look at it."""
    if drafted.guess is None:
        return _(
            "Peppol does not accept this kind of invoice (CII). We filled in its contents here: check them, "
            "then send it."
        )
    found = drafted.guess
    facts = [
        (_("Number"), found.number),
        (_("Date"), day(found.issued_on)),
        (_("Due"), day(found.due_on)),
        (_("Amount"), money(found.total)),
        (_("Account number (IBAN)"), found.iban),
        (_("Enterprise number"), found.enterprise_number),
        (_("Communication"), found.communication),
    ]
    said = "; ".join(f"{name}: {value}" for name, value in facts if value)
    start = _("There is no electronic invoice in this PDF. We attached it; fill in the fields yourself.")
    guessed = _("Guessed from the text, check each one:")
    return f"{start} {guessed} {said}" if said else start


@login_required
@require_safe
def upload(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(Upload.objects.decidable_by(request.user), pk=pk)
    if found.document_id:
        return redirect("documents:detail", found.document_id)
    data = store.read(found.sha256)
    report = validate(data, ruleset=in_force(timezone.localdate()).name)
    invoice, language = understood(data).invoice, get_language() or "en"
    shown = Document(connection=found.connection, verdict=report.verdict.value, **fields_from(invoice, side="sales"))
    context = {
        "upload": found,
        "document": shown,
        "page": view(invoice, language),
        "sum_label": sum_label(shown),
        "findings": [(each.sentence(language), each) for each in report.findings],
        "is_valid": report.verdict is Verdict.VALID,
        "same_number": uploads.with_its_number(shown, request.user)[:MOST_ALIKE],
        "ways": [way(request, found) for way in extension_points.upload_ways]
        if report.verdict is Verdict.VALID
        else [],
    }
    return render(request, "sales/uploads/one.html", context)


@login_required
@require_POST
def file(request: SignedIn, pk: int) -> HttpResponse:
    """`as`: kept, for another program sent it; or to be sent by e-mail."""
    found, how = get_object_or_404(Upload.objects.decidable_by(request.user), pk=pk), request.POST.get("as", "")
    if how not in ("elsewhere", "mail"):
        return redirect("sales:upload", pk)
    document = uploads.file_upload(found, by=request.user, sent_elsewhere=how == "elsewhere")
    if isinstance(document, UploadRefused):
        messages.error(request, str(document.sentence))
        return redirect("sales:upload", pk)
    return redirect("sales:mail" if how == "mail" else "documents:detail", document.pk)


@login_required
@require_POST
def discard(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(Upload.objects.decidable_by(request.user), pk=pk)
    company = found.connection.company_id
    if Upload.objects.undecided().filter(pk=found.pk).delete()[0]:
        record(Action.UPLOAD_DISCARDED, found.connection.company, place=found.connection.place)
        messages.success(request, _("Deleted; nothing was sent."))
    return redirect("sales:uploads", company)


@login_required
@require_safe
def paper(request: SignedIn, pk: int) -> HttpResponse:
    """The PDF it came in or with."""
    found = get_object_or_404(Upload.objects.decidable_by(request.user), pk=pk)
    if not found.pdf_sha256:
        raise Http404
    response = HttpResponse(store.read(found.pdf_sha256), content_type=PDF)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.pdf_name) or ""
    response["Content-Security-Policy"] = NO_RIGHTS
    return response
