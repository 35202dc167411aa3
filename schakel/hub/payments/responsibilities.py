"""Who approves payments: chosen at each company with a confirmation of its own, so a colleague does not take that over here."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from schakel.hub.audit.record import Place
from schakel.hub.connections.handover import Responsibility
from schakel.hub.connections.models import Connection, Member, Office
from schakel.hub.connections.rights import MemberRole
from schakel.hub.payments.models import Approver
from schakel.hub.payments.rights import payable_by
from schakel.hub.people.models import User


class PaymentApprovers(Responsibility):
    code = "approvals"
    word = _("Payments approved by this member")
    otherwise = _("A colleague does not take this over: choose another approver at each company.")

    def of(self, user: User, office: Office) -> QuerySet[Approver]:
        return Approver.objects.filter(company__office=office, user=user).select_related("company").order_by("pk")

    def tenable_by(self, user: User, rows: QuerySet[Approver]) -> QuerySet[Approver]:
        purchases = payable_by(user).filter(side=Connection.Side.PURCHASE)
        return rows.filter(user=user, company__in=purchases.values("company"))

    def give(self, rows: QuerySet[Approver], to: Member, *, was: MemberRole) -> None:
        """Never asked: an approver is one person."""

    def stop(self, rows: QuerySet[Approver], by: User) -> None:
        """Their approvals do not count any more (`active_approvers`)."""

    def place(self, row: Approver) -> Place:
        return row.company.place

    def name(self, row: Approver) -> str:
        return row.company.name
