"""Connection and Access: one company's purchase or sales documents, and who may do what with them."""

from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import Place, record
from schakel.hub.connections.models.company import Company, is_open, worked_for
from schakel.hub.connections.rights import Right
from schakel.hub.people.models import User


class Role(models.TextChoices):
    """What an access allows. Each includes the one before."""

    READ = "read", _("read and download")
    FULL = "full", _("read, pay and send")


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def reachable_by(self, user: Any) -> "ConnectionQuerySet":
        """What this person may read: as a member of the office, or by an access that stands."""
        if not user.is_authenticated:
            return self.none()
        held = Access.objects.active().filter(user=user).values("connection")
        return self.filter(worked_for(user, Right.READ, path="company__") | Q(pk__in=held))

    def managed_by(self, user: Any, *, also_closed: bool = False) -> "ConnectionQuerySet":
        """What this person may share and end: what belongs to the companies for which they work."""
        return self.filter(worked_for(user, Right.WORK, path="company__", also_closed=also_closed))

    def open(self) -> "ConnectionQuerySet":
        """Those of companies that are not closed."""
        return self.filter(is_open("company__"))

    def open_first(self) -> "ConnectionQuerySet":
        """Those of open companies; where there are none, those of closed ones: whoever has nothing else still finds it."""
        found = self.open()
        return found if found.exists() else self


class Connection(models.Model):
    """One company's purchase or sales documents."""

    class Side(models.TextChoices):
        PURCHASE = "purchase", _("Peppol purchase invoices")
        SALES = "sales", _("Peppol sales invoices")

    SHORT_NAMES: ClassVar = {
        Side.PURCHASE.value: _("Purchases"),
        Side.SALES.value: _("Sales"),
    }  # in short, beside its company

    class State(models.TextChoices):
        NOT_SHARED = "not_shared", _("not shared")
        INVITED = "invited", _("invited")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        EXPIRED = "expired", _("expired")
        WITHDRAWN = "withdrawn", _("withdrawn")

    company = models.ForeignKey(Company, models.PROTECT, related_name="connections")
    side = models.CharField(max_length=10, choices=Side.choices)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "side"], name="one_connection_per_side")]

    def __str__(self) -> str:
        return f"{self.company}: {self.get_side_display()}"

    @property
    def place(self) -> Place:
        """Whose log what is done with it belongs to."""
        return self.company.place

    @property
    def short_name(self) -> str:
        return str(self.SHORT_NAMES[self.side])


class AccessQuerySet(models.QuerySet["Access"]):
    def active(self) -> "AccessQuerySet":
        return self.filter(ended_at=None)

    def full(self, *, also_closed: bool = False) -> "AccessQuerySet":
        """Those that allow more than reading now: to pay and send. At a closed company everybody only reads."""
        found = self.active().filter(role=Role.FULL).exclude(counts_since=None)
        return found if also_closed else found.filter(is_open("connection__company__"))

    def endable_by(self, user: Any) -> "AccessQuerySet":
        """Either side may end it: the office, or whoever holds it."""
        if not user.is_authenticated:
            return self.none()
        staff = worked_for(user, Right.WORK, path="connection__company__", also_closed=True)
        return self.active().filter(Q(user=user) | staff)


class Access(models.Model):
    """Who may do what with a connection, since when, until when. Never deleted: its end is written in it."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="accesses")
    user = models.ForeignKey(User, models.CASCADE, related_name="accesses")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.FULL)
    since = models.DateTimeField(default=timezone.now)
    counts_since = models.DateTimeField(
        default=timezone.now, null=True, blank=True
    )  # null: a new payer, who only reads until others said yes (holders.py)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = AccessQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "user"], condition=Q(ended_at=None), name="one_standing_access_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.connection}"

    @classmethod
    def give(cls, connection: Connection, user: User, *, role: str) -> "Access":
        """One that stands; whoever has one already gets the role offered now."""
        with transaction.atomic():
            access, made = cls.objects.get_or_create(
                connection=connection, user=user, ended_at=None, defaults={"role": role}
            )
            if access.role != role:
                access.role, made = role, True
                access.save(update_fields=["role"])
            if made:
                record(Action.ACCESS_GIVEN, access, place=connection.place, detail=f"{role} user={user.pk}")
        return access

    def end(self, by: User) -> None:
        """From the next request on; what waits about it is over too. Ending what has ended changes nothing."""
        now = timezone.now()
        with transaction.atomic():
            if Access.objects.active().filter(pk=self.pk).update(ended_at=now, ended_by=by):
                self.changes.end_waiting(by)
                record(Action.ACCESS_ENDED, self, place=self.connection.place, by=by.pk, detail=f"user={self.user_id}")

    @property
    def is_awaiting(self) -> bool:
        """They may not pay yet: somebody else has to say yes first."""
        return self.role == Role.FULL and self.counts_since is None
