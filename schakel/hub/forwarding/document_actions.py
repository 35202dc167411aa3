"""What this room does with many documents at once: forwards them, holds them back, releases them. For their office only."""

from collections.abc import Callable, Collection
from functools import partial

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Connection
from schakel.hub.connections.models.office import is_office_member
from schakel.hub.documents.actions.registry import ALREADY, Action, Skipped, register
from schakel.hub.documents.models import Document
from schakel.hub.forwarding.dispatcher import HISTORY, forward_again
from schakel.hub.forwarding.document_hold import hold, release
from schakel.hub.forwarding.models import Dispatch, Forward, Forwarder, Route
from schakel.hub.people.models import User

GROUP = _("Bookkeeping")
NOT_OURS = {"not_ours": _("only its office forwards it")}
WHY_NOT = NOT_OURS | {
    "held": _("it is held back"),
    "no_route": _("its company has no forwarder"),
    "there": _("it was forwarded already"),
    "history": _("it is history"),
    "not_taken": _("the package does not take it"),
}
QUEUED, SENT = Forward.State.QUEUED, Forward.State.SENT


def register_actions() -> None:
    office = is_office_member
    held = NOT_OURS | {ALREADY: _("was so already"), "there": _("it was forwarded already")}
    ask_now = _("They leave at once for the package of their company, as long as they are not there yet.")
    ask_again = _("What is in the package already goes there once more, and may be booked twice.")
    ask_hold = _("They do not go to bookkeeping until somebody releases them.")
    for code, word, run, icon, reasons, question in (
        ("forward", _("Forward now"), partial(forward, also_sent=False), "out", WHY_NOT, ask_now),
        ("forward_again", _("Forward again"), partial(forward, also_sent=True), "out", WHY_NOT, ask_again),
        ("hold", _("Do not forward"), run_hold, "no", held, ask_hold),
        ("release", _("Forward after all"), run_release, "ok", held, ""),
    ):
        register(Action(code, word, run, icon, reasons, group=GROUP, question=question, visible_to=office))


def forward(documents: Collection[Document], by: User, _option: str, *, also_sent: bool) -> Skipped:
    """What waits for another try leaves at once too."""
    own = own_of(documents, by)
    held = set(Dispatch.objects.held().filter(document__in=own).values_list("document", flat=True))
    free = Document.objects.filter(pk__in=own - held)
    routes = Route.active().filter(connection__documents__in=free)
    for forwarder in Forwarder.objects.usable_by(by).filter(pk__in=routes.values("forwarder")):
        Forward.objects.filter(document__in=free.values("pk")).queued().queue_again(forwarder)
        forward_again(free, of=forwarder, also_sent=also_sent)
    leaving = set(Forward.objects.filter(document__in=own - held, state=QUEUED).values_list("document", flat=True))
    staying = own - held - leaving
    return dict.fromkeys(keys_of(documents) - own, "not_ours") | dict.fromkeys(held, "held") | why_staying(staying)


def why_staying(keys: Collection[int]) -> dict[int, str]:
    """Of documents that do not leave though nobody holds them back."""
    sent = Forward.objects.filter(document=OuterRef("pk"), state=SENT)
    routed = Route.active().filter(connection=OuterRef("connection"))
    rows = Document.objects.filter(pk__in=keys).annotate(is_there=Exists(sent), is_routed=Exists(routed))
    history = set(rows.filter(HISTORY).values_list("pk", flat=True))
    return {
        key: "history" if key in history else "there" if is_there else "not_taken" if is_routed else "no_route"
        for key, is_there, is_routed in rows.values_list("pk", "is_there", "is_routed")
    }


def run_hold(documents: Collection[Document], by: User, _option: str) -> Skipped:
    """What is in the package already cannot be held back."""
    own = own_of(documents, by)
    there = set(Dispatch.objects.filter(document__in=own, exported_at__isnull=False).values_list("document", flat=True))
    return each_of(documents, own - there, by, hold) | dict.fromkeys(there, "there")


def run_release(documents: Collection[Document], by: User, _option: str) -> Skipped:
    return each_of(documents, own_of(documents, by), by, release)


def each_of(
    documents: Collection[Document], able: set[int], by: User, change: Callable[[Document, User], bool]
) -> dict[int, str]:
    skipped = dict.fromkeys(keys_of(documents) - own_of(documents, by), "not_ours")
    for document in documents:
        if document.pk in able and not change(document, by):
            skipped[document.pk] = ALREADY
    return skipped


def own_of(documents: Collection[Document], by: User) -> set[int]:
    """Keys of those of the companies for which this person works."""
    connections = {each.connection_id for each in documents}
    managed = set(Connection.objects.managed_by(by).filter(pk__in=connections).values_list("pk", flat=True))
    return {each.pk for each in documents if each.connection_id in managed}


def keys_of(documents: Collection[Document]) -> set[int]:
    return {document.pk for document in documents}
