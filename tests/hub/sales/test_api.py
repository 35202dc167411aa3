"""A draft written by a program: filled in, checked, changed, issued."""

import pytest

from schakel.hub.connections.models import Access, Role
from schakel.hub.documents.models import Document
from schakel.hub.sales.drafts.attachments import MOST
from schakel.hub.sales.models import Draft
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import company_of

pytestmark = pytest.mark.django_db
LINE = {"name": "Loaf", "quantity": "2", "price": 1234.5, "vat": "6", "discount_percentage": "10"}


@pytest.fixture
def program(bakery, alice) -> Program:
    return Program(key_of(bakery, alice)[1])


def told(sales, **changed) -> dict:
    customer = {"name": "Hotel Ter Zee", "number": "0899.965.307", "city": "Gent"}
    return {"connection": sales.pk, "order_reference": "PO 7", "customer": customer, "lines": [LINE], **changed}


def test_a_draft_is_written_with_its_sums_and_what_the_settings_say(program, sales):
    made = program.post("/drafts", told(sales))
    assert made.status_code == 201
    draft = made.json()
    assert draft["totals"] == {"without_vat": "2222.1", "vat": "133.33", "with_vat": "2355.43", "payable": "2355.43"}
    assert draft["problems"] == []
    assert draft["content"]["payment_days"] == "30"
    assert draft["content"]["communication"].startswith("+++")
    assert program.get(f"/drafts/{draft['id']}").json() == draft
    assert [each["id"] for each in program.get("/drafts").json()["items"]] == [draft["id"]]


def test_what_is_missing_is_told_with_its_place(program, sales):
    draft = program.post("/drafts", told(sales, order_reference="", lines=[LINE | {"price": None}])).json()
    assert {each["at"] for each in draft["problems"]} == {"buyer_reference", "lines.0.price"}
    refused = program.post(f"/drafts/{draft['id']}/documents")
    assert (refused.status_code, refused.json()["code"]) == (422, "not_ready")
    assert {each["at"] for each in refused.json()["problems"]} >= {"buyer_reference"}
    assert not Document.objects.exists()


def test_a_draft_is_changed_then_issued_with_a_number_once(program, sales):
    pk = program.post("/drafts", told(sales)).json()["id"]
    anew = told(sales, note="Thanks")
    assert program.ask("PUT", f"/drafts/{pk}", anew).status_code == 422, "it stays where it is"
    del anew["connection"]
    changed = program.ask("PUT", f"/drafts/{pk}", anew)
    assert changed.json()["content"]["note"] == "Thanks"
    document = program.post(f"/drafts/{pk}/documents", once="1").json()
    assert (document["party"], document["payable"], document["verdict"]) == ("Hotel Ter Zee", "2355.43", "valid")
    assert program.post(f"/drafts/{pk}/documents", once="1").json() == document
    for answer in (
        program.post(f"/drafts/{pk}/documents"),
        program.ask("PUT", f"/drafts/{pk}", {}),
        program.ask("DELETE", f"/drafts/{pk}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "issued")
    assert Document.objects.count() == 1


def test_E09_the_same_key_writes_one_draft(program, sales):
    first, again = (program.post("/drafts", told(sales), once="1") for _ in range(2))
    assert first.json() == again.json()
    assert program.post("/drafts", told(sales, note="x"), once="1").json()["code"] == "idempotency_key_reused"
    assert Draft.objects.count() == 1


def test_a_credit_note_names_what_it_credits(program, sales):
    about = {"number": "2026-0007", "issue_date": "2026-11-20"}
    draft = program.post("/drafts", told(sales, kind="credit_note", preceding_invoice=about)).json()
    assert draft["problems"] == []
    document = program.post(f"/drafts/{draft['id']}/documents").json()
    assert document["kind"] == "credit_note"


@pytest.mark.parametrize(
    "wrong", [{"vat": "19"}, {"quantity": "1e999999"}, {"price": "NaN"}, {"price": "12,5"}, {"quantity": None}]
)
def test_what_is_no_number_or_choice_is_refused_with_its_place(program, sales, wrong):
    refused = program.post("/drafts", told(sales, lines=[LINE | wrong]))
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")
    assert "lines.0" in refused.json()["errors"][0]["at"]
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("sent", "status"), [(b"{", 400), (b"[" * 100_000, 400), (b"\xff", 400), (b"1" * (5 * 2**20 + 1), 413)]
)
def test_what_is_no_json_or_too_much_of_it_is_told(program, sales, sent, status):
    refused = program.client.post("/api/v1/drafts", sent, content_type="application/json")
    assert (refused.status_code, refused["Content-Type"]) == (status, "application/problem+json")


def test_G08_a_field_that_is_not_known_is_refused(program, sales):
    for wrong in (told(sales, buyer_refernce="x"), told(sales, document=1), told(sales, lines=[LINE | {"prize": 1}])):
        assert program.post("/drafts", wrong).status_code == 422
    assert not Draft.objects.exists()


def test_a_draft_is_thrown_away(program, sales):
    pk = program.post("/drafts", told(sales)).json()["id"]
    assert program.ask("DELETE", f"/drafts/{pk}").status_code == 204
    assert program.get(f"/drafts/{pk}").status_code == 404


def test_G02_no_draft_for_a_company_or_connection_that_the_key_may_not_fill(program, office, sales, clara):
    other = company_of(office, "Hotel", "0899965307")
    assert program.post("/drafts", told(other.connections.get(side="sales"))).status_code == 404
    Access.give(sales, clara, role=Role.FULL)
    purchases = sales.company.connections.get(side="purchase")
    Access.give(purchases, clara, role=Role.READ)
    assert Program(key_of(sales.company, clara)[1]).post("/drafts", told(purchases)).status_code == 404
    assert not Draft.objects.exists()


@pytest.fixture
def draft(program, sales) -> str:
    return f"/drafts/{program.post('/drafts', told(sales)).json()['id']}"


def test_files_go_with_a_draft_and_into_its_document(program, draft):
    made = program.post(f"{draft}/attachments?name=../hours%00.pdf", b"%PDF-1.7 hours", once="a")
    assert made.status_code == 201
    assert program.post(f"{draft}/attachments?name=../hours%00.pdf", b"%PDF-1.7 hours", once="a").json() == made.json()
    added = made.json()
    assert (added["name"], added["media_type"], added["size"]) == ("hours.pdf", "application/pdf", 14)
    second = program.post(f"{draft}/attachments", b"a;b\n1;2\n").json()
    assert [each["id"] for each in program.get(f"{draft}/attachments").json()["items"]] == [added["id"], second["id"]]
    assert program.ask("DELETE", f"/attachments/{second['id']}").status_code == 204
    document = program.post(f"{draft}/documents").json()
    inside = program.get(f"/documents/{document['id']}/attachments/0")
    assert inside.content == b"%PDF-1.7 hours"
    assert program.post(f"{draft}/attachments", b"%PDF-1.7").json()["code"] == "issued"
    assert program.ask("DELETE", f"/attachments/{added['id']}").status_code == 409


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"<html>", "type"), (b"MZ\x90", "type"), (b"<svg/>", "type"), (b"%PDF-" + b"x" * 100, "too_large")],
)
def test_C01_the_api_refuses_the_files_that_the_form_refuses(program, draft, settings, data, reason):
    program.post(f"{draft}/attachments", b"%PDF-1.7")
    settings.UPLOAD_LIMIT = 110
    refused = program.post(f"{draft}/attachments?name=a.pdf", data)
    assert (refused.status_code, refused.json()["code"], refused.json()["reason"]) == (422, "not_attached", reason)
    assert program.get(f"{draft}/attachments").json()["count"] == 1


def test_so_many_files_and_no_more(program, draft):
    for _ in range(MOST):
        assert program.post(f"{draft}/attachments", b"%PDF-1.7").status_code == 201
    assert program.post(f"{draft}/attachments", b"%PDF-1.7").json()["reason"] == "too_many"
