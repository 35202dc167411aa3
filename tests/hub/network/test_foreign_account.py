"""Where payments need approval, no invoice leaves with an account that too few people said yes to, whichever way it goes (B15)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from schakel.hub.connections.models import Access
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.network.models import Transmission
from schakel.hub.payments.models import Approver, Rule
from schakel.hub.sales.models import Mailing, Upload
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import BAKERY, MILL, invoice, party

pytestmark = pytest.mark.django_db
IBAN = "BE71096123456769"  # in the invoices
SALE = invoice(seller=party("Bakery", BAKERY), buyer=party("Mill", MILL), iban="BE71 0961 2345 6769")


@pytest.fixture(autouse=True)
def rule(bakery, purchases, clara):
    Access.objects.create(connection=purchases, user=clara)
    Approver.objects.create(company=bakery, user=clara)
    return Rule.objects.create(company=bakery, mode=Rule.Mode.ONE)


def by_its_page(alice, bakery):
    document = file(SALE, Way.UPLOAD).documents[0]
    return signed_in(alice).post(f"/documents/{document.pk}/transmissions", follow=True).text


def by_the_page_of_an_upload(alice, bakery):
    client = signed_in(alice)
    client.post(f"/sales/companies/{bakery.pk}/uploads/", {"files": [SimpleUploadedFile("a.xml", SALE)]})
    return client.post(f"/sales/uploads/{Upload.objects.get().pk}/transmission", follow=True).text


def by_mail(alice, bakery):
    document = file(SALE, Way.UPLOAD).documents[0]
    told = {"email": "mill@mill.example", "language": "en"}
    return signed_in(alice).post(f"/sales/documents/{document.pk}/mail/", told, follow=True).text


def by_api(alice, bakery):
    answer = Program(key_of(bakery, alice)[1]).post("/transmissions", SALE).json()
    return answer.get("detail", "") * (answer.get("reason") == "foreign_account")


def by_api_afterwards(alice, bakery):
    document = file(SALE, Way.UPLOAD).documents[0]
    return Program(key_of(bakery, alice)[1]).post(f"/documents/{document.pk}/transmissions").json().get("detail", "")


@pytest.mark.parametrize("way", [by_its_page, by_the_page_of_an_upload, by_mail, by_api, by_api_afterwards])
def test_B15_it_leaves_only_with_an_account_of_the_company(alice, bakery, rule, way):
    assert "its invoices can use no other" in way(alice, bakery)
    assert not Transmission.objects.exists()
    assert not Mailing.objects.exists()
    bakery.seller_accounts.create(iban=IBAN)
    assert "its invoices can use no other" not in way(alice, bakery)
    assert Transmission.objects.exists() or Mailing.objects.exists()


def test_without_a_rule_any_account_leaves(alice, bakery, rule):
    rule.delete()
    by_its_page(alice, bakery)
    assert Transmission.objects.get().document == Document.objects.get(connection__side="sales")
