"""What issuing costs, and how much of it others wait for: CPU time of the request, and of it within the transaction.

By the addresses that people and programs use: a draft issued, issued and sent, mailed, sent by a program; an upload sent.
With `--against COMMIT` an older build does the same in turn with this one. SQLite, where one writer waits for the other.
Target: within the transaction at most half of what 12e53b2 needed there for an invoice of 100 lines (`--lines 100`), and for one of
100 lines little more than for one of a single line.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.bench_validate_command import ROOT, unpacked

EACH = 40  # of each kind, besides the first
KINDS = ("issued", "issued and sent", "issued and mailed", "sent by a program", "upload sent")

ISSUE_THEM = """
import re, sys, time
import django; django.setup()
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from schakel.hub.connections.models import ApiKey, Company, Connection, Member, Office, Participant, Scope
from schakel.hub.documents import store
from schakel.hub.documents.models import Document
from schakel.hub.people.models import User
from schakel.hub.sales.models import Draft, Upload

call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)
alice = User.objects.create_user("alice@alice.example", name="Alice")
office = Office.objects.create(name="Office")
Member.objects.create(office=office, user=alice, role=Member.Role.OWNER)
number = "0738401117"
company = Company.objects.create(office=office, name="Bakery", enterprise_number=number, vat_number="BE" + number)
Participant.objects.get_or_create(company=company, scheme="0208", value=number)
side = "side" if hasattr(Connection, "Side") else "kind"
sales, _ = Connection.objects.get_or_create(company=company, **{side: "sales"})
person = Client(headers={"host": settings.HOST})
person.force_login(alice)
session = person.session
session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "email": alice.email}]
session.save()
_, secret = ApiKey.make(office, alice, name="Program", scopes=list(Scope.values))
program = Client(headers={"host": settings.HOST, "authorization": "Bearer " + secret})

try:
    from schakel.hub.network.outbound import lookup
except ImportError:
    from schakel.hub.network import reaching as lookup
lookup.the_network = lambda: None  # nobody is asked; it is sent later

within, entered = [0.0], [0.0]
enter, leave = transaction.Atomic.__enter__, transaction.Atomic.__exit__

def timed_enter(self):
    if not connection.in_atomic_block:
        entered[0] = time.process_time()
    return enter(self)

def timed_leave(self, *given):
    answer = leave(self, *given)
    if not connection.in_atomic_block:
        within[0] += time.process_time() - entered[0]
    return answer

transaction.Atomic.__enter__, transaction.Atomic.__exit__ = timed_enter, timed_leave
filled = {"customer_name": "Hotel Ter Zee", "customer_number": "0899965307", "order_reference": "PO 7"}
filled |= {"customer_email": "zoe@zoe.example"}

def draft():
    person.post("/sales/drafts", {"connection": sales.pk})
    made = Draft.objects.latest("pk")
    line = made.content["lines"][0] | {"name": "Loaf", "quantity": "2", "price": "10,00"}
    Draft.objects.filter(pk=made.pk).update(content=made.content | filled | {"lines": [line] * int(sys.argv[2])})
    made.refresh_from_db()
    return made

def form(made):
    lines = {f"lines-{n}-{name}": value for n, row in enumerate(made.content["lines"]) for name, value in row.items()}
    return {name: value for name, value in made.content.items() if isinstance(value, str)} | lines

def posted(way):
    def prepare():
        made = draft()
        return lambda: person.post(f"/sales/drafts/{made.pk}/{way}", form(made))
    return prepare

def asked():
    made = draft()
    return lambda: program.post(f"/api/v1/drafts/{made.pk}/transmissions")

def uploaded():
    made = draft()
    person.post(f"/sales/drafts/{made.pk}/document", form(made))
    data = store.read(Document.objects.latest("pk").sha256)
    data = re.sub(rb"<cbc:ID>[^<]*", b"<cbc:ID>U%d" % made.pk, data, count=1)
    person.post(f"/sales/companies/{company.pk}/uploads/", {"files": [SimpleUploadedFile("invoice.xml", data)]})
    upload = Upload.objects.latest("pk")
    return lambda: person.post(f"/sales/uploads/{upload.pk}/transmission")

for prepare in (posted("document"), posted("transmission"), posted("mailing"), asked, uploaded):
    whole = inside = 0.0
    for n in range(int(sys.argv[1]) + 1):
        act, before = prepare(), Document.objects.count()
        within[0], start = 0.0, time.process_time()
        answer = act()
        if n:  # the first loads what is needed
            whole, inside = whole + time.process_time() - start, inside + within[0]
        is_done = answer.status_code in (201, 302) and Document.objects.count() == before + 1
        assert is_done, re.findall('(?s)class="errors".{900}', answer.content.decode()) or answer.content.decode()[:900]
    print(inside / int(sys.argv[1]) * 1000, whole / int(sys.argv[1]) * 1000)
"""


def issued(root: Path, lines: int) -> list[list[float]]:
    """Milliseconds of CPU of each kind: within the transaction, in all."""
    with tempfile.TemporaryDirectory() as place:
        env = {**os.environ, "SCHAKEL_DATA": place, "PYTHONPATH": str(root), "SCHAKEL_LOG": "ERROR", "SCHAKEL_DEMO": ""}
        env |= {"DJANGO_SETTINGS_MODULE": "schakel.hub.settings"}
        command = [sys.executable, "-c", ISSUE_THEM, str(EACH), str(lines)]
        done = subprocess.run(command, cwd=root, env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return [[float(number) for number in line.split()] for line in done.stdout.splitlines()[-len(KINDS) :]]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--against", default="", help="the commit of an older build")
    asked.add_argument("--turns", type=int, default=3)
    asked.add_argument("--lines", type=int, default=1, help="of each invoice")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as place:
        older = unpacked(given.against, Path(place) / "older") if given.against else None
        builds = {"now": ROOT} | ({given.against: older} if older else {})
        turns = [{name: issued(root, given.lines) for name, root in builds.items()} for _ in range(given.turns)]
    for at, kind in enumerate(KINDS):
        middle = {
            name: [statistics.median(turn[name][at][what] for turn in turns) for what in (0, 1)] for name in builds
        }
        said = [f"{name} {inside:.1f} of {whole:.1f} ms" for name, (inside, whole) in middle.items()]
        ratio = f"; × {middle['now'][0] / middle[given.against][0]:.2f} (target 0.5)" if len(builds) > 1 else ""
        print(f"{kind}, {given.lines} lines, CPU within the transaction: {', '.join(said)}{ratio}")


if __name__ == "__main__":
    main()
