"""The kinds of events in a document's timeline. Each room registers its own when it opens (AppConfig.ready); these are this
room's. A kind that no room knows, of an older or newer Schakel, is shown by its code.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schakel.hub.audit import actions

ACTION = "document_"  # before its code, in the audit log
LONGEST = 20  # characters of a code, as its column holds
NO_DETAILS: Mapping[str, Callable[[str], str]] = MappingProxyType({})

_labels: dict[str, "str | Promise"] = {}
_details: dict[str, Callable[[str], str]] = {}


class DocumentEvent(models.TextChoices):
    RECEIVED = "received", _("received")
    ISSUED = "issued", _("issued")
    REPEATED = "repeated", _("received again, the same file")
    READ = "read", _("read")
    UNREAD = "unread", _("marked as unread")
    DOWNLOADED = "downloaded", _("downloaded")
    PAYMENT_APPROVED = "payment_approved", _("approved for payment")  # see `approving.is_approved`
    APPROVAL_ENDED = "approval_ended", _("approval for payment withdrawn")
    HISTORY = "history", _("kept as history")
    COUNTS = "counts", _("no history: it counts")
    WARNING_CONFIRMED = "warning_confirmed", _("warning confirmed")
    CONFIRMATION_UNDONE = "confirmation_undone", _("warning no longer confirmed")
    QUARANTINED = "quarantined", _("put in quarantine by the operator")
    LOOKED_INTO = "looked_into", _("viewed by the operator")
    QUARANTINE_ENDED = "quarantine_ended", _("released from quarantine")
    KEPT_ON = "kept_on", _("kept on after its period")
    NOT_KEPT_ON = "not_kept_on", _("no longer kept on after its period")


def register(kinds: type[models.TextChoices], *, details: Mapping[str, Callable[[str], str]] = NO_DETAILS) -> None:
    """The kinds of one room. `details` says for some how the reader reads what is noted beside the event.

    Raises ValueError: two rooms have the same code, or one does not fit its column.
    """
    for kind in kinds:
        if kind.value in _labels or len(kind.value) > LONGEST:
            raise ValueError(f"event kind {kind.value!r} is registered already, or longer than {LONGEST} characters")
        _labels[kind.value] = kind.label
    actions.register(kinds, prefix=ACTION)
    _details.update({str(kind): read for kind, read in details.items()})


def label(kind: str) -> str:
    """What happened, in the reader's language."""
    return str(_labels.get(kind, kind))


def detail(kind: str, noted: str) -> str:
    """What is noted beside an event, as the reader reads it."""
    return _details[kind](noted) if kind in _details else noted
