"""What is remembered of customers, products and the company itself."""

import pytest

from schakel.hub.connections.models import Access, Role
from schakel.hub.sales.models import Contact, Seller
from schakel.hub.sales.rights import companies_sold_for_by

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["hotel", "ZOË", "gent zoe", "0899", "be0899965307", "0899.965.307", ""])
def test_a_customer_is_found_as_people_type_it(hotel, text):
    assert list(Contact.objects.all().matching(text)) == [hotel]


@pytest.mark.parametrize("text", ["hotel brugge", "899965307", "\0x"])
def test_every_word_counts(hotel, text):
    assert not Contact.objects.all().matching(text).exists()


def test_the_same_customer_is_known_by_number_then_by_name(hotel, bakery):
    by_number = Contact(company=bakery, name="Another name", enterprise_number="0899965307")
    by_name = Contact(company=bakery, name="hotel zoe")
    assert by_number.twin() == by_name.twin() == hotel
    assert Contact(company=bakery, name="Hôtel Zoë", enterprise_number="0407214017").twin() is None
    assert hotel.twin() is None


def test_a_company_without_settings_has_what_is_usual(bakery):
    seller = Seller.of(bakery)
    assert (seller.pk, seller.payment_days, seller.exemption("nl")) == (None, 30, "")
    assert (str(seller.party.endpoint), seller.party.vat_number) == ("0208:0738401117", "BE0738401117")


def test_the_exemption_for_small_businesses_is_said_in_the_language_of_the_customer(bakery):
    seller = Seller.objects.create(company=bakery, regime=Seller.Regime.EXEMPT)
    assert seller.exemption("nl").startswith("Kleine onderneming onderworpen aan de vrijstellingsregeling")
    assert seller.exemption("fr").startswith("Petite entreprise soumise au régime de la franchise")


def test_whoever_may_send_sells_for_the_company_who_reads_does_not(bakery, sales, alice, clara, diane):
    access = Access.objects.create(connection=sales, user=clara, role=Role.READ)
    assert list(companies_sold_for_by(alice)) == [bakery]
    assert not companies_sold_for_by(clara)
    assert not companies_sold_for_by(diane)
    access.role = Role.FULL
    access.save()
    assert list(companies_sold_for_by(clara)) == [bakery]
