"""What is sent of a document, as each forwarder wants it."""

import base64
import hashlib

import pytest

from schakel.einvoice.hybrid import find
from schakel.einvoice.validation import Verdict, validate
from schakel.hub.documents import store
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Way
from schakel.hub.forwarding import file_names
from schakel.hub.forwarding.models import Forward, Route
from schakel.hub.forwarding.parcels import Unsendable, files_of, parcel_of
from schakel.hub.forwarding.sample import sample_parcel
from tests.hub.documents.ubl import ATTACHED

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 the seller's own page"


def files(document, forwarder, **wanted):
    for name, value in wanted.items():
        setattr(forwarder, name, value)
    return list(files_of(document, forwarder))


@pytest.fixture
def with_pdf(bought):
    content = base64.b64encode(PDF).decode()
    return bought(documents=ATTACHED.format(id="1", mime="application/pdf", filename="a.pdf", content=content))


def test_for_a_package_that_takes_only_pdf_the_xml_is_inside_byte_for_byte(forwarder, bought):
    document = bought()
    (paper,) = files(document, forwarder(), contents="hybrid")
    assert paper.name.endswith(".pdf")
    assert hashlib.sha256(find(paper.data).data).hexdigest() == document.sha256


def test_the_xml_comes_first_and_the_sellers_own_pdf_with_it(forwarder, with_pdf):
    xml, pdf = files(with_pdf, forwarder(), contents="both")
    assert hashlib.sha256(xml.data).hexdigest() == with_pdf.sha256
    assert pdf.data == PDF


def test_a_pdf_of_our_own_where_the_seller_sent_none(forwarder, bought):
    (pdf,) = files(bought(), forwarder(), contents="pdf")
    assert pdf.data.startswith(b"%PDF-")


def test_what_came_as_a_pdf_goes_as_it_came_and_its_xml_as_it_lay_inside(forwarder, bought, purchases):
    row, document = forwarder(), bought()
    (paper,) = files(document, row, contents="hybrid")
    hybrid = next(each for each in file(paper.data, Way.COMMAND).documents if each.connection == purchases)
    xml, pdf = files(hybrid, row, contents="both")
    assert pdf.data == paper.data
    assert xml.data == store.read(document.sha256)


def test_what_cannot_be_read_goes_as_xml_and_never_as_a_pdf(forwarder, purchases):
    document = file(b"<broken", Way.PEPPOL, into=purchases).documents[0]
    row = forwarder()
    (xml,) = files(document, row, contents="both")
    assert xml.data == b"<broken"
    with pytest.raises(Unsendable):
        files(document, row, contents="hybrid")


def test_a_parcel_of_another_edition_has_another_id_and_the_same_event(forwarder, bought):
    forward = Forward(document=bought(), forwarder=forwarder(), edition=1)
    first = parcel_of(forward)
    forward.edition = 2
    assert parcel_of(forward).id != first.id
    assert parcel_of(forward).event == first.event


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        ("Café & Sons NV", "Cafe-Sons-NV"),
        ("../../etc/passwd", "etc-passwd"),
        ("a\r\nb", "a-b"),
        ("☃", ""),
        ("CON", "CON"),
    ],
)
def test_J01_a_name_becomes_a_word(party, expected):
    assert file_names.one_word(party) == expected


def test_a_name_of_nothing_is_still_a_name():
    assert file_names.stem("{party}", {"party": "☃", "id": "7"}) == "document-7"


def test_the_sample_says_what_it_is_and_keeps_the_rules(forwarder, purchases):
    forwarder()
    route = Route.objects.select_related("forwarder", "connection__company").get()
    parcel = sample_parcel(route)
    assert "SCHAKEL-TEST" in parcel.files[0].data.decode()
    assert parcel.files[0].name.startswith("TEST_")
    report = validate(parcel.files[0].data)
    assert report.verdict is Verdict.VALID, report.findings
