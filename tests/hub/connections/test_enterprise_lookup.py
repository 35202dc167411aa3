"""Names and addresses by number from VIES and the Peppol Directory: a stand-in on loopback answers as they document."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.urls import reverse

from schakel.hub.connections import enterprise_lookup, enterprise_services
from schakel.hub.connections.company_import import worker as company_import_worker
from schakel.hub.connections.company_import.worker import work_imports
from schakel.hub.connections.enterprise_lookup import find_enterprise, look_up_enterprise
from schakel.hub.connections.enterprise_services import SERVICES
from schakel.hub.connections.models import Company, Scope
from schakel.hub.connections.models.kbo import KboEnterprise
from schakel.hub.intervals import Interval
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import signed_in
from tests.hub.connections.company_import.sheets import checked, faults_of, number_of, sheet
from tests.hub.outside.server import Misbehaving, Server

ONE, TWO = number_of(1), number_of(2)
BAKERY = {"isValid": True, "userError": "VALID", "name": "BV Bakery", "address": "Kerkstraat 1\n9000 Gent"}
UNKNOWN = {"isValid": False, "userError": "INVALID", "name": "---", "address": "---"}


class Services(Misbehaving):
    """`vies` and `directory` say what of which number; a text is the name of something that goes wrong."""

    vies: dict[str, dict | str]
    directory: dict[str, list[str]]
    asked: list[str]

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        if place.path.startswith("/vies/ms/BE/vat/"):
            number = place.path.rpartition("/")[2]
            self.asked.append(f"vies {number}")
            told = self.vies.get(number, UNKNOWN)
            self.say(200, json.dumps(told).encode()) if isinstance(told, dict) else getattr(self, told)()
            return
        number = parse_qs(place.query)["participant"][0].rpartition(":")[2]
        self.asked.append(f"directory {number}")
        entities = [{"name": [{"name": name}], "countryCode": "BE"} for name in self.directory.get(number, [])]
        match = {"participantID": {"scheme": "iso6523-actorid-upis", "value": f"0208:{number}"}, "entities": entities}
        self.say(200, json.dumps({"matches": [match] if entities else []}).encode())

    def broken(self) -> None:
        self.say(500, b"oops")

    def odd(self) -> None:
        self.say(200, b"<html>maintenance</html>")

    def list_of(self) -> None:
        self.say(200, b"[1]")

    def redirect(self) -> None:
        self.say(302, b"", location="http://169.254.169.254/")


@pytest.fixture
def services(settings, monkeypatch) -> Iterator[type[Services]]:
    """Both are on, VIES first, at a pace that keeps no test waiting."""
    handler = type("Here", (Services,), {"vies": {}, "directory": {}, "asked": []})
    with Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        place = f"127.0.0.1:{server.server_address[1]}"
        settings.ALLOWED_TARGETS = {place}
        settings.VIES, settings.DIRECTORY_OF_NAMES = f"http://{place}/vies", f"http://{place}"
        settings.ENTERPRISE_LOOKUP = ["vies", "directory"]
        for name, service in SERVICES.items():
            monkeypatch.setitem(SERVICES, name, replace(service, pace=Interval(0)))
        yield handler
        server.shutdown()


def add(user, number: str):
    given = {"number": number, "name": "", "email": "", "language": "nl", "office": user.memberships.get().office_id}
    return signed_in(user).post(reverse("connections:new_company"), given)


def test_a_company_is_added_by_its_number_alone_and_its_address_is_known_too(services, office, alice):
    services.vies[ONE] = BAKERY
    assert add(alice, ONE).status_code == 302
    assert Company.objects.get().name == "BV Bakery"
    found = find_enterprise(ONE, language="nl")
    assert (found.street, found.post_code, found.city) == ("Kerkstraat 1", "9000", "Gent")


@pytest.mark.django_db
def test_an_answer_counts_for_a_day_also_that_nobody_knows_it(services):
    services.vies[ONE] = BAKERY
    for number in (ONE, ONE, TWO, TWO):
        look_up_enterprise(number, language="nl")
    assert services.asked == [f"vies {ONE}", f"vies {TWO}", f"directory {TWO}"]
    assert enterprise_lookup.KEPT == 24 * 3600


@pytest.mark.django_db
def test_the_next_service_is_asked_where_the_first_knows_nobody(services):
    services.directory[ONE] = ["Mill"]
    assert look_up_enterprise(ONE, language="nl").by_number[ONE].name == "Mill"


@pytest.mark.django_db
def test_what_the_operator_imported_comes_first(services):
    KboEnterprise.objects.create(number=ONE, name="From the register")
    assert look_up_enterprise(ONE, language="nl").by_number[ONE].name == "From the register"
    assert services.asked == []


@pytest.mark.django_db
def test_nobody_is_asked_unless_the_operator_says_so(services, settings):
    settings.ENTERPRISE_LOOKUP = []
    assert look_up_enterprise(ONE, language="nl").by_number == {}
    assert services.asked == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"isValid": False, "userError": "MS_UNAVAILABLE", "name": "---"},
        {"isValid": False, "userError": "MS_MAX_CONCURRENT_REQ"},
        {"isValid": False, "userError": "TIMEOUT"},
        {"userError": "VALID"},
        "broken", "odd", "list_of", "redirect", "flood",
    ],
)  # fmt: skip
def test_no_answer_is_not_the_answer_that_nobody_has_it(services, office, alice, wrong):
    services.vies[ONE] = wrong
    page = add(alice, ONE)
    assert page.status_code == 422
    assert "the public register did not answer" in page.content.decode()
    services.directory[ONE] = ["Mill"]
    assert add(alice, ONE).status_code == 302
    assert services.asked.count(f"vies {ONE}") == 1  # it is left alone for a while
    cache.clear()
    services.vies[TWO] = BAKERY
    assert look_up_enterprise(TWO, language="nl").by_number[TWO].name == "BV Bakery"


def test_nobody_knows_it_so_it_is_typed(services, office, alice):
    assert "we do not find it by the number" in add(alice, ONE).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["See www.bad.example", "<b>Mill</b>", "x" * 2000, "---", "", None, 7 * "\n"])
def test_H09_a_name_that_nobody_may_type_is_no_name(services, name):
    services.vies[ONE] = BAKERY | {"name": name}
    assert look_up_enterprise(ONE, language="nl").by_number == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "city"), [("", ""), ("Only a street 1", ""), ("A 1\nNo place", ""), ("A 1\nB\n1000 Brussel", "Brussel")]
)
def test_an_odd_address_leaves_the_name(services, address, city):
    services.vies[ONE] = BAKERY | {"address": address}
    found = look_up_enterprise(ONE, language="nl").by_number[ONE]
    assert (found.name, found.city) == ("BV Bakery", city)


@pytest.mark.django_db
def test_a_person_waits_some_seconds_for_their_turn_and_no_more(services, monkeypatch):
    busy = Interval(3600)
    assert busy.begin()
    monkeypatch.setitem(SERVICES, "vies", replace(SERVICES["vies"], pace=busy))
    monkeypatch.setattr(enterprise_lookup, "ON_A_PAGE", 0.05)
    assert look_up_enterprise(ONE, language="nl").not_asked == {ONE}
    assert services.asked == []


def test_a_sheet_without_names_asks_each_number_once_in_several_slices(services, office, alice, monkeypatch):
    monkeypatch.setattr(company_import_worker, "SLICE", 0.2)
    monkeypatch.setitem(SERVICES, "vies", replace(SERVICES["vies"], pace=Interval(0.05)))
    numbers = [number_of(n) for n in range(1, 13)]
    services.vies |= {number: BAKERY | {"name": f"Client {number}"} for number in numbers[:-1]}
    company_import = checked(office, sheet(*(f"{number};;" for number in numbers)), by=alice)
    assert company_import.state == "checked"
    assert services.asked == [*(f"vies {number}" for number in numbers), f"directory {numbers[-1]}"]
    assert company_import.counts() == {"new": 11, "faulty": 1}
    assert "we do not find it by the number" in faults_of(company_import)[13][0]
    company_import.refresh_from_db()


def test_a_service_that_is_down_is_asked_once_for_a_whole_sheet_and_the_rows_say_so(services, office, alice):
    services.vies |= {number_of(n): "broken" for n in range(1, 5)}
    company_import = checked(office, sheet(*(f"{number_of(n)};;" for n in range(1, 5))), by=alice)
    assert [each for each in services.asked if each.startswith("vies")] == [f"vies {ONE}"]
    assert all("the public register did not answer" in fault for [fault] in faults_of(company_import).values())
    assert not work_imports()


def test_by_api(services, office, alice):
    program = Program(key_of(office, alice, Scope.COMPANIES)[1])
    services.vies |= {ONE: BAKERY, TWO: "broken"}
    assert program.post("/companies", {"number": ONE}).json()["name"] == "BV Bakery"
    answer = program.post("/companies", {"number": TWO}).json()
    assert answer["code"] == "not_a_company"
    assert "the public register did not answer" in answer["errors"][0]["why"]
    assert program.post("/companies", {"number": "123"}).json()["code"] == "not_a_company"


def test_the_paces_are_those_of_the_services():
    """VIES limits questions at once; the Directory answers two a second."""
    assert {name: service.pace.seconds for name, service in enterprise_services.SERVICES.items()} == {
        "vies": 1.0,
        "directory": 0.6,
    }
