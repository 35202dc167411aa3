"""A run asks clients in the name of the person who started it: whoever takes it over goes on with it."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from schakel.hub.audit.record import Place
from schakel.hub.connections.handover import Responsibility
from schakel.hub.connections.models import Member, Office
from schakel.hub.connections.rights import MemberRole
from schakel.hub.network.models import Run, RunLine
from schakel.hub.network.registration.runs.start import stop
from schakel.hub.people.models import User


class UnfinishedRuns(Responsibility):
    code = "runs"
    word = _("Runs that are not finished")
    otherwise = _("Without a colleague they stop; another member can continue them.")

    def of(self, user: User, office: Office) -> QuerySet[Run]:
        waiting = RunLine.objects.filter(run=OuterRef("pk"), state=RunLine.State.WAITING, due_at__isnull=False)
        return Run.objects.filter(Exists(waiting), office=office, by=user, stopped_at=None).order_by("pk")

    def tenable_by(self, user: User, rows: QuerySet[Run]) -> QuerySet[Run]:
        return rows.filter(pk__in=Run.objects.managed_by(user).values("pk"))

    def give(self, rows: QuerySet[Run], to: Member, *, was: MemberRole) -> None:
        rows.update(by=to.user)

    def stop(self, rows: QuerySet[Run], by: User) -> None:
        for run in rows:
            stop(run)

    def place(self, row: Run) -> Place:
        return Place(row.office_id)

    def name(self, row: Run) -> str:
        return f"{row.created_at:%Y-%m-%d}"
