"""Setting up: choose the package, fill in what it asks, and the companies, all on one page. Also to change it later."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from schakel.hub.connections.forms import PickForm
from schakel.hub.connections.models import Connection, Office
from schakel.hub.connections.rights import Right
from schakel.hub.connections.selection import chosen_office
from schakel.hub.forwarding.forms import ForwarderForm, save_forwarder
from schakel.hub.forwarding.kinds import offered_kinds
from schakel.hub.forwarding.kinds.form import OptionsForm
from schakel.hub.forwarding.kinds.kind import ForwarderKind
from schakel.hub.forwarding.models import Forwarder
from schakel.hub.forwarding.packages import Package, packages
from schakel.hub.forwarding.route_choices import MOST_LINES, SetUpChoices, choices_of, save_routes, shown_in
from schakel.hub.people.requests import SignedIn

OTHER = "other"  # a package that is not on the list


@login_required
@require_safe
def choose(request: SignedIn) -> HttpResponse:
    context = {"packages": packages().values(), "kinds": offered_kinds(), "other": OTHER}
    return render(request, "forwarding/choose.html", context)


@login_required
@require_safe
def package(request: SignedIn, key: str) -> HttpResponse:
    """What this package takes, and how to connect it."""
    if key not in packages():
        raise Http404
    here = packages()[key]
    context = {"package": here, "kinds": offered_kinds(here.kinds), "contents": Forwarder.Contents(here.contents).label}
    return render(request, "forwarding/package.html", context)


@login_required
def new(request: SignedIn, key: str) -> HttpResponse:
    offices = Office.objects.allowing(request.user, Right.SET_UP).order_by("name", "pk")
    office = chosen_office(offices, request.GET)
    here, kind = way(key, request.GET.get("kind", ""))
    forwarder = Forwarder(
        office=office,
        name=here.name if here else str(kind.name),
        kind=kind.code,
        package=here.key if here else "",
        options=dict(here.options) if here and kind.code == here.kinds[0] else {},
        contents=here.contents if here else Forwarder.Contents.XML,
        language=office.language,
        created_by=request.user,
    )
    return page(request, forwarder, here, more={"offices": offices})


def way(key: str, asked: str) -> tuple[Package | None, ForwarderKind]:
    here = packages().get(key)
    if here is None and key != OTHER:
        raise Http404
    possible = {kind.code: kind for kind in offered_kinds()}
    best = offered_kinds(here.kinds) if here else []
    return here, possible.get(asked) or (best or offered_kinds())[0]


@login_required
def edit(request: SignedIn, pk: int) -> HttpResponse:
    forwarder = get_object_or_404(Forwarder.objects.managed_by(request.user).select_related("office"), pk=pk)
    return page(request, forwarder, packages().get(forwarder.package), more={})


def page(request: SignedIn, forwarder: Forwarder, here: Package | None, *, more: dict[str, object]) -> HttpResponse:
    """The form; it is saved, or only gets a line for a company that was chosen."""
    kind, data = forwarder.kind_itself, request.POST if request.method == "POST" else None
    picker = picker_of(forwarder, data)
    picked = picker.cleaned_data["company"] if picker.is_valid() else None
    sent, typed = (None, data.dict()) if picker.is_bound and data else (data, {})
    form = ForwarderForm(sent, instance=forwarder, initial=typed)
    options = kind.form(sent, initial=typed or forwarder.options, has_secrets=bool(forwarder.encrypted))
    routes = dict(forwarder.routes.values_list("connection", "address")) if forwarder.pk else {}
    choices = choices_of(forwarder, asked=data, routes=routes, picked=picked)
    if sent is not None and form.is_valid() & options.is_valid() & form.accepts(choices, routes=routes):
        return save(request, form, options, choices)
    context = {"forwarder": forwarder, "form": form, "options": options, "kind": kind, "package": here, **more}
    context |= {"choices": choices, "picked": picked, "sides": Connection.Side.choices}
    context |= {
        "picker": picker if picker.errors else picker_of(forwarder, None),
        "for_all": data.getlist("for_all") if data else all_by_default(forwarder),
        "address_for_all": data.get("address_for_all", "") if data else "",
    }
    return render(request, "forwarding/set_up.html", context, status=422 if form.errors or picker.errors else 200)


def save(request: SignedIn, form: ForwarderForm, options: OptionsForm, choices: SetUpChoices) -> HttpResponse:
    forwarder = save_forwarder(form, options)
    save_routes(forwarder, choices, since=form.cleaned_data["since"])
    messages.success(request, _("Saved. Press Test to see whether it arrives."))
    return redirect("forwarding:forwarder", forwarder.pk)


def picker_of(forwarder: Forwarder, data: QueryDict | None) -> PickForm:
    """With what was typed. What was typed and not added yet gets a line before anything is saved."""
    is_asked = data is not None and ("show" in data or data.get("company", "").strip() != "")
    picker = PickForm(data if is_asked else None, companies=forwarder.office.companies.all(), required=True)
    if picker.is_valid() and len(shown_in(data)) >= MOST_LINES:
        picker.add_error("company", _("The page is full. Save first, then choose more companies."))
    return picker


def all_by_default(forwarder: Forwarder) -> list[str]:
    """What is ticked to add all companies. Where each needs an address, it does nothing as long as none is filled in."""
    return Connection.Side.values if forwarder.pk is None or forwarder.kind_itself.is_address_needed else []
