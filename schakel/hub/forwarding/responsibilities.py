"""Whose forwarders are whose: the person who set one up hears when documents do not arrive, beside the owners."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from schakel.hub.audit.record import Place
from schakel.hub.connections.handover import Responsibility
from schakel.hub.connections.models import Member, Office
from schakel.hub.connections.rights import MemberRole
from schakel.hub.forwarding.models import Forwarder
from schakel.hub.people.models import User


class Forwarders(Responsibility):
    code = "forwarders"
    word = _("Packages set up by this member")
    otherwise = _("They go on in any case. Without a colleague only the owners hear when something is not delivered.")

    def of(self, user: User, office: Office) -> QuerySet[Forwarder]:
        return Forwarder.objects.active().filter(office=office, created_by=user).order_by("name", "pk")

    def tenable_by(self, user: User, rows: QuerySet[Forwarder]) -> QuerySet[Forwarder]:
        return rows.filter(pk__in=Forwarder.objects.managed_by(user).values("pk"))

    def give(self, rows: QuerySet[Forwarder], to: Member, *, was: MemberRole) -> None:
        rows.update(created_by=to.user)

    def stop(self, rows: QuerySet[Forwarder], by: User) -> None:
        """Nothing of theirs stops."""

    def place(self, row: Forwarder) -> Place:
        return Place(row.office_id)

    def name(self, row: Forwarder) -> str:
        return row.name
