"""ChangeNotice: a package has a document that counts for something else now. Due until the package was told."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.documents.bills.models import Effect
from schakel.hub.documents.models import Document, OfDocument
from schakel.hub.due import LONGEST_WAIT
from schakel.hub.forwarding.models.forward import Forward


class ChangeNotice(OfDocument):
    """One for each forward, from its first change on. What is told is an Effect, always the one of that moment.

    `now` follows the document; `Forward.known_as` what the package knows. `begun` is what was begun to tell it and may have
    arrived: it is told again by the same uid, or taken back by another one, never left open.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("the package will be told")
        SENT = "sent", _("the package knows")
        FAILED = "failed", _("the package could not be told")
        NO_ADDRESS = "no_address", _("the package cannot be told this way")

    forward = models.OneToOneField(Forward, models.CASCADE, related_name="notice")
    uid = models.UUIDField(default=uuid.uuid4)  # of what is being told; the same at each try (J06)
    now = models.CharField(max_length=10)
    begun = models.CharField(max_length=10, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    state_at = models.DateTimeField(default=timezone.now)
    office_knows = models.CharField(max_length=10)  # what its people were told last

    def __str__(self) -> str:
        return f"{self.forward}: {self.now}"

    @property
    def document(self) -> Document:
        document: Document = self.forward.document
        return document

    @property
    def word(self) -> str:
        return str(_("counts again") if self.now == Effect.COUNTS else Effect(self.now).label)

    def end(self, state: "ChangeNotice.State", *, due_at: datetime | None = None) -> None:
        self.end_attempt(state=state, state_at=timezone.now(), due_at=due_at, last_error="")

    def retry(
        self, error: str, *, most: int = 12, longest: timedelta = LONGEST_WAIT, at: datetime | None = None
    ) -> None:
        super().retry(error, most=most, longest=longest, at=at)
        if self.due_at is None:
            ChangeNotice.objects.filter(pk=self.pk).update(state=self.State.FAILED, state_at=timezone.now())

    def give_up(self) -> None:
        super().give_up()
        ChangeNotice.objects.filter(pk=self.pk).update(state=self.State.FAILED, state_at=timezone.now())
