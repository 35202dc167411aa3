"""AuditEntry: one thing that somebody did. Written once; only its place in the chain is added later (chain.py)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from schakel.hub.audit.actions import LONGEST, label
from schakel.hub.triggers import append_only

INSTALLATION = 0  # in the place of an office: what belongs to none, such as the sign-ins of clients


class AuditEntry(models.Model):
    """Rows are named by their ids and have no foreign keys: what the log tells of may go, and the log stays.

    The rows of one office are a chain of their own, so that an office can take its log along and check it alone.
    """

    FACTS: ClassVar = (
        "id", "at", "office", "company", "user", "key", "via", "address", "action", "subject", "subject_id", "detail",
    )  # fmt: skip  # what the hash covers, beside the hash before

    at = models.DateTimeField(default=timezone.now)
    office = models.BigIntegerField(default=INSTALLATION)  # whose chain this is
    company = models.BigIntegerField(null=True, blank=True)
    user = models.BigIntegerField(null=True, blank=True)  # who; null: nobody we know, or the machine
    key = models.BigIntegerField(null=True, blank=True)  # the API key with which it was done
    via = models.CharField(max_length=8)  # an origin.Via
    address = models.CharField(max_length=45, blank=True)  # of the network; empty: none, or not known
    action = models.CharField(max_length=LONGEST)
    subject = models.CharField(max_length=60, blank=True)  # `documents.document`
    subject_id = models.BigIntegerField(null=True, blank=True)
    detail = models.CharField(max_length=500, blank=True)  # codes, and the reason an operator gives
    day = models.DateField(null=True, blank=True)  # only of what is recorded once a day and person
    position = models.BigIntegerField(null=True, blank=True)  # in the chain, from 1; null: not linked yet
    previous = models.BinaryField(max_length=32, null=True, blank=True)  # hash of the row before; of the first: zeros
    hash = models.BinaryField(max_length=32, null=True, blank=True)  # chain.hash_of(FACTS, previous)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "position"], name="one_audit_entry_per_position"),
            models.UniqueConstraint(
                fields=["user", "subject_id", "day", "action"],
                condition=Q(day__isnull=False),  # as a query by day implies: else SQLite reads the whole log
                name="one_look_per_day",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(position=None), name="audit_not_linked"),
            models.Index(fields=["office", "at", "id"], name="audit_of_office"),
            models.Index(fields=["office", "user", "at", "id"], name="audit_of_person"),
            models.Index(fields=["office", "company", "at", "id"], name="audit_of_company"),
            models.Index(fields=["office", "action", "at", "id"], name="audit_of_action"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.action}"

    @property
    def label(self) -> str:
        """What was done, as the reader reads it."""
        return label(self.action)


TABLE = AuditEntry._meta.db_table
TRIGGERS = append_only(TABLE, columns=[*AuditEntry.FACTS, "day"], once=["position", "previous", "hash"])
