import pytest

from schakel.einvoice.model import Identifier, Party
from schakel.hub.connections.models import Access, Connection, Participant, Role
from schakel.hub.documents.placement import addresses, companies_of, fillable_by


def one(scheme: str, value: str) -> Party:
    return Party(endpoint=Identifier(value, scheme))


@pytest.mark.parametrize(
    "party",
    [
        one("0208", "0738401117"),
        one("9925", "BE0738401117"),
        one("9925", "be0738401117"),
        one("9956", "0738401117"),
        Party(legal_id=Identifier("0738401117", "0208")),
        Party(legal_id=Identifier("0738.401.117")),
        Party(legal_id=Identifier("BE0738401117")),
        Party(tax_ids=(Identifier("BE 0738.401.117", "VAT"),)),
        Party(endpoint=Identifier("billing@elsewhere.example", "EM"), tax_ids=(Identifier("BE0738401117", "VAT"),)),
    ],
)
def test_a_belgian_company_is_known_by_each_of_its_numbers(bakery, party):
    assert companies_of(party) == [bakery.pk]


@pytest.mark.parametrize(
    "party",
    [
        Party(name="Bakery Cornflower"),
        one("0208", "0407214017"),
        one("0088", "0738401117"),
        one("", "0738401117"),
        Party(tax_ids=(Identifier("FR0738401117", "VAT"),)),
        Party(legal_id=Identifier("0738401118")),
    ],
)
def test_others_are_not(bakery, party):
    assert companies_of(party) == [None]


def test_a_foreign_vat_number_is_an_address(bakery):
    Participant.objects.create(company=bakery, scheme="9944", value="nl820098395b01")
    assert companies_of(Party(tax_ids=(Identifier("NL8200.98.395.B.01", "VAT"),))) == [bakery.pk]


def test_the_network_address_goes_before_the_other_numbers(bakery, mill):
    party = Party(endpoint=Identifier("0407214017", "0208"), tax_ids=(Identifier("BE0738401117", "VAT"),))
    assert companies_of(party) == [mill.pk]
    assert next(addresses(party)) == ("0208", "0407214017")


def test_each_of_several_gets_its_own(bakery, mill):
    found = companies_of(one("0208", "0407214017"), one("9925", "BE0999999922"), one("0208", "0738401117"))
    assert found == [mill.pk, None, bakery.pk]


def test_who_may_add_documents(purchases, sales, alice, bob, clara, diane):
    Access.objects.create(connection=purchases, user=clara, role=Role.FULL)
    Access.objects.create(connection=sales, user=clara, role=Role.READ)
    assert set(fillable_by(alice)) == set(fillable_by(bob)) == {purchases, sales}
    assert list(fillable_by(clara)) == [purchases]
    assert not fillable_by(diane).exists()
    assert Connection.objects.count() == 2
