"""Each search and order of documents has its index, on SQLite and, among ten thousand documents, on PostgreSQL."""

import pytest
from django.db import connection

from tests.hub.documents.rows import documents
from tests.hub.documents.test_listing import numbers
from tests.hub.plans import plans

WORDS = {"sqlite": "documents_text VIRTUAL TABLE", "postgresql": "documents_text_trigrams"}[connection.vendor]
LABELS = {"sqlite": "sqlite_autoindex_documents_documentlabel", "postgresql": "documents_documentlabel_document_id"}
OPEN = {"sqlite": "open_items_by_day", "postgresql": "payments_payable_pkey"}[connection.vendor]  # of none it takes any
PLANS = {
    "": "documents_d_receive",
    "order=issue": "documents_by_issue",
    "order=-due": "documents_by_due",
    "order=-amount": "documents_by_amount",
    "order=party": "documents_by_party",
    "kind=credit_note": "documents_credit_notes",
    "q=flour": WORDS,
    "q=flour+200": WORDS,
    "q=flour+maart": {"sqlite": WORDS, "postgresql": "documents_by_issue"}[connection.vendor],
    "party=mill": WORDS,
    "q=%3E+1000": "documents_by_amount",
    "q=maart": "documents_by_issue",
    "begin=2026-01-01&dated=due": "documents_by_due",
    "number=N-7": "documents_d_number",
    "label=1": LABELS[connection.vendor],
    "state=invalid": "documents_invalid",
    "state=unreadable": "documents_unreadable",
    "state=contested": "documents_b_effect",
    "state=duplicate": "documents_b_effect",
    "state=failed": "transmissions_failed",
    "state=to_pay": OPEN,
    "state=overdue": OPEN,
}
TEN_THOUSAND = """
INSERT INTO documents_document
SELECT (jsonb_populate_record(one, jsonb_build_object(
    'id', one.id + n,
    'number', 'N-' || n,
    'sha256', md5(n::text),
    'text', 'document ' || n || CASE WHEN n % 100 = 0 THEN chr(10) || 'flour' ELSE '' END,
    'party', 'Party ' || n % 97,
    'kind', CASE WHEN n % 50 = 0 THEN 'credit_note' ELSE 'invoice' END,
    'received_at', one.received_at + n * interval '1 minute',
    'issue_date', date '2024-06-01' + n / 14,
    'due_date', date '2024-07-01' + n / 14,
    'payable', n / 4.0,
    'fault', CASE WHEN n % 1000 = 0 THEN 'none' ELSE '' END,
    'verdict', CASE WHEN n % 1000 = 1 THEN 'invalid' ELSE 'valid' END
))).* FROM documents_document AS one, generate_series(1, 10000) AS n
"""


@pytest.fixture
def many(alice, purchases, monkeypatch):
    """As of an office with many connections."""
    for limit in ("MOST_NARROW", "MOST_LISTED"):
        monkeypatch.setattr(f"schakel.hub.documents.search.find.{limit}", 0)
    return alice


def told(user, query: str) -> str:
    with plans() as each:
        numbers(user, query)
    return "\n".join(plan for plan in each if "documents_document" in plan)


def ten_thousand(of) -> None:
    documents(of, 1)
    with connection.cursor() as cursor:
        cursor.execute(TEN_THOUSAND)
        cursor.execute("ANALYZE")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL answers below, of all at once")
@pytest.mark.parametrize(("query", "index"), PLANS.items())
def test_each_search_and_order_has_its_index(many, query, index):
    plan = told(many, query)
    assert index in plan
    assert "USE TEMP B-TREE" not in plan or query.startswith(("q=", "begin", "number", "state=failed"))
    assert "SCAN documents_document\n" not in plan


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite answers above")
def test_on_postgresql_each_has_its_index_among_ten_thousand(many, purchases):
    ten_thousand(purchases)
    found = {query: told(many, query) for query in PLANS}
    assert [query for query, index in PLANS.items() if index not in found[query]] == []
    assert [query for query, plan in found.items() if "Seq Scan on documents_document" in plan] == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite looks each of them up, however they are named")
def test_on_postgresql_documents_of_many_connections_are_not_walked_past(alice, purchases, sales, monkeypatch):
    """It would read those of all others first, in the order of connections, for a client of hundreds of companies."""
    monkeypatch.setattr("schakel.hub.documents.search.find.MOST_NARROW", 0)
    ten_thousand(purchases)
    assert "connection_id = ANY" in told(alice, "state=unread")
