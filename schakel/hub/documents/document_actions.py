"""What this room does with many documents at once: marks them as read or unread, and labels them."""

from collections.abc import Callable, Collection

from django.utils.translation import gettext_lazy as _

from schakel.base.digits import is_digits
from schakel.hub.connections.models import Connection
from schakel.hub.documents.actions.registry import ALREADY, Action, Choice, Skipped, register
from schakel.hub.documents.labels.assign import add_label, remove_label
from schakel.hub.documents.labels.models import Label
from schakel.hub.documents.models import Document
from schakel.hub.documents.read_marks import mark_all_read, mark_all_unread
from schakel.hub.people.models import User


def register_actions() -> None:
    already = {ALREADY: _("was so already")}
    no_label = {"gone": _("the label was removed meanwhile"), "other_office": _("it belongs to another office")}
    register(Action("mark_read", _("Mark as read"), run_mark_read, "ok", already))
    register(Action("mark_unread", _("Mark as unread"), run_mark_unread, "ring", already))
    for code, run, choices in (("label", run_label, labels_to_add), ("unlabel", run_unlabel, labels_to_remove)):
        register(Action(code, _("Label"), run, "tag", already | no_label, group=_("Label"), choices=choices))


def run_mark_read(documents: Collection[Document], by: User, _option: str) -> Skipped:
    return others(documents, than=mark_all_read(documents, by=by))


def run_mark_unread(documents: Collection[Document], by: User, _option: str) -> Skipped:
    return others(documents, than=mark_all_unread(documents, by=by))


def run_label(documents: Collection[Document], by: User, option: str) -> Skipped:
    return labelled(documents, by, option, lambda label, own: add_label(label, own, by=by))


def run_unlabel(documents: Collection[Document], by: User, option: str) -> Skipped:
    return labelled(documents, by, option, remove_label)


def labelled(
    documents: Collection[Document], by: User, option: str, change: Callable[[Label, Collection[Document]], set[int]]
) -> Skipped:
    label = Label.objects.reachable_by(by).filter(pk=int(option) if is_digits(option) else 0).first()
    if label is None:
        return others(documents, than=(), reason="gone")
    managed = Connection.objects.managed_by(by).filter(company__office=label.office_id)
    keys = set(managed.filter(pk__in={each.connection_id for each in documents}).values_list("pk", flat=True))
    own = [each for each in documents if each.connection_id in keys]
    return {
        **others(documents, than={each.pk for each in own}, reason="other_office"),
        **others(own, than=change(label, own)),
    }


def others(documents: Collection[Document], *, than: Collection[int], reason: str = ALREADY) -> dict[int, str]:
    return {document.pk: reason for document in documents if document.pk not in than}


def labels_to_add(user: User) -> list[Choice]:
    return [(str(label.pk), label.name) for label in Label.objects.reachable_by(user)]


def labels_to_remove(user: User) -> list[Choice]:
    return [(str(label.pk), _("Take off %(label)s") % {"label": label}) for label in Label.objects.reachable_by(user)]
