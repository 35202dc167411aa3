"""Labels of an office: on documents, in the list, its files and the API; and G03: nobody else sees or uses them."""

import csv
import io

import pytest
from django.db import connection

from schakel.hub.connections.models import Office, Scope
from schakel.hub.documents.filing import file
from schakel.hub.documents.labels.assign import add_label, documents_with, remove_label, with_label
from schakel.hub.documents.labels.forms import LabelForm
from schakel.hub.documents.labels.models import DocumentLabel, Label
from schakel.hub.documents.models import Document, Way
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import company_of, signed_in
from tests.hub.documents.ubl import invoice
from tests.hub.plans import plan


@pytest.fixture
def two(purchases) -> list[Document]:
    return [file(invoice(number=number), Way.COMMAND).documents[0] for number in ("A-1", "B-2")]


@pytest.fixture
def label(office) -> Label:
    return Label.objects.create(office=office, name="To discuss", color="amber")


@pytest.fixture
def theirs(other_office) -> Label:
    return Label.objects.create(office=other_office, name="Secret of Diane")


def page(user, address: str) -> str:
    return " ".join(signed_in(user).get(address, follow=True).text.split())


def names(document: Document) -> list[str]:
    return [label.name for label in document.labels.all()]


def test_a_label_is_put_on_a_document_from_its_page_and_taken_off(alice, bob, label, two):
    address = f"/documents/{two[0].pk}/labels"
    answer = signed_in(bob).post(f"{address}?q=A-1", {"label": label.pk})
    assert answer.url == f"/documents/{two[0].pk}/?q=A-1"
    assert (names(two[0]), names(two[1])) == (["To discuss"], [])
    assert "To discuss" in page(alice, f"/documents/{two[0].pk}/")
    signed_in(alice).post(address)
    assert names(two[0]) == []


def test_the_list_shows_labels_and_is_filtered_by_one(alice, label, two):
    add_label(label, two[:1], by=alice)
    assert page(alice, "/documents/").count('class="tag amber"') == 1
    found = page(alice, f"/documents/?label={label.pk}")
    assert "1 document found" in found
    assert "label To discuss" in found  # the chip
    assert ">A-1</a>" in found
    assert ">B-2</a>" not in found


def test_a_label_is_created_renamed_and_removed_after_a_question(alice, office, two):
    client = signed_in(alice)
    client.post(f"/documents/labels/offices/{office.pk}/new/", {"name": "Later", "color": "blue"})
    label = Label.objects.get()
    client.post(f"/documents/labels/{label.pk}/", {"name": "Next year", "color": "red"})
    add_label(label, two, by=alice)
    assert "It is on 2 documents." in page(alice, f"/documents/labels/{label.pk}/remove/")
    assert Label.objects.get().name == "Next year"
    client.post(f"/documents/labels/{label.pk}/remove/")
    assert not Label.objects.exists()
    assert Document.objects.count() == 2


@pytest.mark.parametrize("name", ["to DISCUSS", "Tó discuss", "", "x" * 41, "see www.example.com", "a\nb"])
def test_a_name_that_is_taken_or_odd_is_refused_with_a_sentence(alice, office, label, name):
    answer = signed_in(alice).post(f"/documents/labels/offices/{office.pk}/new/", {"name": name, "color": "red"})
    assert answer.status_code == 422
    assert 'class="why"' in answer.text or 'role="alert"' in answer.text
    assert Label.objects.count() == 1


def test_a_name_that_a_colleague_took_meanwhile_is_said(office, label):
    form = LabelForm({"name": "Other", "color": "red"}, instance=Label(office=office))
    assert form.is_valid()
    form.instance.name = "To discuss"
    assert not form.save_unless_taken()
    assert form.errors["name"]


def test_an_office_has_no_more_labels_than_a_menu_can_hold(alice, office, label, monkeypatch):
    monkeypatch.setattr("schakel.hub.documents.labels.forms.MOST", 1)
    answer = signed_in(alice).post(f"/documents/labels/offices/{office.pk}/new/", {"name": "Two", "color": "red"})
    assert "Remove one first." in answer.text


def test_twice_on_a_document_is_once(alice, label, two):
    assert add_label(label, two, by=alice) == {each.pk for each in two}
    assert add_label(label, two, by=alice) == set()
    assert remove_label(label, two[:1]) == {two[0].pk}
    assert remove_label(label, two[:1]) == set()
    assert list(documents_with(label)) == [two[1].pk]


def test_G03_a_client_sees_no_label_of_the_office(alice, clara, held, label, two):
    add_label(label, two, by=alice)
    for address in ("/documents/", f"/documents/{two[0].pk}/", f"/documents/?label={label.pk}", "/documents/labels/"):
        shown = page(clara, address)
        assert "To discuss" not in shown, address
        assert ">A-1</a>" not in shown or "label=" not in address


def test_G03_nor_in_the_files_they_download_but_their_office_does(alice, clara, held, label, two):
    add_label(label, two, by=alice)
    seen = {}
    for user in (alice, clara):
        form = {"form": "csv", "what": "both", "shape": "flat"}
        text = signed_in(user).post("/documents/take/", form).content.decode("utf-8-sig")
        rows = csv.DictReader(io.StringIO(text), delimiter=text[len("Company")])
        seen[user.name] = {row["Labels"] for row in rows}
    assert seen == {"Alice": {"To discuss"}, "Clara": {""}}


def test_G03_a_label_of_another_office_finds_nothing_and_names_nothing(alice, diane, theirs, two):
    DocumentLabel.objects.create(document=two[0], label=theirs)  # as if it were
    shown = page(alice, f"/documents/?label={theirs.pk}")
    assert "Nothing found" in shown
    main, nowhere = (text.partition('<ul class="chips"')[2] for text in (shown, page(alice, "/documents/?label=98765")))
    assert main == nowhere.replace("98765", str(theirs.pk))
    assert "a label that does not exist" in shown
    assert "Secret of Diane" not in page(alice, f"/documents/{two[0].pk}/") + page(alice, "/documents/")


@pytest.mark.parametrize("rubbish", ["x", "-1", "0", "9" * 30, "1'", "%00"])
def test_a_label_that_is_none_finds_nothing_and_says_so(alice, two, rubbish):
    shown = page(alice, f"/documents/?label={rubbish}")
    assert "a label that does not exist" in shown
    assert "Nothing found" in shown


def test_G01_a_label_of_another_office_is_not_put_on_a_document(alice, diane, theirs, two, other_office):
    assert signed_in(alice).post(f"/documents/{two[0].pk}/labels", {"label": theirs.pk}).status_code == 404
    assert add_label(theirs, two, by=diane) == set()
    assert names(two[0]) == []


def test_G01_somebody_of_two_offices_keeps_their_labels_apart(alice, bob, label, theirs, two, other_office):
    Office.objects.get(pk=other_office.pk).members.create(user=alice)
    assert signed_in(alice).post(f"/documents/{two[0].pk}/labels", {"label": theirs.pk}).status_code == 404
    company_of(other_office, "Mill", "0899965307")
    assert "Secret of Diane" not in page(alice, f"/documents/{two[0].pk}/")


def test_a_program_lists_filters_and_sets_labels(alice, office, bakery, label, two):
    program = Program(key_of(office, alice, Scope.READ, Scope.FILE)[1])
    assert program.get("/labels").json()["items"] == [{"id": label.pk, "name": "To discuss", "color": "amber"}]
    told = program.ask("PUT", f"/documents/{two[0].pk}/labels", {"labels": [label.pk]}).json()
    assert [each["name"] for each in told["labels"]] == ["To discuss"]
    found = program.get("/documents", label=label.pk).json()
    assert [(each["number"], each["labels"][0]["id"]) for each in found["items"]] == [("A-1", label.pk)]
    assert program.ask("PUT", f"/documents/{two[0].pk}/labels", {"labels": []}).json()["labels"] == []


def test_G03_a_program_of_a_client_or_of_another_office_knows_none(alice, clara, held, bakery, label, theirs, two):
    add_label(label, two, by=alice)
    held.role = "full"
    held.save()
    theirs_too = Program(key_of(bakery, clara, Scope.READ, Scope.FILE)[1])
    assert theirs_too.get("/labels").json()["items"] == []
    assert all(each["labels"] == [] for each in theirs_too.get("/documents").json()["items"])
    for program, key in ((theirs_too, label.pk), (Program(key_of(bakery, alice)[1]), theirs.pk)):
        told = program.get("/documents", label=key)
        assert (told.status_code, told.json()["code"]) == (422, "unknown_label")
    told = theirs_too.ask("PUT", f"/documents/{two[0].pk}/labels", {"labels": [label.pk]})
    assert (told.status_code, told.json()["code"]) == (422, "unknown_label")


def test_the_documents_of_a_label_are_found_by_its_index(alice, label, two):
    few, many = with_label(Label.objects.reachable_by(alice), label.pk)
    index = (
        "a_label_once_per_document" if connection.vendor == "postgresql" else "sqlite_autoindex_documents_documentlabel"
    )
    for condition in (few, many):
        assert index in plan(Document.objects.filter(condition).order_by())
