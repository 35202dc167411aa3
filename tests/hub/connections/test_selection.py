"""Which office a person chose, on every page that is of one office."""

import pytest
from django.http import Http404, QueryDict

from schakel.hub.connections.models import Office
from schakel.hub.connections.selection import chosen_office


@pytest.mark.parametrize("asked", ["", "x", "-1", "1.5", "9" * 30])
def test_what_names_no_office_is_the_first_one(office, alice, asked):
    assert chosen_office(Office.objects.of(alice), QueryDict(f"office={asked}")) == office


def test_the_office_of_the_address_is_chosen_among_ones_own(office, alice, other_office):
    second = Office.create_with_owner(alice, "Another", language="en")
    mine = Office.objects.of(alice)
    assert chosen_office(mine, QueryDict(f"office={office.pk}")) == office
    assert chosen_office(mine, QueryDict()) == second  # by name
    with pytest.raises(Http404):
        chosen_office(mine, QueryDict(f"office={other_office.pk}"))


def test_who_has_none_finds_no_page(office, clara):
    with pytest.raises(Http404):
        chosen_office(Office.objects.of(clara), QueryDict())


@pytest.mark.parametrize("page", ["/forwarding/new/octopus/", "/forwarding/addresses/", "/connections/accounts/sheet/"])
def test_a_number_of_thirty_digits_is_no_error(office, alice, client, page):
    client.force_login(alice)
    assert client.get(page, {"office": "9" * 30}).status_code in (200, 404)
