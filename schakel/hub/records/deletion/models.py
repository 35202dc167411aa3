"""DeletionList and DeletionLine: what a company deletes after its period, and what remains of it as a proof."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Company, Connection, Office
from schakel.hub.due import Due


class DeletionListQuerySet(models.QuerySet["DeletionList"]):
    def owned_by(self, user: Any) -> "DeletionListQuerySet":
        """Those of the companies of offices that this person owns."""
        return self.filter(company__office__in=Office.objects.owned_by(user))

    def open(self) -> "DeletionListQuerySet":
        return self.exclude(state__in=[DeletionList.State.DONE, DeletionList.State.CANCELLED])


class DeletionList(Due):
    """gathering → ready → (waiting →) confirmed → done; or cancelled. Due while the worker gathers, deletes or removes files.

    Never deleted, once something of it was.
    """

    class State(models.TextChoices):
        GATHERING = "gathering", _("being prepared")
        READY = "ready", _("to be confirmed")
        WAITING = "waiting", _("waiting for a second person")
        CONFIRMED = "confirmed", _("being deleted")
        DONE = "done", _("deleted")
        CANCELLED = "cancelled", _("cancelled")

    company = models.ForeignKey(Company, models.PROTECT, related_name="deletion_lists")
    year = models.PositiveSmallIntegerField()  # in which its documents were issued or received, whichever is later
    state = models.CharField(max_length=10, choices=State.choices, default=State.GATHERING)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    position = models.BigIntegerField(default=0)  # the document that was gathered last
    count = models.PositiveIntegerField(default=0)  # of its lines
    bytes = models.PositiveBigIntegerField(default=0)  # of their originals
    digest = models.CharField(max_length=64, blank=True)  # sha256 in hex of the lines, as `proof.digest` says it

    objects = DeletionListQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "year"],
                condition=~Q(state__in=["done", "cancelled"]),
                name="one_open_deletion_list_per_year",
            )
        ]
        indexes = [models.Index(fields=["company", "-id"])]

    def __str__(self) -> str:
        return f"{self.company}: {self.year}"

    @property
    def tone(self) -> str:
        """The state whose shape and colour it is shown with."""
        return {"ready": "to_confirm", "confirmed": "deleting"}.get(self.state, self.state)

    @property
    def goes_on(self) -> bool:
        return self.state in (self.State.GATHERING, self.State.CONFIRMED)

    @property
    def is_failed(self) -> bool:
        """After the last try: the operator is asked."""
        return self.goes_on and self.due_at is None

    @property
    def may_be_cancelled(self) -> bool:
        return self.state in (self.State.GATHERING, self.State.READY)


class DeletionLine(models.Model):
    """A document on a list; once it is deleted, what remains of it. Then the database refuses to change or delete the line."""

    deletion_list = models.ForeignKey(DeletionList, models.CASCADE, related_name="lines")
    document = models.BigIntegerField(db_index=True)  # its id, which is never given again
    connection = models.ForeignKey(Connection, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)  # hex, of the exact bytes there were
    size = models.PositiveBigIntegerField()  # bytes
    kind = models.CharField(max_length=12, blank=True)
    number = models.CharField(max_length=200, blank=True)
    issuer = models.CharField(max_length=200, blank=True)  # as the document has them
    party = models.CharField(max_length=200, blank=True)
    issue_date = models.DateField(null=True, blank=True)
    received_at = models.DateTimeField()
    kept_until = models.DateField()
    deleted_at = models.DateTimeField(null=True, blank=True)
    why_kept = models.CharField(
        max_length=20, blank=True
    )  # a Reason: it was no longer to be deleted when its turn came
    files = models.JSONField(default=list)  # sha256 of all that was in the store for it
    files_removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deletion_list", "document"], name="once_per_deletion_list")]
        indexes = [
            models.Index(
                fields=["deletion_list", "document"],
                condition=Q(deleted_at__isnull=False, files_removed_at=None),
                name="deleted_with_files_left",
            )
        ]

    def __str__(self) -> str:
        return f"{self.deletion_list_id}: {self.number}"

    @property
    def day(self) -> date:
        return self.issue_date or timezone.localdate(self.received_at)


def deleted_among(digests: Collection[str]) -> set[str]:
    """Of these originals, by sha256 in hex, those that were deleted after their period."""
    gone = DeletionLine.objects.filter(sha256__in=digests).exclude(deleted_at=None) if digests else None
    return set(gone.values_list("sha256", flat=True)) if gone is not None else set()
