"""BulkAction: something that is done with many documents, by the worker where they are more than a few."""

from django.db import models
from django.utils import timezone

from schakel.hub.due import Due
from schakel.hub.people.models import User


class BulkAction(Due):
    """Due until it is done. How far it is stands in the row, and is written with what was done: a restart does nothing twice.

    It goes along the documents by their key, up to the last one there was when it was asked for. `query` is read each time
    from what the person reaches then.
    """

    FAIR_KEY = "by"

    by = models.ForeignKey(User, models.CASCADE, related_name="bulk_actions")
    at = models.DateTimeField(default=timezone.now)
    action = models.CharField(max_length=20)  # a code in `actions.registry`
    option = models.CharField(max_length=20, blank=True)
    ticked = models.JSONField(null=True)  # keys of the documents that were chosen; null: all that `query` finds
    query = models.TextField(blank=True)  # of the address of the list
    highest = models.BigIntegerField(default=0)  # key of the last document there was
    last = models.BigIntegerField(default=0)  # key of the last document that was looked at
    expected = models.PositiveBigIntegerField(null=True)  # documents found at the start; null: not counted yet
    done = models.PositiveBigIntegerField(default=0)
    skipped = models.JSONField(default=dict)  # how many, by the reason
    examples = models.JSONField(
        default=list
    )  # the first that were skipped for another reason than ALREADY: [key, reason]
    stopped_at = models.DateTimeField(null=True)  # the person did not want it any more
    ended_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)  # when its page first said what became of it

    class Meta:
        indexes = [models.Index(fields=["by", "-id"], condition=models.Q(seen_at=None), name="bulk_actions_unseen")]

    def __str__(self) -> str:
        return f"{self.by}: {self.action}"

    @property
    def looked_at(self) -> int:
        return int(self.done + sum(self.skipped.values()))

    @property
    def is_failed(self) -> bool:
        """After the last try: the operator is asked."""
        return self.due_at is None and self.ended_at is None

    @property
    def goes_on(self) -> bool:
        return self.due_at is not None and self.stopped_at is None
