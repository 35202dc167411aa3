"""Change and Confirmation: what may need more than one person at a company, from what to what, and who said yes."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models.company import Company
from schakel.hub.connections.models.connection import Access
from schakel.hub.due import Due
from schakel.hub.people.models import User

WAIT = timedelta(days=7)  # after which silence decides, or the change lapses
SECOND_MAIL = timedelta(days=3)  # after the first one; and so long at least before silence decides


class ChangeQuerySet(models.QuerySet["Change"]):
    def waiting(self) -> "ChangeQuerySet":
        return self.filter(state=Change.State.WAITING)

    def related(self) -> "ChangeQuerySet":
        """With the rows that its words name, and who said yes."""
        named = "company__office", "access__user", "access__connection__company", "asked_by", "ended_by"
        return self.select_related(*named).prefetch_related("confirmations__by")

    def reachable_by(self, user: Any) -> "ChangeQuerySet":
        """Those at the companies this person manages or pays for, and what is about their own access."""
        if not user.is_authenticated:
            return self.none()
        paid_for = Access.objects.full(also_closed=True).filter(user=user).values("connection__company")
        managed = Company.objects.managed_by(user, also_closed=True).values("pk")
        return self.filter(Q(company__in=managed) | Q(company__in=paid_for) | Q(access__user=user))

    def end_waiting(self, by: User | None) -> int:
        """What they are about is over."""
        now = timezone.now()
        ended = {"state": Change.State.WITHDRAWN, "ended_at": now, "ended_by": by}
        return self.waiting().update(**ended, due_at=now, attempts=0, interrupted_attempts=0)


class Change(Due):
    """waiting → done | refused | withdrawn | lapsed. Never deleted: together they are the company's history.

    Due when somebody has to be told of it by mail, or when its time is over. What each kind says, who has to say yes and
    what then happens is with the room of the kind (changes.Kind).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for an answer")
        DONE = "done", _("in force")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("expired")

    company = models.ForeignKey(Company, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=20)  # code of a changes.Kind
    subject = models.CharField(max_length=60, blank=True)  # which account, which access; empty where there is one only
    access = models.ForeignKey(Access, models.CASCADE, null=True, blank=True, related_name="changes")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()  # when silence decides, or it lapses; later when the mails went out late
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")  # null: by time
    mails = models.PositiveSmallIntegerField(default=0)  # how often one who had to be told was, while it waited
    mailed_at = models.DateTimeField(null=True, blank=True)  # the last time, whomever it reached

    objects = ChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "kind", "subject"],
                condition=Q(state="waiting"),
                name="one_waiting_change_of_a_kind",
            )
        ]
        indexes = [models.Index(fields=["company", "-asked_at", "-id"])]

    def __str__(self) -> str:
        return f"{self.company}: {self.kind}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING


class Confirmation(models.Model):
    """This person said yes. Whether that counts is seen anew each time: rights may be lost meanwhile."""

    change = models.ForeignKey(Change, models.CASCADE, related_name="confirmations")
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "by"], name="one_yes_per_person")]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.change}: {self.by}"
