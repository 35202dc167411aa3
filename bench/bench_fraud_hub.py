"""The fraud guard as the worker runs it, over a generated two years: rows, look-ups, people who confirm; SQLite.

`bench_fraud.py` measures what the guard weighs with all that was ever seen in memory; this one, what an installation finds with
what it looks up. Each bill comes alone. A stop of an honest bill is confirmed by somebody of the office, a fraud that was
found is refused. Beside it the same bills in memory.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

WORK = """
import sys, time
import django; django.setup()
from datetime import datetime, UTC
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from bench.bench_fraud import Score, bill as facts_of, count, work_through
from bench.two_years import COMPANIES, FRAUDS_OF_A_KIND, Fraud, two_years
from schakel.hub.connections.models import Company, Connection, Member, Office
from schakel.hub.documents.bills import guard, sameness
from schakel.hub.documents.bills.answers import record_answer
from schakel.hub.documents.bills.judge import judge
from schakel.hub.documents.bills.models import Bill, BillAnswer, BillWarning
from schakel.hub.documents.bills.read import compare_with_others
from schakel.hub.documents.bills.warn import confirm_warnings
from schakel.hub.documents.models import Document, Event
from schakel.hub.people.models import User

call_command("migrate", verbosity=0)
alice = User.objects.create_user("alice@alice.example", name="Alice")
office = Office.objects.create(name="Office")
Member.objects.create(office=office, user=alice, role="owner")
companies = [Company.objects.create(office=office, name=f"Company {n}") for n in range(COMPANIES)]
here = [Connection.objects.create(company=each, side="purchase") for each in companies]
seed = int(sys.argv[1])
bills, score, spent, queries = two_years(seed), Score(), 0.0, 0

with transaction.atomic():
    for n, seen in enumerate(bills):
        document = Document.objects.create(
            connection=here[seen.company], sha256=f"{n:064x}", size=1, number=seen.number, issue_date=seen.issued,
            received_at=datetime.combine(seen.on, datetime.min.time(), UTC), payable=seen.amount, currency="EUR",
            kind="credit_note" if seen.is_credit else "invoice",
        )
        if seen.participant:
            Event.objects.create(document=document, kind="received", way="peppol", detail=seen.participant)
        facts = facts_of(seen, [])
        row = Bill.objects.create(
            document=document, office=office, company=companies[seen.company], supplier=seen.vat[2:], issued=seen.issued,
            kind=document.kind, number_key=sameness.folded_number(seen.number), amount=seen.amount, reference=seen.order,
            iban=seen.iban, payee=seen.payee,
        )
        connection.queries_log.clear()
        with CaptureQueriesContext(connection) as captured:
            start = time.process_time()
            settled = compare_with_others([row])
            between = time.process_time(), len(captured)
            judge(settled, {document.pk: facts})
            spent += time.process_time() - between[0]
        queries += len(captured) - between[1]
        rows = BillWarning.objects.filter(bill=document.pk, confirmed_at=None)
        found = [guard.Alert(each.code, guard.Weight(each.weight)) for each in rows]
        weight = max((each.weight for each in found), default=guard.Weight.KNOW)
        count(score, seen, weight, found, [])
        if seen.fraud:
            record_answer(document, BillAnswer.REFUSED)
        elif weight is guard.Weight.STOP:
            confirm_warnings(document, [each.code for each in found], by=alice, how="called")

memory = work_through(bills)
for name, each in (("as the worker runs it", score), ("in memory", memory)):
    stops = len(each.false_stops)
    print(f"   {name}: {sum(each.found.values())} of {len(Fraud) * FRAUDS_OF_A_KIND} frauds found; {stops} false stops"
          f" (1 in {each.bills / max(1, stops):,.0f}); {each.looks} to look at", sorted({code for _seen, code in each.false_stops}),
          sorted({str(seen.fraud) for seen in each.missed}))
print(f"   {spent / len(bills) * 1000:.2f} ms of CPU and {queries / len(bills):.1f} queries to judge one bill that comes alone")
"""


def main() -> None:
    for seed in map(int, sys.argv[1:] or ["0"]):
        print(f"two years {seed}; wanted: all 40 frauds, 1 false stop in 2,000")
        with tempfile.TemporaryDirectory() as folder:
            env = {
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "schakel.hub.settings",
                "SCHAKEL_DATA": folder,
                "PYTHONPATH": str(ROOT),
            }
            subprocess.run([sys.executable, "-c", WORK, str(seed)], env=env, check=True)


if __name__ == "__main__":
    main()
