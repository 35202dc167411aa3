"""Who pays for a company: its own people, and those of its office."""

from django.db.models import Q, QuerySet

from schakel.hub.connections.models.company import Company
from schakel.hub.connections.models.connection import Access, Connection, Role
from schakel.hub.people.models import User


def payers_of(company: Company) -> QuerySet[User]:
    """Those of the company itself: they hold its purchases with the right to pay, and do not work in its office."""
    return buyers(company, Access.objects.full())


def people_who_pay(company: Company) -> QuerySet[User]:
    """The company's own, and those of its office."""
    office = company.office.members.values("user")
    return User.objects.filter(is_active=True).filter(Q(pk__in=office) | Q(pk__in=payers_of(company).values("pk")))


def former_payers(company: Company) -> QuerySet[User]:
    """Those of the company who paid once and whose access was ended."""
    return buyers(company, Access.objects.filter(role=Role.FULL).exclude(ended_at=None).exclude(counts_since=None))


def buyers(company: Company, accesses: QuerySet[Access]) -> QuerySet[User]:
    """Those who hold its purchases by one of these accesses, and do not work in its office."""
    held = accesses.filter(connection__company=company, connection__side=Connection.Side.PURCHASE)
    office = company.office.members.values("user")
    return User.objects.filter(pk__in=held.values("user"), is_active=True).exclude(pk__in=office)
