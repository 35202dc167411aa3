"""What a company answered its seller, as far as its bill is concerned. The room that sends answers says it."""

from schakel.hub.connections.turns import turn
from schakel.hub.documents.bills.effects import settle
from schakel.hub.documents.bills.models import Bill, BillAnswer
from schakel.hub.documents.bills.read import bill_for
from schakel.hub.documents.models import Document


def record_answer(document: Document, answer: BillAnswer | None) -> Bill:
    """None, and *accepted*, take back what was refused or contested: everything comes back."""
    bill = bill_for(document)
    with turn(bill.company_id):
        bill = Bill.objects.select_for_update().get(pk=bill.pk)
        bill.answer = answer or ""
        bill.save(update_fields=["answer"])
        settle([bill])
    return bill
