"""The operator's page, the command, and what the others see at the address of a document in quarantine."""

import json

import pytest
from click.testing import CliRunner

from schakel.cli import main
from schakel.hub.documents import store
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Quarantine, Way
from schakel.hub.documents.quarantine import quarantine, release
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import person, signed_in
from tests.hub.documents.ubl import invoice

pytestmark = pytest.mark.django_db
PAGE = "/documents/quarantine/"


@pytest.fixture
def document(purchases) -> Document:
    return file(invoice(number="Harmful-1"), Way.COMMAND).documents[0]


@pytest.fixture
def operator(settings):
    settings.OPERATORS = {"olga@olga.example"}
    return signed_in(person("Olga"))


def test_its_address_says_since_when_and_nothing_of_it(document, held, clara, alice, diane):
    assert quarantine(document, "a secret reason")
    for user in (clara, alice):
        page = signed_in(user).get(f"/documents/{document.pk}/")
        assert page.status_code == 423
        assert "The operator of this service put it in quarantine on" in page.text
        assert f"{document.quarantines.get().at:%Y}" in page.text  # a date, and not "today"
        assert not any(word in page.text for word in ("Harmful-1", "Mill", "secret", document.sha256))
        assert signed_in(user).get(f"/documents/{document.pk}/original").status_code == 404
    assert signed_in(diane).get(f"/documents/{document.pk}/").status_code == 404


def test_a_program_is_told_since_when(document, bakery, alice, other_office, diane):
    quarantine(document, "x")
    answer = Program(key_of(bakery, alice)[1]).get(f"/documents/{document.pk}")
    assert (answer.status_code, answer.json()["code"]) == (423, "in_quarantine")
    assert answer.json()["since"] == document.quarantines.get().at.isoformat()
    assert Program(key_of(other_office, diane)[1]).get(f"/documents/{document.pk}").status_code == 404


def test_the_operator_sets_aside_downloads_and_releases(document, operator, alice):
    assert operator.post(PAGE, {"document": document.pk, "reason": "broke a page"}).status_code == 302
    here = document.quarantines.get()
    page = operator.get(PAGE).text
    assert all(
        word in page for word in ("broke a page", "Olga", f"Document</strong> {document.pk}".split("</strong>")[0])
    )
    original = operator.post(f"{PAGE}{here.pk}/original", {"reason": "it broke a page"})
    assert original.content == store.read(document.sha256)
    assert original["Content-Type"] == "application/octet-stream"
    operator.post(f"{PAGE}{here.pk}/end")
    assert signed_in(alice).get(f"/documents/{document.pk}/").status_code == 200
    assert "Nothing is in quarantine" in operator.get(PAGE).text
    kinds = list(document.events.order_by("pk").values_list("kind", "by__name"))
    assert kinds[1:4] == [("quarantined", "Olga"), ("looked_into", "Olga"), ("quarantine_ended", "Olga")]


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "999999", "9" * 30])
def test_a_number_of_no_document_is_said(operator, number):
    page = operator.post(PAGE, {"document": number, "reason": "x"})
    assert page.status_code == 422
    assert not Quarantine.objects.exists()


def test_twice_is_once(document):
    assert [quarantine(document, "x"), quarantine(document, "y")] == [True, False]
    assert [release(document), release(document)] == [True, False]
    assert quarantine(document, "z")
    assert list(document.quarantines.order_by("pk").values_list("reason", flat=True)) == ["x", "z"]


def test_the_same_bytes_again_are_known_and_stay_in_quarantine(document):
    quarantine(document, "x")
    again = file(invoice(number="Harmful-1"), Way.COMMAND)
    assert (again.is_new, again.documents) == (False, (document,))
    assert not Document.objects.exists()


def test_by_command(document, monkeypatch):
    monkeypatch.setattr("schakel.cli.quarantine.load", lambda: None)

    def said(*arguments: str) -> str:
        return CliRunner().invoke(main, ["documents", *arguments]).output

    pk = str(document.pk)
    assert said("quarantine", pk, "--reason", "broke\na page") == f"document {pk} is in quarantine\n"
    assert said("quarantine", pk, "--reason", "x") == f"document {pk} is already in quarantine\n"
    (line,) = said("list").splitlines()
    assert line.startswith(pk)
    assert "Bakery Cornflower" in line
    assert said("original", pk, "--reason", "it breaks a page").encode() == store.read(document.sha256)
    assert said("release", pk) == f"document {pk} was released from quarantine\n"
    assert said("release", pk) == f"document {pk} is not in quarantine\n"
    assert "there is no document 999" in said("release", "999")
    assert said("list") == ""


def test_by_command_for_programs_and_in_the_readers_language(document, monkeypatch):
    monkeypatch.setattr("schakel.cli.quarantine.load", lambda: None)

    def said(*arguments: str) -> str:
        return CliRunner().invoke(main, ["documents", *arguments]).output

    pk = str(document.pk)
    put = json.loads(said("quarantine", pk, "--reason", "broke a page", "--json"))
    assert put == {"document": document.pk, "in_quarantine": True, "changed": True}
    (line,) = said("list", "--json", "--lang", "nl").splitlines()
    row = json.loads(line)
    assert (row["document"], row["reason"]) == (document.pk, "broke a page")
    assert row["connection"] == "Bakery Cornflower: Peppol – aankoopfacturen"
    assert json.loads(said("release", pk, "--json"))["changed"]
    assert said("release", pk, "--lang", "de") == f"Dokument {pk} ist nicht in Quarantäne\n"
    assert "er is geen document 999" in said("original", "999", "--reason", "it breaks", "--lang", "nl")
