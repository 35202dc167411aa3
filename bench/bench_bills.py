"""Reading documents as bills in the worker: CPU and queries a document, beside filing them and reading what they ask to pay.

SQLite, one company that has `EARLIER` bills of the same supplier on file. Target: at most half of what filing costs.
"""

import os
import re
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.bench_validate_command import EXAMPLE

ROOT = Path(__file__).resolve().parents[1]
EARLIER, NEW = 20_000, 200

READ_THEM = """
import sys, time
import django; django.setup()
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from schakel.hub.connections.models import Company, Connection, Member, Office
from schakel.hub.documents import filing
from schakel.hub.documents.bills import read as bills
from schakel.hub.documents.bills.models import Bill
from schakel.hub.documents.bills.warn import confirm_warnings
from schakel.hub.documents.models import Document, Way
from schakel.hub.payments import payables
from schakel.hub.people.models import User

call_command("migrate", verbosity=0)
office = Office.objects.create(name="Office")
company = Company.objects.create(office=office, name="Bakery", enterprise_number="0738401154")
here = Connection.objects.create(company=company, side="purchase")
earlier, several = int(sys.argv[1]), sys.stdin.buffer.read().split(b"\\0")
old = Document.objects.bulk_create(
    Document(connection=here, sha256=f"{n:064x}", size=1, received_at=timezone.now(), kind="invoice", number=f"old-{n}")
    for n in range(earlier)
)
key = bills.read_bill(filing.file(several[0] + b" ", Way.PEPPOL, into=here).documents[0]).bill.supplier
Bill.objects.bulk_create(
    Bill(document=each, office=office, company=company, supplier=key, kind="invoice", number_key=f"old.{n}", effect="counts")
    for n, each in enumerate(old)
)
bills.read_new()
# the example is paid to somebody else: somebody of the office confirmed that, as of a supplier that is known
alice = User.objects.create_user("alice@alice.example", name="Alice")
Member.objects.create(office=office, user=alice, role="owner")
first = Document.objects.order_by("pk").last()
confirm_warnings(first, ["payee"], by=alice, how="called")


def spent(deed, count):
    with CaptureQueriesContext(connection) as queries:
        cpu = time.process_time()
        deed()
        print((time.process_time() - cpu) / count * 1000, len(queries) / count)


spent(lambda: filing.file_all([filing.Arrival(each, [here]) for each in several], Way.PEPPOL), len(several))
spent(lambda: bills.read_new(), len(several))
spent(lambda: payables.read_new(), len(several))
"""


def main() -> None:
    base = EXAMPLE.read_bytes()
    several = []
    for n in range(NEW):  # one a day, as a supplier does
        day = (date(2026, 1, 1) + timedelta(days=n)).isoformat().encode()
        dated = re.sub(rb"(<cbc:IssueDate>)[^<]*", rb"\g<1>" + day, base, count=1)
        several.append(re.sub(rb"(<cbc:ID>)[^<]*", rb"\g<1>2026-%d" % n, dated, count=1))
    with tempfile.TemporaryDirectory() as folder:
        env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "schakel.hub.settings",
            "SCHAKEL_DATA": folder,
            "PYTHONPATH": str(ROOT),
        }
        done = subprocess.run(
            [sys.executable, "-c", READ_THEM, str(EARLIER)],
            env=env,
            input=b"\0".join(several),
            capture_output=True,
            check=True,
        )
    (filed, _), (cpu, queries), (paying, _) = (map(float, line.split()) for line in done.stdout.decode().splitlines())
    print(
        f"reading as bills, {EARLIER} on file: {cpu:.2f} ms of CPU and {queries:.1f} queries a document; filing {filed:.2f} ms:"
        f" {cpu / filed:.2f} × (target 0.5); reading what is to pay {paying:.2f} ms"
    )


if __name__ == "__main__":
    main()
