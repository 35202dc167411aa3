"""Which rows belong to connections that a person reaches, asked so that the database reads no more rows than it shows.

A database that may choose looks each connection up and sorts what it found, or walks an index in the order of the list and
leaves out what is not reached. The first is right for a client with two connections, the second for an office with thousands,
and neither SQLite nor PostgreSQL can tell them apart beforehand. So it is said here: few are named, many are walked past.
"""

from typing import Any

from django.db.models import BigIntegerField, F, Func, Q, QuerySet
from django.db.models.lookups import In

FEW = 50  # connections, each looked up by itself


def among(connections: QuerySet[Any], *, column: str = "connection", walk: Q | None = None) -> Q:
    """For a query of rows that name their connection in `column`. One query now, of FEW ids at most.

    `walk` is true of all of them anyway, and is how the index of the list begins, such as their side: asked only in a walk.
    """
    few = list(connections.order_by().values_list("pk", flat=True)[: FEW + 1])
    if len(few) <= FEW:
        return Q(**{f"{column}__in": few})
    return (walk or Q()) & Q(In(walked(column), connections.order_by().values("pk")))


def walked(column: str) -> Func:
    """The column as something of which there is no index."""
    return Func(F(column), template="(%(expressions)s + 0)", output_field=BigIntegerField())
