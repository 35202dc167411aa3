"""Programs that add the same invoice at once, on both databases: it is here once, and each is told so (E09)."""

from tests.hub.databases import BEGIN, both, database, python

TOGETHER = (
    BEGIN
    + """
import logging, os
from django.db import connections
from schakel.hub.connections.models import Company, Member, Office
from schakel.hub.documents.models import Document
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import person
from tests.hub.documents.ubl import BAKERY, invoice, party

logging.disable()
alice = person("Alice")
Member.objects.create(office=Office.objects.get(), user=alice, role="owner")
secret = key_of(Company.objects.get(), alice)[1]
seller, buyer = party("Bakery", BAKERY), party("Hotel", "0899965307")

def together(number, once):
    connections.close_all()
    answers = []
    for n in range(3):
        reading, writing = os.pipe()
        if not os.fork():
            data = invoice(seller=seller, buyer=buyer, number=number, note="same" if once else f"other {n}")
            os.write(writing, str(Program(secret).post("/documents", data, once=once).status_code).encode())
            os._exit(0)
        answers.append(reading)
    return " ".join(sorted(os.read(each, 3).decode() for each in answers))

print(together("1", "order-1"), "|", together("2", ""), "|", Document.objects.count())
"""
)


@both
def test_E09_under_the_same_key_all_get_the_answer_without_one_the_others_are_refused(tmp_path, kind):
    with database(kind, tmp_path) as env:
        assert python(TOGETHER, env) == "201 201 201 | 201 409 409 | 2"
