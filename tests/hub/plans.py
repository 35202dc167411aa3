"""By which index the database finds what a query asks for. PostgreSQL sees few rows in a test, so it may not read whole tables."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import QuerySet

EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}[connection.vendor]


def plan(rows: QuerySet) -> str:
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        by_index(cursor)
        cursor.execute(EXPLAIN + sql, params)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def by_index(cursor) -> None:
    """Until the end of the transaction."""
    if connection.vendor == "postgresql":
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")


@contextmanager
def plans() -> Iterator[list[str]]:
    """Of each query that is asked meanwhile."""
    told: list[str] = []

    def explain(execute, sql, params, many, context):
        if sql.startswith("SELECT"):
            with connection.cursor() as cursor:  # the plan is asked apart: the answer of this one is still to be read
                cursor.cursor.execute(EXPLAIN + sql, params)
                told.append("\n".join(str(row[-1]) for row in cursor.cursor.fetchall()))
        return execute(sql, params, many, context)

    with connection.cursor() as cursor:
        by_index(cursor)
    with connection.execute_wrapper(explain):
        yield told
