"""Who pays for a company: its own people, and those of its office."""

from django.db.models import Q, QuerySet

from schakel.hub.connections.models.company import Company
from schakel.hub.connections.models.connection import Access, Connection, Role
from schakel.hub.people.models import User


def payers_of(company: Company) -> QuerySet[User]:
    """Those of the company itself: they hold its purchases with the right to pay, and do not work in its office."""
    held = Access.objects.full().filter(connection__company=company, connection__kind=Connection.Kind.PURCHASE)
    office = company.office.members.values("user")
    return User.objects.filter(pk__in=held.values("user"), is_active=True).exclude(pk__in=office)


def people_who_pay(company: Company) -> QuerySet[User]:
    """The company's own, and those of its office."""
    office = company.office.members.values("user")
    return User.objects.filter(is_active=True).filter(Q(pk__in=office) | Q(pk__in=payers_of(company).values("pk")))


def former_payers(company: Company) -> QuerySet[User]:
    """Those of the company who paid once and whose access was ended."""
    ended = Access.objects.filter(connection__company=company, connection__kind=Connection.Kind.PURCHASE)
    ended = ended.filter(role=Role.FULL).exclude(ended_at=None).exclude(counts_since=None)
    office = company.office.members.values("user")
    return User.objects.filter(pk__in=ended.values("user"), is_active=True).exclude(pk__in=office)
