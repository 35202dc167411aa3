"""The index of words keeps step with the documents, on SQLite by its triggers; and is built anew, a batch at a time."""

from datetime import date

import pytest
from django.db import connection

from schakel.hub import triggers
from schakel.hub.documents.models import Document, IndexBuild, SearchText
from schakel.hub.documents.search import index, schema
from schakel.hub.documents.search.find import wish_of
from schakel.hub.documents.search.index import in_index, in_text, term_of
from schakel.hub.documents.search.query import read_query
from tests.hub.documents.rows import documents
from tests.hub.guards import without_guards

sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its own index")


def found(*words: str, ask=in_index) -> list[str]:
    return sorted(Document.objects.filter(ask([term_of(word) for word in words])).values_list("number", flat=True))


@pytest.fixture
def rows(purchases):
    texts = ("a-1\nflour and bread\n1250,00", "b-2\nrent\nmill vermeiren", 'c-3\nsay "hello" or near(a b)*')
    made = documents(purchases, 3)
    for document, text in zip(made, texts, strict=True):
        document.number, document.text = text.split("\n")[0], text
        document.save()
    return made


def test_a_word_that_comes_again_is_asked_once():
    parts = read_query('meel "meel" (meel), papier', today=date(2026, 11, 30))
    assert [part.text for part in parts] == ["meel", '"meel"', "(meel),", "papier"]  # each can be taken away
    assert wish_of(parts, dated="issue", by="").terms == (("meel",), ("papier",))


@sqlite
@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (["flour"], ["a-1"]), (["lou"], ["a-1"]), (["flour", "bread"], ["a-1"]), (["flour", "rent"], []),
        (["vermeiren"], ["b-2"]), (["fl"], ["a-1"]), (["ou"], []), (["re"], ["b-2"]), (['"hello"'], ["c-3"]),
        (["near(a"], ["c-3"]), (["b)*"], ["c-3"]), (["lour and bre"], ["a-1"]), (["flourandbread"], []),
    ],
)  # fmt: skip
def test_I06_index_and_text_find_the_same_and_know_no_operators(rows, words, numbers):
    assert found(*words) == found(*words, ask=in_text) == numbers


@sqlite
def test_a_document_that_changes_or_goes_does_so_in_the_index(rows):
    Document.objects.filter(number="a-1").update(text="a-1\nsalt")
    assert (found("flour"), found("salt")) == ([], ["a-1"])
    with without_guards():
        Document.objects.filter(number="b-2").delete()
    assert SearchText.objects.count() == 2
    assert found("vermeiren") == []
    connection.cursor().execute("INSERT INTO documents_text (documents_text) VALUES ('integrity-check')")


@sqlite
def test_documents_from_before_are_added_newest_first_and_a_crash_loses_none(rows, monkeypatch):
    schema.drop_table(connection)
    schema.create_table(connection)
    triggers.create_all(connection)
    IndexBuild.objects.create(below=rows[-1].pk + 1)
    monkeypatch.setattr(index, "BATCH", 2)
    assert not index.is_asked()
    assert index.build_index() == 2
    assert sorted(SearchText.objects.values_list("pk", flat=True)) == [rows[1].pk, rows[2].pk]
    IndexBuild.objects.update(below=rows[-1].pk + 1)  # as after a crash between the two
    Document.objects.filter(pk=rows[0].pk).update(text="a-1\nsalt")  # one that is not in it yet
    while index.build_index():
        pass
    assert index.is_complete()
    assert SearchText.objects.count() == 3
    assert (found("salt"), found("rent")) == (["a-1"], ["b-2"])
