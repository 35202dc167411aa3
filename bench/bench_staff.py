"""What the question "whose companies?" costs since members can work for some companies (ADR 0287), beside the question as it was.

    python bench/bench_staff.py [--companies 2000] [--times 200]

In one new database (SQLite; PostgreSQL where SCHAKEL_TEST_POSTGRES names a server) with so many companies of one office: for
an owner, a member with a quarter of them, one with thirty and a client with two, the median time of the first page of
companies, of all connections within reach (what searches of documents ask first) and of one company, in turn with the query
of before (`office IN (offices of the person) OR id IN (held)`). Target: an owner's at most 1.2 × before.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--companies", type=int, default=2000)
    asked.add_argument("--times", type=int, default=200)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, new_database(folder):
        compare(given.companies, given.times)


@contextmanager
def new_database(folder: str) -> Iterator[None]:
    if server := os.environ.get("SCHAKEL_TEST_POSTGRES", ""):
        os.environ["SCHAKEL_DATABASE"] = server
    os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "SCHAKEL_DATA": folder}
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    before = connection.settings_dict["NAME"]
    if server:
        connection.settings_dict["TEST"]["NAME"] = f"bench_staff_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def seed(companies: int) -> dict[str, Any]:
    from schakel.hub.connections.membership import assign
    from schakel.hub.connections.models import Access, Company, Connection, Member, Office
    from schakel.hub.people.models import User

    names = ("owner", "quarter", "member", "client")
    people = {name: User.objects.create_user(f"{name}@example.be", name=name) for name in names}
    office = Office.objects.create(name="Office", language="nl")
    Member.objects.create(office=office, user=people["owner"], role="owner")
    some = Member.objects.create(office=office, user=people["member"], all_companies=False)
    quarter = Member.objects.create(office=office, user=people["quarter"], all_companies=False)
    rows = [
        Company(office=office, name=f"Company {n}", sort_name=f"company {n}", enterprise_number=f"{n:010}")
        for n in range(companies)
    ]
    made = Company.objects.bulk_create(rows)
    Connection.objects.bulk_create(Connection(company=each, side=side) for each in made for side in Connection.Side)
    assign(some, made[:: companies // 30])
    assign(quarter, made[::4])
    for each in Connection.objects.order_by("pk")[:2]:
        Access.objects.create(connection=each, user=people["client"])
    return people


def before(user: Any) -> dict[str, Callable[[], object]]:
    """As it was asked when every member worked for all companies."""
    from django.db.models import Q

    from schakel.hub.connections.models import Access, Company, Connection, Office

    offices = Office.objects.filter(members__user=user)
    held = Access.objects.active().filter(user=user)
    companies = Company.objects.filter(Q(office__in=offices) | Q(pk__in=held.values("connection__company")))
    connections = Connection.objects.filter(Q(company__office__in=offices) | Q(pk__in=held.values("connection")))
    return questions(companies, connections)


def now(user: Any) -> dict[str, Callable[[], object]]:
    from schakel.hub.connections.models import Company, Connection

    return questions(Company.objects.reachable_by(user), Connection.objects.reachable_by(user))


def questions(companies: Any, connections: Any) -> dict[str, Callable[[], object]]:
    return {
        "first page of companies": lambda: list(companies.order_by("office_id", "sort_name", "id")[:26]),
        "all connections": lambda: list(connections.values_list("pk", flat=True)),
        "one company": lambda: companies.filter(pk=77).first(),
    }


def compare(companies: int, times: int) -> None:
    from django.db import connection

    people = seed(companies)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{connection.vendor}, {companies} companies, median of {times}, ms")
    for name, user in people.items():
        then, today = before(user), now(user)
        for question in then:
            old, new = timed(then[question], today[question], times)
            print(f"  {name:8} {question:26} {old:8.3f} before {new:8.3f} now  {new / old:5.2f} x")


def timed(old: Callable[[], object], new: Callable[[], object], times: int) -> tuple[float, float]:
    """In turn, so that both meet the same machine; CPU and waiting together, as the database may be another process."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _n in range(times):
        for of, deed in zip(taken, (old, new), strict=True):
            start = time.perf_counter()
            deed()
            of.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken[0]), statistics.median(taken[1])


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()
