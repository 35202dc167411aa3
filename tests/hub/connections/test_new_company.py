"""Companies: numbers, network addresses, two connections, and the same number twice."""

import pytest

from schakel.einvoice.belgium import EnterpriseNumber
from schakel.hub.connections.elsewhere import AlreadyElsewhere
from schakel.hub.connections.models import Company
from schakel.hub.connections.new_company import AlreadyHere, add_company

NUMBER = EnterpriseNumber.make(4072140)


def test_a_company_gets_its_numbers_addresses_and_two_connections(office):
    company = add_company(office, NUMBER, name="Studio Noordzee cv")
    assert (company.enterprise_number, company.vat_number) == (NUMBER.digits, NUMBER.vat_number)
    assert company.number == str(NUMBER)
    assert sorted(map(str, company.participants.all())) == [f"0208:{NUMBER.digits}", f"9925:be{NUMBER.digits}"]
    assert sorted(company.connections.values_list("side", flat=True)) == ["purchase", "sales"]


def test_the_same_number_again_names_the_company_of_ones_own_office(office):
    company = add_company(office, NUMBER, name="Studio")
    with pytest.raises(AlreadyHere) as refused:
        add_company(office, NUMBER, name="Studio again")
    assert refused.value.company == company
    assert Company.objects.count() == 1


def test_the_same_number_at_another_office_names_nothing(office, other_office):
    add_company(other_office, NUMBER, name="Secret name")
    with pytest.raises(AlreadyElsewhere) as refused:
        add_company(office, NUMBER, name="Studio")
    assert "Secret" not in str(refused.value) + str(refused.value.sentence)
    assert "Diane" not in str(refused.value.sentence)
