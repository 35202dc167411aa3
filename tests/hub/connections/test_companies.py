"""The pages of a company: add, look, edit."""

import pytest
from django.urls import reverse

from schakel.einvoice.belgium import EnterpriseNumber
from schakel.hub.connections.models import Company, Connection
from tests.hub.conftest import company_of, signed_in

NEW = reverse("connections:new_company")
NUMBER = EnterpriseNumber.make(4072140)


def given(office, **fields) -> dict[str, object]:
    return {"office": office.pk, "number": str(NUMBER), "name": "Studio", "email": "", "language": "fr", **fields}


def test_a_company_is_added_and_its_page_shows_the_address_with_a_copy_button(office, alice):
    answer = signed_in(alice).post(NEW, given(office), follow=True)
    page = answer.content.decode()
    assert f'data-copy="0208:{NUMBER.digits}"' in page
    assert f"9925:be{NUMBER.digits}" in page
    assert NUMBER.vat_number in page
    assert "Peppol purchase invoices" in page
    assert "Peppol sales invoices" in page
    assert Company.objects.get().language == "fr"


@pytest.mark.parametrize("number", ["0407.214.018", "12", "", "BE", "9407214017"])
def test_a_wrong_number_is_refused_at_the_field(office, alice, number):
    answer = signed_in(alice).post(NEW, given(office, number=number))
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"number"}
    assert not Company.objects.exists()


def test_the_same_number_again_leads_to_the_company(office, alice):
    client = signed_in(alice)
    client.post(NEW, given(office))
    page = client.post(NEW, given(office, name="Again")).content.decode()
    assert reverse("connections:company", args=[Company.objects.get().pk]) in page


def test_G06_a_company_of_another_office_is_not_claimed_and_nothing_is_told_of_it(office, other_office, alice):
    company_of(other_office, "Secret name", NUMBER.digits)
    page = signed_in(alice).post(NEW, given(office)).content.decode()
    assert "another office" in page
    assert "Secret" not in page
    assert "Diane" not in page


def test_G08_a_company_cannot_be_put_into_a_foreign_office(office, other_office, alice):
    answer = signed_in(alice).post(NEW, given(other_office))
    assert answer.status_code == 422
    assert not Company.objects.exists()


def test_G01_strangers_find_no_company(bakery, diane, clara):
    for user in (diane, clara):
        for name in ("company", "edit_company", "sharing"):
            assert signed_in(user).get(reverse(f"connections:{name}", args=[bakery.pk])).status_code == 404
    assert signed_in(clara).get(NEW).status_code == 404


def test_the_client_sees_the_company_without_what_is_the_offices(held, bakery, clara):
    page = signed_in(clara).get(reverse("connections:company", args=[bakery.pk])).content.decode()
    assert "0208:0738401117" in page
    assert "Language of the client" not in page
    assert reverse("connections:edit_company", args=[bakery.pk]) not in page


def test_editing_keeps_the_numbers(bakery, alice):
    url = reverse("connections:edit_company", args=[bakery.pk])
    fields = {"name": "Émile", "email": "e@e.example", "language": "nl", "enterprise_number": "1", "office": "99"}
    assert signed_in(alice).post(url, fields).status_code == 302
    bakery.refresh_from_db()
    assert (bakery.name, bakery.sort_name, bakery.enterprise_number) == ("Émile", "emile", "0738401117")
    assert Connection.objects.count() == 2
