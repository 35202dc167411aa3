"""Several processes at once, on both databases: nothing is paid, put in a file or kept twice (K04)."""

from tests.hub.databases import both, database, python

TOGETHER = """
import os
from schakel.cli.load import load; load()
from datetime import timedelta
from django.db import connections
from django.utils import timezone
from schakel.hub.connections import changes
from schakel.hub.connections.models import Access, Company
from schakel.hub.documents.bills.warn import confirm_warnings, undo_confirmation
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Way
from schakel.hub.payments import matching
from schakel.hub.payments import approvals
from schakel.hub.payments import file_decisions
from schakel.hub.payments.document_actions import mark_paid
from schakel.hub.payments.models import Approver, Payment, PaymentFile, Rule, Statement
from schakel.hub.payments.money_changes import ask_account
from schakel.hub.payments.prepare_file import FileRequest, prepare
from schakel.hub.payments.payables import read_new
from schakel.hub.people.models import User
from tests.hub.documents.ubl import invoice
from tests.hub.payments.camt import IBAN, camt, out

company = Company.objects.get()
company.accounts.create(iban=IBAN)
clara = User.objects.create_user("clara@clara.example", "a long password", name="Clara")
Access.objects.create(connection=company.connections.get(side="purchase"), user=clara)
documents = [file(invoice(number=f"100{at}", remittance="", net=f"{at}00", vat="0", total=f"{at}00"),
                  Way.COMMAND).documents[0] for at in range(1, 6)]
read_new()

def at_once(*actions):
    connections.close_all()
    go, start = os.pipe()
    children = []
    for action in actions:
        if not (child := os.fork()):
            os.close(start)
            os.read(go, 1)  # until all are there
            action()
            os._exit(0)
        children.append(child)
    os.close(go), os.close(start)
    assert {os.waitpid(child, 0)[1] for child in children} == {0}

def active(document):
    return list(Payment.objects.active().filter(document=document).values_list("how", flat=True))

prepared, marked, told, both, approved = documents
wish = lambda *chosen: FileRequest(frozenset(each.pk for each in chosen), IBAN, timezone.localdate() + timedelta(days=1))
at_once(*[lambda: prepare(company, wish(prepared), by=clara)] * 4)
print("files", PaymentFile.objects.count(), active(prepared))

at_once(*[lambda: mark_paid(marked, clara)] * 4)
print("marked", active(marked))

statement = camt(out("-300.00", text="F 1003"))
at_once(*[lambda: matching.add_statements(statement, company, by=clara)] * 4)
print("statements", Statement.objects.count(), active(told))

statement = camt(out("-400.00", text="F 1004"))
at_once(lambda: mark_paid(both, clara), lambda: matching.add_statements(statement, company, by=clara))
print("paid by hand and by the bank", len(active(both)))

stopped = file(invoice(number="2001", iban="BE68539007547034"), Way.COMMAND).documents[0]
read_new()
refused = prepare(company, wish(stopped), by=clara)
confirm_warnings(stopped, ["iban_changed"], by=clara, how="called")
at_once(lambda: prepare(company, wish(stopped), by=clara), lambda: undo_confirmation(stopped, by=clara))
print("stopped", len(refused.reasons), active(stopped))

Rule.objects.create(company=company, mode="one")
Approver.objects.create(company=company, user=clara)
approvals.approve(approved, clara)
payment_file = prepare(company, wish(approved), by=clara)
at_once(lambda: file_decisions.take(payment_file, clara), lambda: file_decisions.take_back_approval(approved, clara))
payment_file.refresh_from_db()
print("taken or withdrawn", bool(payment_file.taken_at) != (payment_file.state == "withdrawn"))

dirk = User.objects.create_user("dirk@dirk.example", "a long password", name="Dirk")
Access.objects.create(connection=company.connections.get(side="purchase"), user=dirk)
Rule.objects.update(mode="two_above", above=1)
Approver.objects.create(company=company, user=dirk)
at_once(*[lambda: ask_account(company, add="BE71096123456769", by=clara)] * 4)
change = company.changes.get()
at_once(*[lambda: changes.confirm(change, clara)] * 4)
print("asked", company.changes.count(), change.confirmations.count(), company.accounts.count())
at_once(*[lambda: changes.confirm(change, dirk)] * 3, lambda: changes.refuse(change, clara))
change.refresh_from_db()
print("one answer", (change.state == "done") == (company.accounts.count() == 2))
"""


@both
def test_K04_whatever_happens_at_once_happens_one_after_the_other(kind, tmp_path):
    with database(kind, tmp_path) as env:
        assert python(TOGETHER, env).splitlines() == [
            "files 1 ['file']",
            "marked ['by_hand']",
            "statements 1 ['statement']",
            "paid by hand and by the bank 1",
            "stopped 1 []",
            "taken or withdrawn True",
            "asked 1 1 1",
            "one answer True",
        ]
