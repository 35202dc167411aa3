"""The box that finds: companies, documents and pages, and nothing that is not theirs (G03)."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from lxml import html

from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Way
from schakel.hub.web import finder
from tests.hub.conftest import company_of, signed_in
from tests.hub.documents.ubl import invoice

pytestmark = pytest.mark.django_db
PART = {"hx-request": "true", "hx-target": "find-found"}


@pytest.fixture
def bill(purchases):
    return file(invoice(number="2026-1184", date="2026-03-12"), Way.COMMAND, into=purchases).documents[0]


def found(user, text: str, **headers) -> list[tuple[str, str]]:
    """Words and addresses of the links."""
    answer = signed_in(user).get("/find/", {"q": text}, headers=headers)
    assert answer.status_code == 200
    links = html.fromstring(answer.content).xpath("//*[@data-group]//a")
    return [(" ".join(link.text_content().split()), link.get("href")) for link in links]


def test_a_document_is_found_by_what_the_list_understands(alice, bill):
    (name, address), (more, whole) = found(alice, "mill march 2026")
    assert name.startswith("2026-1184 · Mill Vermeiren 12 Mar 2026 · €")
    assert address == f"/documents/{bill.pk}/?q=mill+march+2026"
    assert (more, whole) == ("The 1 document found, in the list", "/documents/?q=mill+march+2026")


def test_a_company_is_found_by_name_and_number(alice, office, bakery):
    company_of(office, "Old Bakery", "0899965307")
    assert [name for name, _address in found(alice, "bakery")] == [
        "Bakery Cornflower 0738.401.117",
        "Old Bakery 0899.965.307",
    ]
    assert found(alice, "0738.401.117")[0][1] == f"/connections/companies/{bakery.pk}/"


def test_pages_are_found_in_the_language_of_the_reader(alice, office):
    assert ("Download documents", "/documents/take/") in found(alice, "down doc")
    alice.language = "nl"
    alice.save()
    assert ("Documenten downloaden", "/documents/take/") in found(alice, "documenten down")


def test_of_nothing_typed_the_menu_is_shown(alice, office):
    assert found(alice, "  ")[0] == ("Today", "/today/")


def test_a_client_is_led_to_no_page_of_the_office(clara, held):
    assert [address for _name, address in found(clara, "office")] == []


def test_G03_a_stranger_finds_nothing(diane, other_office, bill):
    for text in ("mill", "2026-1184", "bakery", "0738401117", "march 2026"):
        assert found(diane, text) == []


def test_only_the_part_is_answered_while_somebody_types(alice, bill):
    answer = signed_in(alice).get("/find/", {"q": "mill"}, headers=PART)
    assert "<input" not in answer.text
    assert 'role="status" hx-swap-oob="innerHTML">2 results</p>' in answer.text
    assert "Nothing found" in signed_in(alice).get("/find/", {"q": "xyzzy"}, headers=PART).text


@pytest.mark.parametrize("text", ["\0", "x" * 10_000, "\"'*()%_~", "NEAR(", "' OR 1=1 --", "<script>alert(1)</script>"])
def test_I06_whatever_is_typed_is_answered(alice, bill, text):
    assert all("<script" not in name for name, _address in found(alice, text))
    assert "<script>alert" not in signed_in(alice).get("/find/", {"q": text}).text


def test_it_costs_a_fixed_number_of_queries(alice, office, purchases, django_assert_max_num_queries):
    for place in range(12):
        file(invoice(number=f"N-{place}", note=str(place)), Way.COMMAND, into=purchases)
    client = signed_in(alice)
    client.get("/find/")
    with django_assert_max_num_queries(16):
        assert "All 12 documents found" in client.get("/find/", {"q": "mill"}).text


@pytest.mark.parametrize("text", ["?", "- / .", "x"])
def test_marks_and_one_letter_ask_for_nothing(alice, bill, text):
    assert [address for _name, address in found(alice, text) if address.startswith("/documents/?")] == []


def test_a_source_is_registered_once():
    with pytest.raises(ImproperlyConfigured):
        finder.register(lambda _request, _text: [], word="Documents", order=finder.sources[0].order)


def test_a_box_asked_for_by_htmx_is_a_dialog(alice, office):
    answer = signed_in(alice).get("/find/", headers={"hx-request": "true", "hx-target": "dialog"})
    assert "<dialog" in answer.text
    assert "<html" not in answer.text
