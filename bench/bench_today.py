"""What *Today* costs an office of 2,000 companies: the kept counts (ADR 0282) beside counting at each look.

    python bench/bench_today.py [--companies 2000] [--documents 20000] [--times 60]

In one new database (SQLite; PostgreSQL where SCHAKEL_TEST_POSTGRES names a server) with so many companies and documents, of
which a part failed on its way to bookkeeping, has errors, may be fraud or waits for an answer: the page of an owner, of a
member with thirty companies, and of who solved something a moment ago; beside it the same lines counted from the rooms' rows
at each look; and what one count of the worker takes. Milliseconds of CPU. Target: p95 of the page below 100.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--companies", type=int, default=2000)
    asked.add_argument("--documents", type=int, default=20_000)
    asked.add_argument("--times", type=int, default=60)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        people = seed(given.companies, given.documents)
        compare(people, given.times)


def set_up(folder: str) -> None:
    sys.path.insert(0, str(ROOT))
    os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "SCHAKEL_DATA": folder}
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)


def seed(companies: int, documents: int) -> dict[str, Any]:
    from schakel.hub.connections.membership import assign
    from schakel.hub.connections.models import Company, Connection, Member, Office
    from schakel.hub.people.models import User

    people = {name: User.objects.create_user(f"{name}@example.be", name=name) for name in ("owner", "member")}
    office = Office.objects.create(name="Office", language="nl")
    Member.objects.create(office=office, user=people["owner"], role="owner")
    some = Member.objects.create(office=office, user=people["member"], all_companies=False)
    rows = [
        Company(office=office, name=f"Company {n}", sort_name=f"company {n}", enterprise_number=f"{n:010}")
        for n in range(companies)
    ]
    made = Company.objects.bulk_create(rows)
    Connection.objects.bulk_create(Connection(company=each, side=side) for each in made for side in Connection.Side)
    assign(some, made[:: max(1, companies // 30)])
    fill(office, documents)
    return people


def fill(office: Any, documents: int) -> None:
    """One in twenty failed on its way, one in fifty has errors, one in thirty is warned of; a tenth of the companies is silent."""
    from django.utils import timezone

    from schakel.hub.connections.models import Connection, Invitation, InvitationMail
    from schakel.hub.documents.models import Bill, Document
    from schakel.hub.forwarding.models import Forward, Forwarder, Route
    from schakel.hub.payments.models import Payable

    now, owner, random = timezone.now(), office.members.first().user, Random(1)
    bought = list(Connection.objects.filter(side="purchase").order_by("pk"))
    forwarder = Forwarder.objects.create(office=office, name="Package", kind="folder", created_by=owner)
    Route.objects.bulk_create(Route(forwarder=forwarder, connection=each, address="in") for each in bought[10:])
    rows = [
        Document(connection=random.choice(bought), sha256=f"{n:064}", size=1, received_at=now - timedelta(days=n % 90),
                 number=str(n), payable=100, currency="EUR", verdict="invalid" if n % 50 == 0 else "valid")
        for n in range(documents)
    ]  # fmt: skip
    made = Document.objects.bulk_create(rows, batch_size=2000)
    Bill.objects.bulk_create(
        [Bill(document=each, office=office, company=each.connection.company, heaviest_warning=2 if n % 30 == 0 else 0)
         for n, each in enumerate(made)], batch_size=2000,
    )  # fmt: skip
    Payable.objects.bulk_create(
        [Payable(document=each, connection=each.connection, side="purchase", is_open=True, due=now.date(), left=100)
         for each in made], batch_size=2000,
    )  # fmt: skip
    Forward.objects.bulk_create(
        [Forward(forwarder=forwarder, document=each, connection=each.connection, turn="x", code="folder",
                 state="failed" if n % 20 == 0 else "sent") for n, each in enumerate(made)], batch_size=2000,
    )  # fmt: skip
    letters = [
        InvitationMail.to(f"c{each.pk}@example.be", office=office, inviter=owner, language="nl")
        for each in bought[::10]
    ]
    for letter in letters:
        letter.sent_at, letter.due_at = now, None
    InvitationMail.objects.bulk_create(letters)
    Invitation.objects.bulk_create(
        Invitation(connection=each, letter=letter, created_at=now - timedelta(days=20))
        for each, letter in zip(bought[::10], letters, strict=True)
    )


def compare(people: dict[str, Any], times: int) -> None:
    from schakel.hub.overview import counts
    from schakel.hub.overview.models import TodoCount, TodoSweep
    from schakel.hub.overview.office import lines_of
    from tests.hub.conftest import signed_in

    def sweep() -> None:
        counts.begin()
        counts.update_counts()

    first = timed(sweep, 1)
    again = timed(sweep, 5)
    print(
        f"{TodoCount.objects.count():,} counts kept; the worker counts in {first[0]:.0f} ms at first, then {again[0]:.0f} ms"
    )
    clients = {name: signed_in(user) for name, user in people.items()}
    for name, client in clients.items():
        show(f"the page of the {name}", timed(lambda asked=client: page(asked), times))
    act(people["owner"])
    show("the page of who solved something just now", timed(lambda: page(clients["owner"]), times))
    show("the lines alone, kept", kept := timed(lambda: lines_of(people["member"]), times))
    TodoSweep.objects.update(counted_at=None)
    show("the lines alone, counted at each look", counted := timed(lambda: lines_of(people["member"]), times))
    print(f"kept is {counted[0] / kept[0]:.0f} times as fast as counting at each look")


def act(user: Any) -> None:
    from schakel.hub.audit.models import AuditEntry
    from schakel.hub.connections.models import Company

    company = Company.objects.order_by("pk")[5]
    AuditEntry.objects.create(office=company.office_id, company=company.pk, user=user.pk, via="page", action="x")


def page(client: Any) -> None:
    assert client.get("/today/").status_code == 200


def timed(work: Callable[[], object], times: int) -> tuple[float, float]:
    """Median and p95, in milliseconds."""
    took = []
    for _n in range(times):
        began = time.process_time()
        work()
        took.append((time.process_time() - began) * 1000)
    took.sort()
    return statistics.median(took), took[min(len(took) - 1, int(len(took) * 0.95))]


def show(what: str, told: tuple[float, float]) -> None:
    print(f"{what:48} median {told[0]:7.1f} ms, p95 {told[1]:7.1f} ms")


if __name__ == "__main__":
    main()
