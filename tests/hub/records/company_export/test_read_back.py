"""A company's ZIP is read back: every document's bytes, event, proof, answer, contact and payment is in it, and nobody else's."""

import csv
import hashlib
import io
import json
from decimal import Decimal

import pytest
from django.utils import timezone

from schakel.hub.connections.closing import close
from schakel.hub.connections.models import Company
from schakel.hub.documents.models import Document, Event
from schakel.hub.network.evidence import parts as parts_of_proof
from schakel.hub.network.models import Answer, Transmission
from schakel.hub.payments.models import Payment, Statement
from schakel.hub.people.models import User
from schakel.hub.records.company_export.sections import OF_COMPANY, OF_DOCUMENTS, Reader
from schakel.hub.records.company_export.write import COLUMNS
from schakel.hub.records.deletion.dependents import transmissions_of
from schakel.hub.sales.models import Contact
from tests.conftest import ROOT
from tests.hub.records.company_export.reading import Read, made

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole(world):
    """The bakery with one of everything, and whom it is read by."""
    bakery = Company.objects.get(pk=world["company"])
    paid = Document.objects.filter(connection__company=bakery, connection__side="purchase").first()
    Payment.objects.create(
        document=paid, how=Payment.How.BY_HAND, amount=Decimal("121.00"), by_id=world.persons["alice"]
    )
    return bakery, User.objects.get(pk=world.persons["alice"]), User.objects.get(pk=world.persons["clara"])


def test_everything_of_a_closed_company_is_read_back(whole):
    bakery, alice, _clara = whole
    close(bakery, timezone.localdate(), by=alice)
    export = made(bakery, alice)
    assert (export.is_failed, export.last_error, export.done) == (False, "", export.expected)
    read = Read(export)
    documents = Document.objects.filter(connection__company=bakery)
    assert read.keys("documents") == sorted(documents.values_list("pk", flat=True))
    for line in read.lines("documents"):
        original = next(data for name in line["files"] if (data := read.files[name]) is not None)
        assert hashlib.sha256(original).hexdigest() == line["sha256"] == documents.get(pk=line["id"]).sha256
    keys = list(documents.values_list("pk", flat=True))
    for section in (*OF_DOCUMENTS, *OF_COMPANY):
        rows = section.rows(keys if section in OF_DOCUMENTS else [bakery.pk])
        assert read.keys(section.name) == sorted(row.pk for row in rows), section.name
        assert all(list(line) == section.names for line in read.lines(section.name)), section.name


def test_events_proofs_answers_contacts_and_payments_are_as_they_are_here(whole):
    bakery, alice, _clara = whole
    export = made(bakery, alice)
    read = Read(export)
    documents = Document.objects.filter(connection__company=bakery)
    events = Event.objects.filter(document__in=documents).values_list("pk", "kind", "document")
    assert [(e["id"], e["kind"], e["document"]) for e in read.lines("events")] == list(events.order_by("pk"))
    proofs = Transmission.objects.filter(pk__in=transmissions_of(documents.values_list("pk", flat=True)))
    assert proofs.exists()
    for row in proofs:
        line = next(each for each in read.lines("proofs") if each["id"] == row.pk)
        assert [read.files[name] for name in line["files"]] == [data for _name, data in parts_of_proof(row)]
    for line in read.lines("answers"):
        [name] = line["files"]
        assert hashlib.sha256(read.files[name]).hexdigest() == Answer.objects.get(pk=line["id"]).sha256
    contact, payment = Contact.objects.filter(company=bakery).first(), Payment.objects.get()
    assert contact.name in {line["name"] for line in read.lines("contacts")}
    assert str(payment.amount) in {line["amount"] for line in read.lines("payments")}
    assert Statement.objects.filter(company=bakery).count() == len(read.lines("statements")) > 0


def test_the_sums_hold_for_every_file_and_the_index_has_a_row_a_document(whole):
    bakery, alice, _clara = whole
    export = made(bakery, alice)
    [part] = export.parts.all()
    assert hashlib.sha256(part.place.read_bytes()).hexdigest() == part.sha256
    read = Read(export)
    sums = dict(reversed(line.split("  ", 1)) for line in read.files["SHA256SUMS"].decode().splitlines())
    assert set(sums) == set(read.files) - {"SHA256SUMS"}
    assert all(hashlib.sha256(read.files[name]).hexdigest() == digest for name, digest in sums.items())
    index = list(csv.reader(io.StringIO(read.files["index.csv"].decode("utf-8-sig"))))
    assert len(index) == 1 + export.expected
    manifest = json.loads(read.files["manifest.json"])
    assert (manifest["format"], manifest["version"], manifest["part"]) == ("schakel-company-export", 1, 1)
    assert manifest["lines"]["documents"] == export.expected


def test_G03_a_client_finds_what_they_read_and_nothing_of_the_office(whole):
    bakery, _alice, clara = whole
    read = Read(made(bakery, clara))
    mine = Document.objects.reachable_by(clara)
    assert read.keys("documents") == sorted(mine.values_list("pk", flat=True))
    assert {line["side"] for line in read.lines("documents")} == {"purchase"}
    assert "labels" not in read.lines("documents")[0]
    assert "note" not in read.lines("company")[0]
    there = {name.removesuffix(".jsonl") for name in read.files}
    for section in (*OF_DOCUMENTS, *OF_COMPANY):
        if section.reader in (Reader.STAFF, Reader.SALES):
            assert section.name not in there, section.name


def test_each_file_of_lines_is_documented_with_its_fields():
    text = (ROOT / "docs" / "api" / "company-export.md").read_text("utf-8")
    for section in (*OF_DOCUMENTS, *OF_COMPANY):
        fields = ", ".join(f"`{name}`" for name in section.names)
        assert f"| `{section.name}.jsonl` | {fields} |" in text, section.name
    assert all(f"`{name}`" in text for name in COLUMNS)
