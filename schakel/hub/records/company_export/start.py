"""Asking for an export: what is in it is settled here, the rest is the worker's."""

from django.db.models import Max
from django.utils import timezone

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections.models import Company, Connection
from schakel.hub.connections.turns import turn
from schakel.hub.documents.models import Document
from schakel.hub.people.models import User
from schakel.hub.records.company_export.models import CompanyExport, full_sides_of


def ask_for_export(company: Company, *, by: User) -> CompanyExport:
    """A new one, or the one that is being made."""
    with turn(company.pk):
        mine = CompanyExport.objects.filter(company=company, by=by)
        if making := mine.filter(ended_at=None, due_at__isnull=False).first():
            return making
        is_staff = Company.objects.managed_by(by, also_closed=True).filter(pk=company.pk).exists()
        sides = list(
            Connection.objects.reachable_by(by).filter(company=company).order_by("pk").values_list("pk", flat=True)
        )
        highest = Document.objects.filter(connection__in=sides).aggregate(highest=Max("pk"))["highest"] or 0
        full_sides = sorted(full_sides_of(by, company.pk).intersection(sides))
        asked = {"is_staff": is_staff, "sides": sides, "full_sides": full_sides, "highest": highest}
        made = CompanyExport.objects.create(company=company, by=by, due_at=timezone.now(), **asked)
        record(Action.COMPANY_EXPORTED, company, place=company.place, by=by.pk)
    return made
