"""Who adds a document is shown what may be the same bill, and can decide also where the earlier one is in quarantine."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from schakel.einvoice.render.pdf import pdf as render_pdf
from schakel.einvoice.ubl.read import read
from schakel.hub.connections.models import Access, Role
from schakel.hub.documents import waiting_files
from schakel.hub.documents.bills.alike import alike, alike_at_once
from schakel.hub.documents.bills.models import Bill, Effect, Twin
from schakel.hub.documents.bills.read import read_new
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.documents.quarantine import quarantine, release
from schakel.hub.payments import payables
from schakel.hub.payments.models import Payable
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import BAKERY, MILL, invoice, party

pytestmark = pytest.mark.django_db
OTHER_NAME = {"seller": party("MILL VERMEIREN NV", MILL)}


def bring(**more: str) -> Document:
    document = file(invoice(number="2026-1184", **more), Way.PEPPOL).documents[0]
    read_new()
    return document


def upload(user, data: bytes) -> str:
    files = [SimpleUploadedFile("a.xml", data)]
    return signed_in(user).post("/documents/upload/", {"files": files}).text


@pytest.mark.parametrize(
    ("again", "words"),
    [(OTHER_NAME, "Probably here already:"), ({"number": "INV 2026/1184"}, "Looks like another bill:")],
)
def test_the_answer_to_an_upload_leads_to_both_side_by_side(alice, purchases, again, words):
    earlier = bring()
    page = upload(alice, invoice(**({"number": "2026-1184"} | again)))
    twin = Twin.objects.get()
    assert words in page
    assert f'href="/documents/{earlier.pk}/"' in page
    assert f'href="/documents/twins/{twin.pk}/"' in page


def test_what_is_decided_and_what_is_like_nothing_is_not_mentioned(alice, purchases):
    bring()
    assert "here already:" not in upload(alice, invoice(number="77", date="2026-01-02", item="Flour", net="9.00"))


def test_a_long_file_that_was_read_later_says_it_too(alice, purchases):
    bring()
    waiting = waiting_files.keep_for_later("document", "a.xml", invoice(number="2026-1184", **OTHER_NAME), by=alice)
    waiting_files.read_waiting()
    waiting.refresh_from_db()
    assert "Probably here already: 2026-1184" in waiting.outcome[0][1]


def test_two_sales_with_the_same_number_are_shown_likewise(alice, bakery, sales):
    bakers = party("Bakery", BAKERY)
    first = file(invoice(number="V-1", seller=bakers, buyer=party("Mill", MILL)), Way.UPLOAD).documents[0]
    read_new()
    page = upload(alice, invoice(number="V-1", seller=bakers, buyer=party("Mill bv", MILL)))
    assert "Probably here already:" in page
    assert f'href="/documents/{first.pk}/"' in page
    assert Bill.objects.get(document=Document.objects.latest("pk")).effect == Effect.DUPLICATE


def test_a_hybrid_pdf_and_its_xml_are_one_bill(alice, purchases):
    data = invoice()
    file(data, Way.PEPPOL)
    read_new()
    page = upload(alice, render_pdf(read(data), "nl", ubl=data))
    assert "Probably here already:" in page
    assert Twin.objects.get().sameness == "certain"


def test_B18_nobody_is_shown_one_that_they_may_not_reach(clara, bakery, purchases, sales):
    """Clara may add purchases and nothing else: the sale with the same number is not for her eyes."""
    Access.objects.create(connection=purchases, user=clara, role=Role.FULL)
    own = bring()
    foreign = bring(note="moved")
    Document.objects.filter(pk=foreign.pk).update(connection=sales)
    reach = Document.everything.reachable_by(clara)
    assert alike([own], among=reach)[own.pk] == []
    assert [each.other for each in alike([own], among=Document.everything.all())[own.pk]] == [foreign]


def test_before_the_worker_has_read_it_the_same_is_found_and_nothing_written(purchases):
    earlier = bring()
    later = file(invoice(number="2026-1184", note="again"), Way.PEPPOL).documents[0]
    found = alike_at_once(later, among=Document.everything.all())
    assert [(each.other, each.holds) for each in found] == [(earlier, True)]
    assert not Bill.objects.filter(document=later).exists()
    alike([later], among=Document.everything.all())
    assert [each.other for each in alike_at_once(later, among=Document.everything.all())] == [earlier]


@pytest.fixture
def held_by_quarantine(purchases) -> Document:
    """The first came with something harmful; the clean one after it is held as its twin."""
    first = bring()
    payables.read_new()
    quarantine(first, "harmful")
    second = bring(note="clean")
    payables.read_new()
    return second


def test_one_that_is_held_by_a_document_in_quarantine_counts_when_somebody_says_so(alice, held_by_quarantine):
    client, address = signed_in(alice), f"/documents/{held_by_quarantine.pk}/"
    page = client.get(address).text
    assert "The document that came first is in quarantine" in page
    assert f'action="{address}instead"' in page
    assert not Payable.objects.asking().exists()
    client.post(f"{address}instead")
    assert [each.document for each in Payable.objects.asking()] == [held_by_quarantine]
    assert "It counts in place of the same bill that is in quarantine" in client.get(address).text
    client.post(f"{address}instead", {"undo": "1"})
    assert not Payable.objects.asking().exists()


def test_what_was_released_afterwards_stays_replaced_and_can_be_decided_again(alice, held_by_quarantine):
    client = signed_in(alice)
    client.post(f"/documents/{held_by_quarantine.pk}/instead")
    twin = Twin.objects.get()
    release(twin.earlier)
    assert [each.document for each in Payable.objects.asking()] == [held_by_quarantine]
    assert "Undo" in client.get(f"/documents/twins/{twin.pk}/").text


def test_nothing_is_released_by_itself_and_a_reader_decides_nothing(clara, purchases, held_by_quarantine):
    Access.objects.create(connection=purchases, user=clara, role=Role.READ)
    client = signed_in(clara)
    page = client.get(f"/documents/{held_by_quarantine.pk}/").text
    assert "is in quarantine" in page
    assert "instead" not in page
    client.post(f"/documents/{held_by_quarantine.pk}/instead")
    assert Twin.objects.get().decision == ""


def test_the_answer_to_an_upload_shows_nothing_of_one_in_quarantine(alice, purchases):
    quarantine(bring(), "harmful")
    page = upload(alice, invoice(number="2026-1184", **OTHER_NAME))
    assert "that document is in quarantine" in page
    assert "/documents/twins/" not in page


def test_a_program_is_answered_with_it(alice, bakery, purchases):
    earlier = bring()
    program = Program(key_of(bakery, alice)[1])
    answer = program.post("/documents", invoice(number="INV-2026-1184")).json()["documents"][0]
    found = [{"document": earlier.pk, "sameness": "likely", "came_first": True, "in_quarantine": False}]
    pages = [each.pop("page") for each in answer["alike"]]
    assert answer["alike"] == found
    assert pages[0].endswith(f"/documents/{answer['id']}/")
    again = program.get(f"/documents/{answer['id']}").json()["alike"]
    assert [each["document"] for each in again] == [earlier.pk]
