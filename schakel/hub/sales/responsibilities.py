"""What of this room acts in the name of a member of an office: invoices that come back each month."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from schakel.hub.audit.record import Place
from schakel.hub.connections.handover import Responsibility
from schakel.hub.connections.models import Member, Office
from schakel.hub.connections.rights import MemberRole
from schakel.hub.documents.placement import fillable_by
from schakel.hub.people.models import User
from schakel.hub.sales.models import Recurrence, StopReason

State = Recurrence.State


class RecurringInvoices(Responsibility):
    code = "recurring_invoices"
    word = _("Recurring invoices")
    otherwise = _("Without a colleague they are paused.")

    def of(self, user: User, office: Office) -> QuerySet[Recurrence]:
        being_sent = Q(occurrences__due_at__isnull=False)
        mine = Recurrence.objects.filter(connection__company__office=office, by=user)
        found = mine.filter(Q(state=State.ACTIVE) | being_sent).distinct()
        return found.select_related("connection__company").order_by("pk")

    def tenable_by(self, user: User, rows: QuerySet[Recurrence]) -> QuerySet[Recurrence]:
        return rows.filter(connection__in=fillable_by(user))

    def give(self, rows: QuerySet[Recurrence], to: Member, *, was: MemberRole) -> None:
        rows.update(by=to.user)

    def stop(self, rows: QuerySet[Recurrence], by: User) -> None:
        rows.filter(state=State.ACTIVE).update(state=State.PAUSED, due_at=None, last_error=StopReason.NO_RIGHT.value)

    def place(self, row: Recurrence) -> Place:
        return row.connection.place

    def name(self, row: Recurrence) -> str:
        return f"{row.content.get('customer_name', '')} ({row.connection.company})"
