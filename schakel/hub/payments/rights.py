"""Who may pay: the office, and whoever holds the connection with more than the right to read (Role.FULL)."""

from django.db.models import Q, QuerySet

from schakel.hub.connections.models import Access, Company, Connection, Office, Role
from schakel.hub.documents.addressing import fillable_by
from schakel.hub.people.models import User


def payable_by(user: User) -> QuerySet[Connection]:
    """The connections whose documents this person may pay, mark and set aside."""
    return fillable_by(user)


def may_pay(user: User, connection: Connection) -> bool:
    return payable_by(user).filter(pk=connection.pk).exists()


def companies_paid_by(user: User) -> QuerySet[Company]:
    purchases = payable_by(user).filter(kind=Connection.Kind.PURCHASE)
    return Company.objects.filter(pk__in=purchases.values("company"))


def clients_who_pay(company: Company) -> QuerySet[User]:
    """Those of the company itself: they hold its purchases with the right to pay, and do not work in its office."""
    held = Access.objects.standing().filter(
        connection__company=company, connection__kind=Connection.Kind.PURCHASE, role=Role.FULL
    )
    office = company.office.members.values("user")
    return User.objects.filter(pk__in=held.values("user"), is_active=True).exclude(pk__in=office)


def companies_as_client(user: User) -> QuerySet[Company]:
    """Those in whose name this person approves payments: he is one of `clients_who_pay`."""
    held = Access.objects.standing().filter(user=user, connection__kind=Connection.Kind.PURCHASE, role=Role.FULL)
    companies = Company.objects.filter(pk__in=held.values("connection__company"))
    return companies.exclude(office__in=Office.objects.of(user))


def is_of_the_office(user: User, company: Company) -> bool:
    return Office.objects.of(user).filter(pk=company.office_id).exists()


def people_who_pay(company: Company) -> QuerySet[User]:
    """The company's own, and those of its office."""
    office = company.office.members.values("user")
    return User.objects.filter(is_active=True).filter(
        Q(pk__in=office) | Q(pk__in=clients_who_pay(company).values("pk"))
    )
