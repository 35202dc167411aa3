"""Many at once: one page with the address and language of each chosen company, one mail per client."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from schakel.hub.connections import company_address
from schakel.hub.connections.forms import ManyForm, address_fault
from schakel.hub.connections.listing import groups
from schakel.hub.connections.models import Company, Connection
from schakel.hub.connections.selection import chosen_companies
from schakel.hub.connections.sharing import TooMany
from schakel.hub.connections.sharing_many import Recipient, share_with_all
from schakel.hub.connections.turns import turns
from schakel.hub.people.models import User
from schakel.hub.people.requests import SignedIn
from schakel.hub.web.language import OWN_NAMES


@login_required
@require_POST
def many(request: SignedIn) -> HttpResponse:
    """First the page; then, with `send`, the letters. One company of another office among them refuses all (G02)."""
    lines = lines_of(request.user, chosen_companies(request.user, request.POST), request.POST)
    if not lines:
        messages.warning(request, _("Choose at least one company whose connections are not all accepted."))
        return redirect("connections:list")
    if "send" not in request.POST:
        return page(request, lines, ManyForm(initial={"kinds": Connection.Side.values, "role": "full"}))
    form = ManyForm(request.POST)
    if not send(request, lines, form):
        return page(request, lines, form, status=422)
    return redirect("connections:list")


def send(request: SignedIn, lines: list[Recipient], form: ManyForm) -> bool:
    """In the companies' turns, as one address is corrected. False: the form or a line has a fault."""
    with turns(line.company.pk for line in lines):
        for line in lines:
            line.fault = address_fault(line.email) or company_address.lock_fault(line.company, line.email)
        if not form.is_valid() or any(line.fault for line in lines):
            return False
        try:
            sent, without = share_with_all(
                request.user, lines, form.cleaned_data["kinds"], role=form.cleaned_data["role"]
            )
        except TooMany as error:
            form.add_error(None, error.sentence)
            return False
    show_result(request, sent, without)
    return True


def lines_of(user: User, of: list[Company], asked: QueryDict) -> list[Recipient]:
    return [
        Recipient(
            company=group.company,
            connections=[r.connection for r in group.rows if r.status.state != Connection.State.ACCEPTED],
            email=asked.get(f"email_{group.company.pk}", group.company.email).strip(),
            language=language_of(asked.get(f"language_{group.company.pk}", ""), group.company),
        )
        for group in groups(user, of)
        if any(row.status.state != Connection.State.ACCEPTED for row in group.rows)
    ]


def language_of(asked: str, company: Company) -> str:
    return asked if asked in dict(OWN_NAMES) else company.language


def page(request: SignedIn, lines: list[Recipient], form: ManyForm, *, status: int = 200) -> HttpResponse:
    return render(request, "connections/many.html", {"lines": lines, "form": form}, status=status)


def show_result(request: SignedIn, sent: int, without: int) -> None:
    text = ngettext("%(n)s invitation is on its way.", "%(n)s invitations are on their way.", sent) % {"n": sent}
    if without:
        text += " " + ngettext(
            "%(n)s company without an address was skipped.",
            "%(n)s companies without an address were skipped.",
            without,
        ) % {"n": without}
    messages.success(request, text)
