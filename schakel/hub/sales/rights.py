"""Who sells for a company: its office, and whoever holds its sales with more than the right to read (Role.FULL)."""

from django.db.models import QuerySet

from schakel.hub.connections.models import Company, Connection
from schakel.hub.documents.placement import fillable_by
from schakel.hub.people.models import User


def companies_sold_for_by(user: User) -> QuerySet[Company]:
    """The companies whose sales this person may write and send, whose customers they may see."""
    sales = fillable_by(user).filter(side=Connection.Side.SALES)
    return Company.objects.filter(pk__in=sales.values("company"))


def sells(user: User) -> bool:
    return companies_sold_for_by(user).exists()
