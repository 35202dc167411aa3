"""What a company's invoices say of itself and how they look. Rows C01 and C02 of the threats."""

import io

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from schakel.hub.connections import changes
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Way
from schakel.hub.payments.models import Approver, Rule
from schakel.hub.sales.issuing.issue import issue
from schakel.hub.sales.issuing.prepare import NotIssued
from schakel.hub.sales.models import Seller
from tests.einvoice.render.pictures import png
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import BAKERY, invoice, party
from tests.hub.sales.conftest import content

pytestmark = pytest.mark.django_db
TOLD = {"what": "settings", "country": "BE", "payment_days": "30", "regime": "normal", "colour": "#8A1538"}


@pytest.fixture
def at(bakery) -> str:
    return f"/sales/companies/{bakery.pk}/settings/"


def text_of(pdf: bytes) -> str:
    return pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_settings_are_kept_with_texts_in_each_language(alice, bakery, at):
    told = TOLD | {"street": "Markt 1", "city": "Gent", "note_nl": "Bedankt", "terms_fr": "Merci"}
    assert signed_in(alice).post(at, told).status_code == 302
    seller = Seller.of(bakery)
    assert (seller.colour, seller.street, seller.party.address.city) == ("#8a1538", "Markt 1", "Gent")
    assert (seller.text("note", "nl"), seller.text("note", "fr"), seller.text("terms", "fr")) == (
        "Bedankt",
        "",
        "Merci",
    )
    assert "Bedankt" in signed_in(alice).get(at).text


@pytest.mark.parametrize("fault", [{"colour": "#ffee00"}, {"colour": "red"}, {"payment_days": "x"}, {"regime": "none"}])
def test_what_cannot_be_is_said(alice, bakery, at, fault):
    assert signed_in(alice).post(at, TOLD | fault).status_code == 422
    assert Seller.of(bakery).pk is None


def test_accounts_are_checked_and_the_first_can_be_chosen(alice, bakery, at):
    client = signed_in(alice)
    assert client.post(at, {"what": "account", "iban": "BE68 5390 0754 7035"}).status_code == 422
    for iban in ("BE68 5390 0754 7034", "BE71096123456769", "BE71096123456769"):
        client.post(at, {"what": "account", "iban": iban})
    ibans = lambda: [each.iban for each in bakery.seller_accounts.all()]  # noqa: E731
    assert ibans() == ["BE68539007547034", "BE71096123456769"]
    client.post(f"{at}accounts", {"first": "BE71096123456769"})
    assert ibans() == ["BE71096123456769", "BE68539007547034"]
    client.post(f"{at}accounts", {"remove": "BE71096123456769"})
    assert ibans() == ["BE68539007547034"]


def test_C01_a_logo_is_a_picture_and_is_handed_out_without_rights(alice, bakery, at):
    client = signed_in(alice)
    assert client.get(f"{at}logo").status_code == 404
    for wrong in (b"<svg onload='alert(1)'/>", b"%PDF-1.7", png()[:-20], bytes(600_000)):
        answer = client.post(at, {"what": "logo", "logo": SimpleUploadedFile("logo.png", wrong, "image/png")})
        assert answer.status_code == 422
    client.post(at, {"what": "logo", "logo": SimpleUploadedFile("../x.png", png() + b"<script>")})
    answer = client.get(f"{at}logo")
    assert (answer.content, answer["Content-Type"]) == (png(), "image/png")
    assert "sandbox" in answer["Content-Security-Policy"]
    client.post(f"{at}logo")
    assert client.get(f"{at}logo").status_code == 404


def test_C02_a_picture_that_cannot_be_drawn_is_refused_at_once(alice, bakery, at):
    damaged = png().replace(b"IDAT\x78", b"IDAT\x00")
    answer = signed_in(alice).post(at, {"what": "logo", "logo": SimpleUploadedFile("logo.png", damaged)})
    assert answer.status_code == 422


def test_an_example_shows_the_look_and_the_exemption(alice, bakery, at):
    Seller.objects.create(company=bakery, regime=Seller.Regime.EXEMPT, colour="#8a1538")
    bakery.seller_accounts.create(iban="BE68539007547034")
    answer = signed_in(alice).get(f"{at}example.pdf")
    assert "Small enterprise subject to the tax exemption scheme" in text_of(answer.content)
    assert answer["Content-Disposition"].startswith("inline")


def test_only_what_the_company_wrote_bears_its_look(alice, bakery, sales, purchases, at):
    client = signed_in(alice)
    client.post(at, {"what": "logo", "logo": SimpleUploadedFile("logo.png", png())})
    sold = file(invoice(seller=party("Bakery", BAKERY), buyer=party("Hotel", "0899965307")), Way.COMMAND)
    bought = file(invoice(), Way.COMMAND)
    pictures = [
        len(pypdf.PdfReader(io.BytesIO(client.get(f"/documents/{each.pk}/readable").content)).pages[0].images)
        for each in (sold.documents[0], bought.documents[0])
    ]
    assert pictures == [1, 0]


def test_where_two_approve_a_changed_account_waits_for_the_second(alice, bob, bakery, at):
    two(bakery, alice, bob)
    signed_in(alice).post(at, {"what": "account", "iban": "BE71096123456769"})
    assert not bakery.seller_accounts.exists()
    change = bakery.changes.get()
    assert "Account numbers on the invoices" in signed_in(alice).get(at).text
    assert changes.confirm(change, bob)
    assert [each.iban for each in bakery.seller_accounts.all()] == ["BE71096123456769"]


def test_where_two_approve_an_invoice_names_no_account_that_one_person_typed(draft, alice, bob, bakery):
    two(bakery, alice, bob)
    bakery.seller_accounts.create(iban="BE68539007547034")
    draft.content = content(iban="BE71 0961 2345 6769")
    draft.save()
    with pytest.raises(NotIssued) as told:
        issue(draft, by=alice)
    assert [each.field for each in told.value.problems] == ["iban"]
    draft.content = content(iban="BE68 5390 0754 7034")
    draft.save()
    assert issue(draft, by=alice)


def two(company, *people) -> None:
    Rule.objects.create(company=company, mode=Rule.Mode.TWO_ABOVE, above=1)
    for user in people:
        Approver.objects.create(company=company, user=user)
