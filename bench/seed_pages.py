"""An office of 2,000 companies and two years of documents, straight into the tables: what bench_pages measures on.

Run by the Python of any build (PYTHONPATH names its root), so it asks each model which columns it has. The rows depend on
nothing but the count. Half of the companies say what they paid, so that more than half is open; a company has between some
ten and some thousand documents, one package takes those of all 4,000 connections, the owner has read two thirds. A few have
bytes too, filed as people file them.
"""

import argparse
import hashlib
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from random import Random
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from schakel.hub.connections.models import (
    Access,
    ApiKey,
    Company,
    Connection,
    Invitation,
    Member,
    Office,
    Scope,
)
from schakel.hub.documents import filing
from schakel.hub.documents import models as documents
from schakel.hub.documents.models import Document
from schakel.hub.forwarding.models import Dispatch, Forward, Forwarder, Route
from schakel.hub.payments.models import Payable, Payment
from schakel.hub.people.models import User

COMPANIES, PIECE = 2_000, 20_000
DAYS = 730
TODAY = datetime.now(UTC).replace(hour=6, minute=0, second=0, microsecond=0)
SIDE = "side" if hasattr(Connection, "Side") else "kind"
BILL = getattr(documents, "Bill", None)
TRADES = ("Bakkerij", "Drukkerij", "Garage", "Groothandel", "Elektro", "Schrijnwerk", "Transport", "Advies", "Tuinen")
NAMES = ("Akkermans", "Beukenhof", "Cobbaert", "Dewaele", "Eikenberg", "Flandria", "Goossens", "Hoogland", "Iserbyt")
GOODS = ("meel", "papier", "banden", "kabel", "planken", "brandstof", "uren", "zaden", "verf", "inkt", "dozen", "glas")
SUPPLIERS = 20_000


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--documents", type=int, default=10_000)
    count = asked.parse_args().documents
    begun = time.monotonic()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    office = people_and_companies()
    with WithoutIndexes():
        for piece in pieces(count, office):
            with transaction.atomic():
                for model, rows in piece:
                    insert(model, rows)
    counters()
    file_some(sys.stdin.buffer.read())
    connection.cursor().execute("ANALYZE")
    print(f"{count:,} documents seeded in {time.monotonic() - begun:.0f} s", file=sys.stderr)


def people_and_companies() -> Office:
    owner = User.objects.create_user("owner@office.example", name="Owner")
    member = User.objects.create_user("member@office.example", name="Member")
    client = User.objects.create_user("client@client.example", name="Client")
    holder = User.objects.create_user("holder@client.example", name="Holder of 500")  # a member sees the whole office
    office = Office.objects.create(name="Office")
    for user, role in ((owner, Member.Role.OWNER), (member, Member.Role.MEMBER)):
        Member.objects.create(office=office, user=user, role=role)
    companies = [company(n, office) for n in range(COMPANIES)]
    Company.objects.bulk_create(companies, batch_size=500)
    both = [Connection(company=each, **{SIDE: side}) for each in companies for side in ("purchase", "sales")]
    Connection.objects.bulk_create(both, batch_size=500)
    people = [User(email=f"person{n}@client.example", name=f"Person {n}") for n in range(1_200)]
    User.objects.bulk_create(people, batch_size=500)
    owners = [client, client, *people[2:]]
    theirs = [(each, user) for n, user in enumerate(owners) for each in both[2 * n : 2 * n + 2]]
    theirs += [(each, holder) for each in both[1_000:2_000]]
    Access.objects.bulk_create([Access(connection=each, user=user) for each, user in theirs], batch_size=500)
    invite(office, owner, both[2_400:3_200])
    forwarder = Forwarder.objects.create(office=office, name="Package", kind="folder", created_by=owner)
    Route.objects.bulk_create(
        [Route(forwarder=forwarder, connection=each, address=f"in{each.pk}") for each in both], batch_size=500
    )
    for of, name in ((office, "office"), (companies[0], "company")):
        _row, secret = ApiKey.make(of, owner, name=name, scopes=list(Scope.values))
        print(name, secret)
    return office


def company(n: int, office: Office) -> Company:
    name = f"{TRADES[n % 9]} {NAMES[n // 9 % 9]} {n} bv"
    number = 400_000_0 + n
    vat = f"0{number:07d}{97 - number % 97:02d}"
    return Company(
        office=office, name=name, sort_name=name.lower(), enterprise_number=vat, vat_number=f"BE{vat}",
        email=f"person{n}@client.example",
    )  # fmt: skip


def invite(office: Office, owner: User, connections: Sequence[Connection]) -> None:
    """Four hundred companies whose invitation nobody has answered yet; a quarter of them is over."""
    mail = Invitation._meta.get_field("letter").related_model
    fields = {field.name for field in mail._meta.concrete_fields}
    rows = []
    for n in range(0, len(connections), 2):
        email = f"invited{n}@client.example"
        given = {"office": office, "inviter": owner, "email": email, "email_normal": email, "sent_at": TODAY}
        given |= {"created_at": TODAY, "expires_at": TODAY + timedelta(days=30 if n % 8 else -1), "language": "nl"}
        given |= {"token_hash": f"{n:064d}", "hash": f"{n:064d}", "secret_hash": f"{n:064d}"}
        rows.append(mail(**{name: value for name, value in given.items() if name in fields}))
    mail._default_manager.bulk_create(rows, batch_size=500)
    Invitation.objects.bulk_create(
        [Invitation(connection=each, letter=rows[n // 2]) for n, each in enumerate(connections)], batch_size=500
    )


def pieces(count: int, office: Office) -> Iterator[list[tuple[Any, list[dict[str, Any]]]]]:
    """Twenty thousand documents at a time, the oldest first, each with all that goes with it."""
    random = Random(2)
    rows = list(Connection.objects.order_by("pk").values_list("pk", "company", SIDE))
    weights = list(accumulate(1 / (n // 2 + 20) for n in range(len(rows))))
    users = list(User.objects.order_by("pk").values_list("pk", flat=True)[:2])
    forwarder = Forwarder.objects.get()
    numbers = iter(range(1, count + 1))
    while keys := list(islice(numbers, PIECE)):
        made = [document(pk, count, random, rows, weights) for pk in keys]
        yield [
            (Document, made),
            *([(BILL, [bill(each, office) for each in made])] if BILL else []),
            (Payable, [payable(each) for each in made]),
            (Payment, [payment(each, users[0]) for each in made if each["is_paid"]]),
            (Dispatch, [{"document": each["id"], "at": each["received_at"]} for each in made]),
            (Forward, [forward(each, forwarder, random) for each in made]),
            (documents.Reading, [r for each in made for r in readings(each, users)]),
            (documents.Event, [e for each in made for e in events(each, users)]),
        ]


def document(pk: int, count: int, random: Random, rows: list[Any], weights: list[float]) -> dict[str, Any]:
    connection_, company_, side = random.choices(rows, cum_weights=weights)[0]
    received = TODAY - timedelta(seconds=(count - pk) * DAYS * 86_400 // count)
    other = random.randrange(SUPPLIERS)
    cents = random.randrange(1_000, 400_000) if random.random() < 0.97 else random.randrange(400_000, 9_000_000)
    is_credit = random.random() < 0.02
    issued = received.date() - timedelta(days=random.randrange(6))
    party = f"{TRADES[other % 9]} {NAMES[other // 9 % 9]} {other}"
    number, amount = f"{issued.year}-{pk:07d}", f"{cents // 100}.{cents % 100:02d}"
    due = issued + timedelta(days=30)
    is_old = due < TODAY.date() - timedelta(days=30)
    goods = " ".join(random.choices(GOODS, k=6))
    text = "\n".join((number.lower(), f"{pk:012d}", f"be{other:014d}", amount, amount.replace(".", ","), party.lower(),
                      f"be0{other:09d}", goods, f"bestelling po{pk % 99_991:05d}"))  # fmt: skip
    return {
        "id": pk, "connection": connection_, "sha256": hashlib.sha256(b"%d" % pk).hexdigest(), "size": 9_000,
        "received_at": received, "kind": "credit_note" if is_credit else "invoice", "number": number,
        "issuer": f"be0{other:09d}", "party": party, "issue_date": issued, "due_date": due, "currency": "EUR",
        "payable": amount, "money_back": is_credit, "verdict": "valid", "text": text,
        "sent_elsewhere": side == "sales",
        "company": company_, "side": side, "is_paid": is_old and company_ % 2 == 0 and random.random() < 0.95,
    }  # fmt: skip


def bill(of: dict[str, Any], office: Office) -> dict[str, Any]:
    effect = "counts" if of["id"] % 250 else "contested"
    return {
        "document": of["id"], "office": office.pk, "company": of["company"], "supplier": of["issuer"],
        "number_key": of["number"].replace("-", ""), "kind": of["kind"], "issued": of["issue_date"],
        "amount": of["payable"], "effect": effect, "answer": "" if effect == "counts" else "contested",
    }  # fmt: skip


def payable(of: dict[str, Any]) -> dict[str, Any]:
    sign = "-" if of["money_back"] else ""
    return {
        "document": of["id"], "connection": of["connection"], "side": of["side"], "is_open": bool(of["id"] % 250),
        "name": of["party"], "iban": f"BE{of['id'] % 10**14:014d}", "due": of["due_date"],
        "remittance": f"{of['id']:012d}", "why_not": "money_back" if sign else "",
        "left": "0.00" if of["is_paid"] else sign + of["payable"], "is_settled": of["is_paid"],
        "is_archived": of["id"] % 400 == 0,
        "later_until": TODAY.date() + timedelta(days=9) if of["id"] % 300 == 0 else None,
    }  # fmt: skip


def payment(of: dict[str, Any], by: int) -> dict[str, Any]:
    amount = ("-" if of["money_back"] else "") + of["payable"]
    return {"document": of["id"], "how": "by_hand", "amount": amount, "paid_on": of["due_date"], "by": by,
            "at": of["received_at"]}  # fmt: skip


def forward(of: dict[str, Any], forwarder: Forwarder, random: Random) -> dict[str, Any]:
    chance = random.random()
    state = "sent" if chance > 0.02 else "failed" if chance > 0.015 else "held" if chance > 0.01 else "queued"
    return {
        "document": of["id"], "forwarder": forwarder.pk, "connection": of["connection"], "state": state,
        "state_at": of["received_at"], "created_at": of["received_at"], "turn": str(forwarder.pk),
        "uid": hashlib.md5(b"%d" % of["id"], usedforsecurity=False).hexdigest(),
        "code": "unreachable" if state == "failed" else "",
    }  # fmt: skip


def readings(of: dict[str, Any], users: list[int]) -> Iterator[dict[str, Any]]:
    for user, share in zip(users, (3, 10), strict=True):
        if (of["id"] % share != 0) if share == 3 else (of["id"] % share == 0):
            yield {"document": of["id"], "user": user, "at": of["received_at"]}


def events(of: dict[str, Any], users: list[int]) -> Iterator[dict[str, Any]]:
    yield {"document": of["id"], "kind": "received", "at": of["received_at"], "way": "peppol"}
    yield {"document": of["id"], "kind": "forwarded", "at": of["received_at"], "detail": "Package"}
    if of["is_paid"]:
        yield {"document": of["id"], "kind": "paid", "at": of["received_at"], "by": users[0]}


def insert(model: Any, rows: Iterable[dict[str, Any]]) -> None:
    """What a row does not name is as the model says. By the field's own words, as a save would write them."""
    fields = [f for f in model._meta.concrete_fields if not (f.primary_key and f.get_internal_type() == "BigAutoField"
              and model is not Document)]  # fmt: skip
    names = [connection.ops.quote_name(field.column) for field in fields]
    plain = [(f.name, f.get_default(), writer(f)) for f in fields]
    values = [tuple(write(row.get(name, usual)) for name, usual, write in plain) for row in rows]
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(names))
            cursor.connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", values)


def writer(field: Any) -> Any:
    if connection.vendor == "postgresql":
        return str if field.get_internal_type() == "JSONField" else lambda value: value
    return {
        "DateTimeField": lambda value: value and value.strftime("%Y-%m-%d %H:%M:%S.%f"),
        "DateField": lambda value: value and value.isoformat(),
        "BooleanField": lambda value: value if value is None else int(value),
    }.get(field.get_internal_type(), lambda value: value)


class WithoutIndexes:
    """The indexes and triggers of the big tables are made again at the end, which is several times as fast."""

    tables = [
        m._meta.db_table for m in (Document, Payable, Payment, Dispatch, Forward, documents.Reading, documents.Event)
    ]

    def __init__(self) -> None:
        self.made: list[tuple[str, str]] = []
        self.restored: list[str] = []

    def __enter__(self) -> None:
        tables = [*self.tables, *([BILL._meta.db_table] if BILL else [])]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET synchronous_commit = off")
                for table in tables:
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                self.restored = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables]
                cursor.execute(
                    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND NOT EXISTS"
                    " (SELECT 1 FROM pg_constraint WHERE conname = indexname)", [tables],
                )  # fmt: skip
                self.made = [(f'INDEX "{name}"', sql) for name, sql in cursor.fetchall()]
            else:
                cursor.execute("PRAGMA synchronous = OFF")
                cursor.execute("PRAGMA cache_size = -400000")
                cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger')"
                               f" AND sql IS NOT NULL AND tbl_name IN ({', '.join(map(repr, tables))})")  # fmt: skip
                self.made = [(f'{kind} "{name}"', sql) for kind, name, sql in cursor.fetchall()]
            for name, _sql in self.made:
                cursor.execute(f"DROP {name}")

    def __exit__(self, *_fault: object) -> None:
        with connection.cursor() as cursor:
            for sql in (*(sql for _name, sql in self.made), *self.restored):
                cursor.execute(sql)


def counters() -> None:
    """Where the database counts on, after keys that were given; and what a build keeps beside the rows."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            table = "documents_document"
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        tables = connection.introspection.table_names()
        if "documents_text" in tables:  # SQLite's index of words, whose triggers were away
            from schakel.hub.documents.search import schema  # a build that has one

            cursor.execute(schema.ADD)
        if "payments_outdatedtotal" in tables:
            from schakel.hub.payments.totals import update_totals  # a build that keeps totals

            cursor.execute("INSERT INTO payments_outdatedtotal (connection) SELECT id FROM connections_connection")
            while update_totals():
                pass


def file_some(invoices: bytes) -> None:
    here = Connection.objects.order_by("pk").first()
    for data in filter(None, invoices.split(b"\0")):
        filing.file(data, documents.Way.PEPPOL, into=here)


if __name__ == "__main__":
    main()
