"""Many at once: one page with the address and language of each chosen company, one mail per client."""

from collections import defaultdict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from schakel.hub.connections import company_address
from schakel.hub.connections.forms import ManyForm, address_fault
from schakel.hub.connections.listing import connections
from schakel.hub.connections.models import Company, Connection
from schakel.hub.connections.selection import chosen_companies
from schakel.hub.connections.sharing import TooMany
from schakel.hub.connections.sharing_many import Recipient, share_with_all
from schakel.hub.connections.turns import turns
from schakel.hub.people.models import User
from schakel.hub.people.requests import SignedIn
from schakel.hub.web.language import OWN_NAMES

MOST_LINES = 100  # companies whose address can be corrected here; the others get it at the one that we know


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
    """One for each company that has a connection nobody accepted yet."""
    not_accepted = defaultdict(list)
    for row in connections(user).filter(company__in=of).exclude(state=Connection.State.ACCEPTED).order_by("side"):
        not_accepted[row.company_id].append(row)
    return [
        Recipient(
            company=company,
            connections=not_accepted[company.pk],
            email=asked.get(f"email_{company.pk}", company.email).strip(),
            language=language_of(asked.get(f"language_{company.pk}", ""), company),
        )
        for company in of
        if company.pk in not_accepted
    ]


def language_of(asked: str, company: Company) -> str:
    return asked if asked in dict(OWN_NAMES) else company.language


def page(request: SignedIn, lines: list[Recipient], form: ManyForm, *, status: int = 200) -> HttpResponse:
    """With a line for each, up to MOST_LINES: first those that have a fault, then those without an address."""
    ordered = sorted(lines, key=lambda line: (not line.fault, bool(line.email)))
    others = ordered[MOST_LINES:]
    context = {
        "form": form,
        "count": len(lines),
        "lines": ordered[:MOST_LINES],
        "others": others,
        "without": sum(not line.email for line in others),
        "keys": " ".join(str(line.company.pk) for line in others),
    }
    return render(request, "connections/many.html", context, status=status)


def show_result(request: SignedIn, sent: int, without: int) -> None:
    text = ngettext("%(n)s invitation is on its way.", "%(n)s invitations are on their way.", sent) % {"n": sent}
    if without:
        text += " " + ngettext(
            "%(n)s company without an address was skipped.",
            "%(n)s companies without an address were skipped.",
            without,
        ) % {"n": without}
    messages.success(request, text)
