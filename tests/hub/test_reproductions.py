"""What people complained of, as it was reproduced, on both databases: the same bill by two ways, a refusal, and an old upload."""

import json

from tests.hub.databases import BEGIN, both, database, python

AS_REPRODUCED = (
    BEGIN
    + """
import json
from datetime import timedelta
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from schakel.einvoice.responses import Clarification
from schakel.hub.connections.models import Access, Company, Connection, Member, Office
from schakel.hub.documents.bills.read import read_new
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.forwarding.dispatcher import dispatch_new
from schakel.hub.forwarding.models import Forward, Forwarder, Route
from schakel.hub.network.responses.codes import AnswerStatus
from schakel.hub.network.responses.send import send_answer
from schakel.hub.payments import payables
from schakel.hub.payments.models import Payable, PaymentFile
from schakel.hub.payments.prepare_file import FileRequest, offered_items, prepare
from schakel.hub.people.models import User
from tests.hub.documents.ubl import MILL, invoice, party
from tests.hub.payments.camt import IBAN

call_command("collectstatic", verbosity=0, interactive=False)
company, purchases = Company.objects.get(), Connection.objects.get(side="purchase")
owner = User.objects.create_user("o@o.example", name="Owner")
client = User.objects.create_user("c@c.example", name="Client", language="en")
Member.objects.create(office=company.office, user=owner, role="owner")
Access.objects.create(connection=purchases, user=client, role="full")
company.accounts.create(iban=IBAN)
package = Forwarder.objects.create(office=company.office, name="Books", kind="pull", created_by=owner)
Route.objects.create(forwarder=package, connection=purchases, since="2020-01-01T00:00Z")
TOMORROW = timezone.localdate() + timedelta(days=1)


def bring(way, **told):
    document = file(invoice(**told), way).documents[0]
    read_new(), dispatch_new(), payables.read_new()
    return document


def page(document):
    browser = Client(headers={"host": settings.HOST})
    browser.force_login(client)
    return browser.get(f"/documents/{document.pk}/").text


def pay():
    chosen = frozenset(each.paying.document_id for each in offered_items(company))
    return prepare(company, FileRequest(chosen, IBAN, TOMORROW), by=owner) if chosen else None


def open_items():
    return sorted(Payable.objects.asking().values_list("document", flat=True))


def forwarded():
    states = Forward.objects.exclude(document__bill__effect__in=["duplicate", "refused", "history"])
    return sorted(states.values_list("document", flat=True))


first = bring(Way.PEPPOL, date=timezone.localdate().isoformat())
again = bring(Way.UPLOAD, date=timezone.localdate().isoformat(), seller=party("MILL VERMEIREN NV", MILL))
names = {first.pk: "first", again.pk: "again"}
made = pay()
result = {
    "forwarded": [names[pk] for pk in forwarded()],
    "open": [names[pk] for pk in open_items()],
    "in the payment file": [names[each.document_id] for each in made.transfers.get().payments.all()],
    "the client reads": "This bill is probably here twice" in page(again),
    "the client is shown a QR code": "Scan with your bank app" in page(again),
}
send_answer(first, AnswerStatus.REJECTED, by=owner, clarifications=(Clarification("REF"),))
send_answer(again, AnswerStatus.REJECTED, by=owner, clarifications=(Clarification("REF"),))
result |= {
    "open after not ours": open_items(),
    "file after not ours": PaymentFile.objects.get().state,
    "a new file after not ours": pay(),
    "QR code after not ours": "Scan with your bank app" in page(first),
}
old = bring(Way.UPLOAD, number="OLD-1", date="2025-01-15", due="<cbc:DueDate>2025-02-15</cbc:DueDate>")
result |= {
    "an old upload is forwarded": old.pk in forwarded(),
    "an old upload is open": old.pk in open_items(),
}
print(json.dumps(result))
"""
)


@both
def test_what_was_reproduced_does_not_happen_any_more(kind, tmp_path):
    with database(kind, tmp_path) as env:
        result = json.loads(python(AS_REPRODUCED, env))
    assert result == {
        "forwarded": ["first"],
        "open": ["first"],
        "in the payment file": ["first"],
        "the client reads": True,
        "the client is shown a QR code": False,
        "open after not ours": [],
        "file after not ours": "withdrawn",
        "a new file after not ours": None,
        "QR code after not ours": False,
        "an old upload is forwarded": False,
        "an old upload is open": False,
    }
