"""Documents by API: listed, fetched, added; each key sees its own only."""

from decimal import Decimal

import pytest
from django.utils import timezone

from schakel.hub.connections.models import Scope
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.network.outbound.document import sendable_by
from tests.hub.api_client import Program, key_of
from tests.hub.documents.ubl import ATTACHED, BAKERY, invoice, party

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(bakery, alice) -> Program:
    return Program(key_of(bakery, alice)[1])


@pytest.fixture
def bill(purchases) -> Document:
    attached = ATTACHED.format(id="1", mime="text/csv", filename="hours.csv", content="YTtiCjE7Mg==")
    return file(invoice(documents=attached, total="122.00"), Way.COMMAND, into=purchases).documents[0]


def sale(**told) -> bytes:
    return invoice(seller=party("Bakery", BAKERY), buyer=party("Hotel", "0899965307"), **told)


def test_documents_are_listed_with_a_count_and_the_next_page(program, bill, purchases):
    for number in range(3):
        file(invoice(number=f"N-{number}"), Way.COMMAND, into=purchases)
    first = program.get("/documents", limit=3).json()
    assert (first["count"], first["count_is_exact"], len(first["items"])) == (4, True, 3)
    second = program.get("/documents", limit=3, after=first["next"]).json()
    assert [each["id"] for each in second["items"]] == [bill.pk]
    assert second["next"] is None


def test_a_count_beyond_a_thousand_is_not_exact(program, purchases, monkeypatch):
    monkeypatch.setattr("schakel.hub.web.api.COUNTED", 1)
    for number in range(2):
        file(invoice(number=f"N-{number}"), Way.COMMAND, into=purchases)
    found = program.get("/documents").json()
    assert (found["count"], found["count_is_exact"]) == (1, False)


@pytest.mark.parametrize("limit", [10**9, 201])
def test_I07_a_page_is_never_longer_than_two_hundred(program, purchases, limit):
    about = {"connection": purchases, "size": 1, "received_at": timezone.now()}
    Document.objects.bulk_create(Document(sha256=f"{number:064}", **about) for number in range(202))
    asked = program.get("/documents", limit=limit).json()
    assert (len(asked["items"]), asked["count"]) == (200, 202)


@pytest.mark.parametrize("after", ["x", "W10", "WzEsMl0", "[" * 3000, "é", "eyJhIjoxfQ"])
def test_I07_a_forged_cursor_is_a_first_page(program, bill, after):
    assert [each["id"] for each in program.get("/documents", after=after).json()["items"]] == [bill.pk]


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ({"q": "flour"}, True),
        ({"q": "bread"}, False),
        ({"side": "purchase"}, True),
        ({"side": "sales"}, False),
        ({"kind": "credit_note"}, False),
        ({"number": "2026-1184"}, True),
        ({"number": "2026"}, False),
        ({"received_since": "2020-01-01T00:00:00Z"}, True),
        ({"received_since": "2999-01-01T00:00:00+01:00"}, False),
        ({"received_since": "0001-01-01T00:00:00+14:00"}, True),
        ({"received_since": "9999-12-31T23:59:59-14:00"}, False),
    ],
)
def test_what_is_asked_for(program, bill, asked, is_found):
    assert bool(program.get("/documents", **asked).json()["items"]) == is_found


def test_a_filter_that_is_misspelt_is_refused_and_does_not_show_too_much(program, bill):
    refused = program.get("/documents", conection=bill.connection_id)
    assert (refused.status_code, refused.json()["errors"][0]["at"]) == (422, "query.conection")


def test_one_document_with_its_facts_findings_and_attachments(program, bill):
    one = program.get(f"/documents/{bill.pk}").json()
    assert (one["number"], Decimal(one["payable"]), one["currency"]) == ("2026-1184", Decimal(122), "EUR")
    assert one["attachments"] == [{"index": 0, "name": "hours.csv", "type": "text/csv", "is_readable": True}]
    assert "BR-CO-15" in {each["rule"] for each in one["findings"]}
    assert one["company"]["enterprise_number"] == BAKERY


def test_the_files_of_a_document(program, bill):
    assert program.get(f"/documents/{bill.pk}/original").content.startswith(b"<?xml")
    assert program.get(f"/documents/{bill.pk}/pdf").content.startswith(b"%PDF-")
    assert program.get(f"/documents/{bill.pk}/attachments/0").content == b"a;b\n1;2"
    assert program.get(f"/documents/{bill.pk}/attachments/1").status_code == 404
    ways = [each["way"] for each in program.get(f"/documents/{bill.pk}/events").json()["items"]]
    assert ways == ["command", "api", "api", "api"]


def test_a_sale_added_is_marked_as_sent_elsewhere_and_never_sent(program, sales, alice):
    answer = program.post("/documents", sale())
    document = Document.objects.get(connection=sales)
    assert answer.status_code == 201
    assert answer["Location"].endswith(f"/documents/{document.pk}")
    assert answer.json()["documents"][0]["sent_elsewhere"]
    assert not sendable_by(alice, document)
    document.sent_elsewhere = False
    assert sendable_by(alice, document), "so that the line above can fail"


def test_a_purchase_added_is_not_marked_as_sent(program, purchases):
    assert program.post("/documents", invoice()).json()["documents"][0]["sent_elsewhere"] is False


def test_E09_the_same_key_gets_the_same_answer_and_nothing_new(program, sales):
    first, second = (program.post("/documents", sale(), once="a") for _ in range(2))
    assert first.content == second.content
    assert (first.status_code, second.status_code) == (201, 201)
    assert second["Idempotent-Replayed"] == "true"
    assert Document.objects.count() == 1


def test_E09_the_same_key_for_another_body_is_refused(program, sales):
    program.post("/documents", sale(), once="a")
    refused = program.post("/documents", sale(number="2"), once="a")
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")
    assert Document.objects.count() == 1


@pytest.mark.parametrize("told", [{}, {"note": "Other bytes"}])
def test_E09_without_a_key_the_same_number_is_told_where_it_is(program, sales, told):
    made = program.post("/documents", sale())
    refused = program.post("/documents", sale(**told))
    assert (refused.status_code, refused.json()["code"]) == (409, "already_here")
    assert refused.json()["document"]["url"] == made["Location"]
    assert Document.objects.count() == 1


def test_E09_a_deed_that_failed_leaves_its_key_free(program, sales):
    assert program.post("/documents", b"<no/>", once="a").status_code == 422
    assert program.post("/documents", sale(), once="a").status_code == 201


@pytest.mark.parametrize(
    ("data", "code", "reason"),
    [(b"", "empty", None), (b"<a/>", "refused", "not_an_invoice"), (b"%PDF-", "refused", ...)],
)
def test_what_is_no_invoice_is_refused_in_the_readers_language(bakery, alice, data, code, reason):
    program = Program(key_of(bakery, alice)[1], language="nl")
    refused = program.post("/documents", data)
    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")
    assert refused.json()["code"] == code
    assert refused.json().get("reason") == reason or reason is ...


def test_what_is_too_large_is_refused(program, settings):
    settings.UPLOAD_LIMIT = 10
    assert program.post("/documents", sale()).status_code == 413


def test_G02_a_key_of_one_company_adds_nothing_to_another(office, other_office, mill, alice, diane, bakery):
    program = Program(key_of(mill, diane)[1])
    refused = program.post("/documents", invoice(seller=party("Hotel", "0899965307")))
    assert refused.json()["reason"] == "nobody_here"
    assert not Document.objects.exists()


def test_a_key_that_may_only_read_adds_nothing(bakery, alice):
    refused = Program(key_of(bakery, alice, Scope.READ)[1]).post("/documents", sale())
    assert (refused.status_code, refused.json()["code"]) == (403, "missing_scope")


def test_history_is_said_proposed_and_decided(program, purchases):
    said = program.post("/documents?history=true", invoice(number="1"), once="1").json()["documents"][0]
    assert (said["history"], said["counts_as"]) == ("given", "history")
    purchases.created_at = timezone.now()
    purchases.save()
    proposed = program.post("/documents", invoice(number="2"), once="2").json()["documents"][0]
    assert (proposed["history"], proposed["counts_as"]) == ("proposed", "history")
    counts = program.post("/documents?history=false", invoice(number="3"), once="3").json()["documents"][0]
    assert counts["history"] == ""
    for is_history, word in ((False, ""), (True, "decided")):
        answer = program.ask("PUT", f"/documents/{proposed['id']}/history", {"history": is_history})
        assert answer.json()["history"] == word
    assert program.get(f"/documents/{proposed['id']}").json()["counts_as"] == "history"


def test_what_came_over_the_network_cannot_be_made_history(program, purchases):
    document = file(invoice(), Way.PEPPOL).documents[0]
    answer = program.ask("PUT", f"/documents/{document.pk}/history", {"history": True})
    assert (answer.status_code, answer.json()["code"]) == (422, "never_history")
