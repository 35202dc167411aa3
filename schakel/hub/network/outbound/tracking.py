"""Following what was sent: in plain words how far it is, what went wrong, what to do, and when the silence is too long."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.hub.documents.models import Document
from schakel.hub.documents.placement import fillable_by
from schakel.hub.network.models import Answer, Transmission
from schakel.hub.network.models.transmission import TransmissionQuerySet
from schakel.hub.people.models import User
from schakel.hub.working_days import working_day_before

State = Transmission.State
LONGEST_ALARM = timedelta(days=30)  # whoever was not alarmed by then knows it in another way
BYTES = ("receipt", "raw", "envelope")

WRONG_ADDRESS = gettext_lazy(
    "Ask the customer for their enterprise number and whether they receive over Peppol. If the "
    "number is wrong, credit this document and create a new one. Otherwise, deliver it another way."
)
WRONG_KIND = gettext_lazy(
    "Ask the customer to activate this kind of document with their provider, then try again. Or deliver it another way."
)
TRY_AGAIN = gettext_lazy("Try again. If it keeps failing, ask the operator of this installation.")
NOT_TAKEN = gettext_lazy(
    "The customer did not receive it. Correct what is mentioned above: credit this document and create a new one."
)
ADVICE: dict[str, Any] = {
    "NOT_REGISTERED": WRONG_ADDRESS,
    "REGISTRATION_BROKEN": WRONG_ADDRESS,
    "PEPPOL:NOT_SERVICED": WRONG_ADDRESS,
    "NOT_SUPPORTED": WRONG_KIND,
    "ENDPOINT_NOT_ACTIVE": WRONG_KIND,
}


@dataclass(frozen=True)
class SentTransmission:
    """One transmission, as its document's page says it."""

    row: Transmission
    is_late: bool = False  # one working day without confirmation

    @property
    def advice(self) -> Any:
        if self.row.state == State.REJECTED:
            return NOT_TAKEN
        code = self.row.last_error.partition(": ")[0]
        return ADVICE.get(code, TRY_AGAIN) if self.row.state == State.FAILED else ""

    @property
    def again_at(self) -> datetime | None:
        """When it is tried again by itself."""
        waits = self.row.state == State.QUEUED and self.row.last_error
        return self.row.due_at if waits else None


def sent_transmissions(document: Document) -> list[SentTransmission]:
    rows = document.transmissions.outgoing().filter(about=None).order_by("pk").defer(*BYTES)
    late = set(late_transmissions().filter(document=document).values_list("pk", flat=True))
    return [SentTransmission(row, row.pk in late) for row in rows if not hasattr(row, "answer")]


def late_transmissions(now: datetime | None = None) -> TransmissionQuerySet:
    """Sent, and for a working day nobody said that it is there: neither a status nor the customer."""
    now = now or timezone.now()
    sent = Transmission.objects.outgoing().shown().filter(state=State.SENT, document__isnull=False)
    sent = sent.filter(state_at__lt=working_day_before(now), state_at__gt=now - LONGEST_ALARM)
    return sent.exclude(Exists(Answer.objects.received().filter(document=OuterRef("document"))))


def needing_a_look(user: User) -> TransmissionQuerySet:
    """Those that need a look by this person: silent too long, or ended badly within the month."""
    ended = Q(state__in=[State.FAILED, State.REJECTED], state_at__gt=timezone.now() - LONGEST_ALARM)
    mine = Transmission.objects.outgoing().shown().filter(document__connection__in=fillable_by(user), answer=None)
    return mine.filter(ended | Q(pk__in=late_transmissions().values("pk")))


def states_of(documents: Collection[int]) -> dict[int, tuple[str, str]]:
    """For the list of what was issued: the state of each that was sent, of the newest transmission."""
    rows = Transmission.objects.outgoing().filter(document__in=documents, answer=None).order_by("pk").defer(*BYTES)
    late = set(late_transmissions().filter(document__in=documents).values_list("document", flat=True))
    found = {row.document_id: (row.tone, row.get_state_display()) for row in rows if row.document_id}
    return found | {pk: ("unconfirmed", _("not confirmed yet")) for pk in late if pk in found}
