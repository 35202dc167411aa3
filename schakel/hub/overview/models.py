"""TodoCount: what waits of one kind in one company. TodoSweep: when all was counted. TodayChoice: how a person wants *Today*."""

from django.db import models

from schakel.hub.connections.models import Company
from schakel.hub.due import Due
from schakel.hub.people.models import User


class TodoCount(models.Model):
    """Kept by the worker, and counted anew from the rooms' own rows: it can be deleted at any time. None: nothing waits."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)  # a code of connections.todo
    number = models.PositiveIntegerField()
    since = models.DateTimeField()  # the oldest
    reason = models.CharField(max_length=200, blank=True)  # the code that all of them share
    only = models.BigIntegerField(null=True, blank=True)  # key of the row, where there is one

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "kind"], name="one_todo_count_per_company_and_kind")]
        indexes = [models.Index(fields=["kind", "company"], name="todo_by_kind")]

    def __str__(self) -> str:
        return f"{self.company_id}: {self.number} {self.kind}"


class TodoSweep(Due):
    """The one row whose work is to count; due when it is to be done again."""

    ONLY = 1  # its key

    counted_at = models.DateTimeField(null=True, blank=True)  # what was done before it is in the counts
    version = models.CharField(max_length=64, blank=True)  # of the kinds that were counted

    def __str__(self) -> str:
        return f"{self.counted_at}"


class TodayChoice(Due):
    """Due when the weekly mail is to be sent, for those who want one."""

    user = models.OneToOneField(User, models.CASCADE, related_name="today_choice")
    only_mine = models.BooleanField(
        default=False
    )  # the companies they are responsible for, or that are assigned to them
    weekly_mail = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.user)
