"""Bank statements: kept once, matched where it is certain, confirmed where it is not."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from schakel.hub.connections.models import Access
from schakel.hub.documents import waiting_files
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, WaitingFile, Way
from schakel.hub.payments import matching
from schakel.hub.payments.document_actions import undo_payment
from schakel.hub.payments.events import PaymentEvent
from schakel.hub.payments.models import Payment, Statement, StatementEntry
from schakel.hub.payments.payables import payable_for, read_new
from schakel.hub.payments.prepare_file import FileRequest, prepare
from schakel.hub.payments.status import PaymentState, status_of
from schakel.sepa.errors import SepaError
from tests.hub.conftest import company_of, signed_in
from tests.hub.documents.ubl import invoice, party
from tests.hub.payments.camt import IBAN, camt, out
from tests.sepa.statements import coda_files as coda


def state(document: Document) -> PaymentState:
    return status_of(payable_for(document)).state


@pytest.fixture
def company(bakery):
    bakery.accounts.create(iban=IBAN)
    return bakery


def test_what_is_certain_is_paid_at_once_and_a_repeated_upload_changes_nothing(clara, held, company, bought):
    document = bought()
    data = camt(out("-121.00", text="090933755493"))
    added = matching.add_statements(data, company, by=clara)
    assert (len(added.statements), added.matched) == (1, 1)
    payment = document.payments.get()
    assert (payment.how, payment.amount, str(payment.paid_on)) == (
        Payment.How.STATEMENT,
        Decimal("121.00"),
        "2026-11-24",
    )
    assert state(document) == PaymentState.PAID
    assert document.events.filter(kind=PaymentEvent.FOUND_PAID).count() == 1
    again = matching.add_statements(data, company, by=clara)
    assert (again.statements, again.known, again.matched) == ((), 1, 0)
    assert (Statement.objects.count(), StatementEntry.objects.count(), Payment.objects.count()) == (1, 1, 1)


def test_sales_are_paid_likewise(clara, sales, held, company):
    Access.objects.create(connection=sales, user=clara)
    told = {"seller": party("Bakery", "0738401117"), "buyer": party("Hotel", endpoint="0088:1")}
    document = file(invoice(**told), Way.COMMAND).documents[0]
    read_new()
    matching.add_statements(camt(out("121.00", text="090933755493")), company, by=clara)
    assert state(document) == PaymentState.PAID
    assert document.payments.get().amount == Decimal("121.00")


def test_part_of_the_amount_leaves_the_rest(clara, held, company, bought):
    document = bought(due="<cbc:DueDate>2099-01-01</cbc:DueDate>")
    matching.add_statements(camt(out("-100.00", text="090933755493")), company, by=clara)
    assert state(document) == PaymentState.PARTLY_PAID
    assert payable_for(document).left == Decimal("21.00")


def test_a_file_of_ours_is_recognised_by_its_ids(clara, held, company, bought):
    documents = [bought(number=str(number), remittance=f"F {number}") for number in range(3)]
    day = timezone.localdate() + timedelta(days=1)
    made = prepare(company, FileRequest(frozenset(each.pk for each in documents), IBAN, day), by=clara)
    entries = [out("-121.00", id_=each.end_to_end_id, text="something") for each in made.transfers.all()]
    assert matching.add_statements(camt(*entries), company, by=clara).matched == 3
    assert {state(each) for each in documents} == {PaymentState.PAID}


def test_the_amount_alone_is_a_proposal_that_a_click_confirms(clara, held, company, bought):
    document, other = bought(), bought(number="2")
    matching.add_statements(camt(out("-121.00", account="")), company, by=clara)
    assert state(document) == state(other) == PaymentState.TO_PAY
    entry = StatementEntry.objects.get()
    page = signed_in(clara).get(f"/payments/companies/{company.pk}/statements/").text
    assert "the amount only" in page
    assert f'value="{other.pk}"' in page
    signed_in(clara).post(f"/payments/entries/{entry.pk}/settlement", {"action": "confirm", "documents": str(other.pk)})
    assert (state(document), state(other)) == (PaymentState.TO_PAY, PaymentState.PAID)


def test_what_was_not_proposed_cannot_be_confirmed(clara, held, company, bought):
    document = bought(net="50.00", total="60.50")
    matching.add_statements(camt(out("-121.00", account="")), company, by=clara)
    entry = StatementEntry.objects.get()
    for documents in (str(document.pk), "", "x,y", "99999"):
        signed_in(clara).post(f"/payments/entries/{entry.pk}/settlement", {"action": "confirm", "documents": documents})
    assert not Payment.objects.exists()


@pytest.mark.parametrize("where", ["entry", "document"])
def test_a_match_taken_back_is_not_made_again_by_itself(clara, held, company, bought, where):
    document = bought()
    matching.add_statements(camt(out("-121.00", text="090933755493")), company, by=clara)
    entry = StatementEntry.objects.get()
    if where == "entry":
        signed_in(clara).post(f"/payments/entries/{entry.pk}/settlement", {"action": "take_back"})
    else:
        undo_payment(document, clara)
    assert state(document) == PaymentState.TO_PAY
    matching.add_statements(camt(out("-1.00", account="")), company, by=clara)
    assert state(document) == PaymentState.TO_PAY
    assert entry.pk in matching.choices(company)


def test_G01_who_holds_only_the_purchases_learns_nothing_of_the_sales(clara, alice, sales, held, company):
    told = {"seller": party("Bakery", "0738401117"), "buyer": party("Secret Hotel", endpoint="0088:1")}
    documents = [file(invoice(**told, number=number), Way.COMMAND).documents[0] for number in ("S-1001", "S-1002")]
    read_new()
    matching.add_statements(camt(out("121.00", account="")), company, by=clara)
    entry = StatementEntry.objects.get()
    assert "S-1001" in signed_in(alice).get(f"/payments/companies/{company.pk}/statements/").text
    assert "S-1001" not in signed_in(clara).get(f"/payments/companies/{company.pk}/statements/").text
    assert not matching.confirm(entry, frozenset({documents[0].pk}), by=clara)
    assert matching.confirm(entry, frozenset({documents[0].pk}), by=alice)
    page = signed_in(clara).get(f"/payments/statements/{entry.statement_id}/").text
    assert "Secret Hotel" not in page
    assert "S-1001" not in page
    assert not matching.undo_match(entry, clara)
    assert "S-1001" in signed_in(alice).get(f"/payments/statements/{entry.statement_id}/").text


def test_put_aside_an_entry_asks_no_more_and_can_be_taken_up(clara, held, company, bought):
    matching.add_statements(camt(out("-7.00", account="")), company, by=clara)
    address = f"/payments/entries/{StatementEntry.objects.get().pk}/settlement"
    signed_in(clara).post(address, {"action": "put_aside"})
    assert not matching.unexplained_entries(company).exists()
    signed_in(clara).post(address, {"action": "take_up"})
    assert matching.unexplained_entries(company).exists()


def test_a_statement_of_another_account_is_not_kept(clara, held, company):
    added = matching.add_statements(camt(out("-7.00"), iban="BE71096123456769"), company, by=clara)
    assert added.foreign == ("BE71096123456769",)
    assert not Statement.objects.exists()


def test_of_a_company_without_accounts_the_first_statement_tells_it(clara, held, bakery):
    matching.add_statements(camt(out("-7.00")), bakery, by=clara, first_account=True)
    assert [each.iban for each in bakery.accounts.all()] == [IBAN]


def test_a_damaged_file_keeps_nothing_and_says_why(clara, held, company):
    with pytest.raises(SepaError):
        matching.add_statements(camt(out("-7.00")).replace(b"99993.00", b"99994.00"), company, by=clara)
    upload = SimpleUploadedFile("a.xml", b"no statement")
    answer = signed_in(clara).post(f"/payments/companies/{company.pk}/statements/", {"files": upload}, follow=True)
    assert "a.xml:" in answer.text
    assert not Statement.objects.exists()


def test_uploaded_by_the_page_and_shown(clara, held, company, bought):
    bought()
    upload = SimpleUploadedFile("november.xml", camt(out("-121.00", text="090933755493")))
    answer = signed_in(clara).post(f"/payments/companies/{company.pk}/statements/", {"files": upload}, follow=True)
    assert "november.xml: 1 payment found." in answer.text
    page = signed_in(clara).get(f"/payments/statements/{Statement.objects.get().pk}/").text
    assert "communication and amount" in page
    assert "2026-1184" in page


def test_invoices_of_another_company_are_never_matched(clara, diane, held, company, other_office):
    company_of(other_office, "Elsewhere", "0738401216")
    foreign = file(invoice(buyer=party("Elsewhere", "0738401216")), Way.COMMAND).documents[0]
    read_new()
    assert matching.add_statements(camt(out("-121.00", text="090933755493")), company, by=clara).matched == 0
    assert state(foreign) == PaymentState.TO_PAY


def test_CODA_uploaded_by_the_page_pays_a_purchase_and_a_sale_and_a_repeat_changes_nothing(
    clara, sales, held, bakery, bought
):
    Access.objects.create(connection=sales, user=clara)
    bakery.accounts.create(iban=coda.ACCOUNT)
    bill = bought(iban=IBAN)
    told = {"seller": party("Bakery", "0738401117"), "buyer": party("Hotel", endpoint="0088:1")}
    sale = file(invoice(**told, remittance="+++010/8068/17183+++", total="200.00"), Way.COMMAND).documents[0]
    read_new()
    out_ = coda.movement(-121, communication="101090933755493", structured=True, account=IBAN.ljust(34) + "EUR")
    in_ = coda.movement(200, sequence=2, communication="101010806817183", structured=True)
    data = coda.data(coda.file(out_, in_, moved=79, debit=121, credit=200))
    address = f"/payments/companies/{bakery.pk}/statements/"
    for _twice in range(2):
        answer = signed_in(clara).post(address, {"files": SimpleUploadedFile("241126.cod", data)}, follow=True)
    assert "241126.cod is already here" in answer.text
    assert (state(bill), state(sale)) == (PaymentState.PAID, PaymentState.PAID)
    assert (Statement.objects.count(), Payment.objects.count()) == (1, 2)


def test_who_has_no_company_reads_what_comes_first(diane, clara, held):
    told = "Once you can pay for a company, you add its bank statements here."
    assert told in signed_in(diane).get("/payments/statements/").text
    assert told not in signed_in(clara).get("/payments/statements/").text


def many(count: int) -> bytes:
    return camt(*[out("-1.00", text=f"order {at}") for at in range(count)])


def test_C06_a_statement_with_many_movements_is_read_by_the_worker(clara, held, company, monkeypatch):
    monkeypatch.setattr(matching, "INTERACTIVE", 3)
    client, data = signed_in(clara), many(4)
    answer = client.post(
        f"/payments/companies/{company.pk}/statements/", {"files": SimpleUploadedFile("month.xml", data)}
    )
    waiting_file = WaitingFile.objects.get()
    assert answer.url == f"/documents/waiting/{waiting_file.pk}/"
    assert not Statement.objects.exists()
    assert waiting_files.read_waiting() == 1
    statement = Statement.objects.get()
    assert (statement.company, statement.by, statement.entries.count()) == (company, clara, 4)
    page = client.get(answer.url).text
    assert "month.xml: 0 payments found." in page
    assert f'href="/payments/companies/{company.pk}/statements/"' in page


def test_a_right_to_pay_that_was_lost_meanwhile_counts(clara, held, company, monkeypatch):
    monkeypatch.setattr(matching, "INTERACTIVE", 3)
    file = {"files": SimpleUploadedFile("month.xml", many(4))}
    signed_in(clara).post(f"/payments/companies/{company.pk}/statements/", file)
    held.ended_at = timezone.now()
    held.save()
    waiting_files.read_waiting()
    assert not Statement.objects.exists()
    assert "not allowed" in WaitingFile.objects.get().outcome[0][1]


def test_a_statement_that_does_not_add_up_is_told_by_the_worker_too(clara, held, company, monkeypatch):
    monkeypatch.setattr(matching, "INTERACTIVE", 3)
    file = {"files": SimpleUploadedFile("month.xml", many(4).replace(b"100000.00", b"5.00", 1))}
    signed_in(clara).post(f"/payments/companies/{company.pk}/statements/", file)
    waiting_files.read_waiting()
    assert WaitingFile.objects.get().outcome[0][:2] == [
        "bad",
        "The bank statement does not add up: opening balance and movements do not give the closing balance.",
    ]
