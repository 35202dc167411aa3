"""Who may pay: the office, and whoever holds the connection with more than the right to read (Role.FULL)."""

from django.db.models import QuerySet

from schakel.hub.connections.models import Access, Company, Connection
from schakel.hub.connections.models.office import sees_all_of
from schakel.hub.documents.placement import fillable_by
from schakel.hub.people.models import User


def payable_by(user: User) -> QuerySet[Connection]:
    """The connections whose documents this person may pay, mark and set aside."""
    return fillable_by(user)


def may_pay(user: User, connection: Connection) -> bool:
    return payable_by(user).filter(pk=connection.pk).exists()


def companies_paid_by(user: User) -> QuerySet[Company]:
    purchases = payable_by(user).filter(side=Connection.Side.PURCHASE)
    return Company.objects.filter(pk__in=purchases.values("company"))


def companies_as_client(user: User) -> QuerySet[Company]:
    """Those in whose name this person approves payments: they are one of `payers_of`."""
    held = Access.objects.full().filter(user=user, connection__side=Connection.Side.PURCHASE)
    companies = Company.objects.filter(pk__in=held.values("connection__company"))
    return companies.exclude(office__in=user.memberships.values("office"))


def is_of_the_office(user: User, company: Company) -> bool:
    """Whether they may read what other companies of its office show."""
    return sees_all_of(user, company.office_id)
