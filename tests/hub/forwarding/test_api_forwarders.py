"""Forwarders by API: added, changed and removed through the same checks as the pages, for a key of the whole office."""

import pytest
from django.conf import settings

from schakel.hub.api import api
from schakel.hub.connections.models import Scope
from schakel.hub.forwarding.kinds import kinds
from schakel.hub.forwarding.models import Forwarder, Route
from schakel.hub.forwarding.packages import packages
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import company_of
from tests.hub.forwarding.conftest import BOOKS
from tests.hub.forwarding.test_address_sheet import numbered_companies

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(office, alice) -> Program:
    return Program(key_of(office, alice, Scope.FORWARDERS)[1])


def errors_of(answer) -> dict[str, str]:
    assert answer.status_code == 422, answer.text
    return {each["at"]: each["why"] for each in answer.json()["errors"]}


def test_a_package_is_connected_with_the_addresses_of_companies(program, office, purchases, sales):
    answer = program.post("/forwarders", {"name": "Yuki", "kind": "email", "package": "yuki"}, once="yuki-1")
    assert answer.status_code == 201
    row = answer.json()
    assert answer["Location"] == f"{settings.URL}/api/v1/forwarders/{row['id']}"
    assert (row["contents"], row["language"], row["is_on"]) == ("both", office.language, True)
    asked = [{"connection": each.pk, "address": "bakery@yukiworks.example"} for each in (purchases, sales)]
    for _ in range(2):
        assert program.post(f"/forwarders/{row['id']}/routes", {"routes": asked}).json() == {"saved": 2}
    listed = program.get(f"/forwarders/{row['id']}/routes").json()
    assert [(each["connection"], each["side"], each["address"]) for each in listed["items"]] == [
        (purchases.pk, "purchase", "bakery@yukiworks.example"),
        (sales.pk, "sales", "bakery@yukiworks.example"),
    ]
    assert (
        program.post("/forwarders", {"name": "Yuki", "kind": "email", "package": "yuki"}, once="yuki-1").json() == row
    )
    assert Forwarder.objects.count() == 1


def test_it_is_changed_switched_off_and_on_and_removed(program, forwarder):
    row = forwarder()
    path = f"/forwarders/{row.pk}"
    changed = program.ask("PATCH", path, {"contents": "both", "options": {"reply_to": "help@package.example"}}).json()
    assert (changed["contents"], changed["name"]) == ("both", "The books")
    assert Forwarder.objects.get().options == {"reply_to": "help@package.example"}
    assert program.ask("PATCH", path, {"is_on": False}).json()["stopped"] == "by_hand"
    assert program.ask("PATCH", path, {"is_on": True}).json()["is_on"]
    assert program.ask("DELETE", f"{path}/routes/{row.routes.get().connection_id}").status_code == 204
    assert not Route.objects.exists()
    assert program.ask("DELETE", path).status_code == 204
    assert program.get(path).status_code == 404
    assert program.get("/forwarders").json()["items"] == []


def test_L06_a_secret_goes_in_and_never_out(program, settings):
    settings.ALLOWED_TARGETS = {"localhost:9443", "localhost:9444"}
    options = {"url": "https://localhost:9443/in", "header_name": "X-Key", "header_value": "secret 1234"}
    answer = program.post("/forwarders", {"name": "Ledger", "kind": "post", "options": options}, once="a")
    row = Forwarder.objects.get()
    assert (row.secrets, answer.json()["has_secrets"]) == ({"header_value": "secret 1234"}, True)
    path = f"/forwarders/{row.pk}"
    again = program.post("/forwarders", {"name": "Ledger", "kind": "post", "options": options}, once="a")
    for shown in (answer, again, program.get(path), program.get("/forwarders")):
        assert "1234" not in shown.text
    moved = program.ask("PATCH", path, {"options": {"url": "https://localhost:9444/in"}})
    assert "options.header_value" in errors_of(moved)
    assert program.ask("PATCH", path, {"name": "Renamed"}).status_code == 200
    row.refresh_from_db()
    assert (row.name, row.secrets) == ("Renamed", {"header_value": "secret 1234"})


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"package": "nosuch"}, "package"),
        ({"pattern": "{nonsense}"}, "pattern"),
        ({"options": {"reply_to": "nonsense"}}, "options.reply_to"),
        ({"options": {"colour": "grey"}}, "options.colour"),
        ({"kind": "folder"}, "kind"),
        ({"kind": "webhook"}, "options.url"),
        ({"kind": "webhook", "options": {"url": "https://127.0.0.1/"}}, "options.url"),
        ({"kind": "post", "contents": "both"}, "contents"),
    ],
)
def test_what_is_wrong_is_said_at_its_place_and_nothing_is_kept(program, settings, given, place):
    settings.FORWARDING_FOLDER = ""
    assert place in errors_of(program.post("/forwarders", {"name": "Books", "kind": "email", **given}))
    assert not Forwarder.objects.exists()


@pytest.mark.parametrize(
    "given", [{"kind": "pigeon"}, {"language": "xx"}, {"contents": "wav"}, {"name": ""}, {"name": 7}]
)
def test_what_does_not_match_the_reference_is_refused(program, given):
    answer = program.post("/forwarders", {"name": "Books", "kind": "email", **given})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_of_many_addresses_all_are_saved_or_none(program, office, forwarder, other_office):
    row = forwarder()
    numbered_companies(office, 3)
    theirs = company_of(other_office, "Mill", "0407214017").connections.get(side="purchase")
    mine = [each.pk for each in office.companies.get(name="Company 1").connections.order_by("side")]
    asked = [
        {"connection": mine[0], "address": "one@package.example"},
        {"connection": mine[1], "address": "nonsense"},
        {"connection": theirs.pk, "address": "two@package.example"},
        {"connection": mine[0], "address": "one@package.example"},
        {"connection": 2**62},
    ]
    answer = program.post(f"/forwarders/{row.pk}/routes", {"routes": asked})
    places = ["routes.1.address", "routes.2.connection", "routes.3.connection", "routes.4.connection"]
    assert list(errors_of(answer)) == places
    assert [route.address for route in Route.objects.all()] == [BOOKS]


def test_G03_a_key_of_one_company_sets_up_nothing_for_its_office(office, bakery, alice, forwarder):
    row = forwarder()
    program = Program(key_of(bakery, alice, Scope.FORWARDERS)[1])
    assert program.get("/forwarders").json()["items"] == []
    for method in ("GET", "PATCH", "DELETE"):
        assert program.ask(method, f"/forwarders/{row.pk}", {}).status_code == 404
    assert "key" in errors_of(program.post("/forwarders", {"name": "Books", "kind": "email"}))


def test_G03_with_two_offices_a_key_reaches_the_forwarders_of_its_own(program, other_office, alice, forwarder):
    other_office.members.create(user=alice)
    theirs = Forwarder.objects.create(office=other_office, name="Theirs", kind="email")
    forwarder()
    assert [each["name"] for each in program.get("/forwarders").json()["items"]] == ["The books"]
    assert program.get(f"/forwarders/{theirs.pk}").status_code == 404


def test_the_packages_say_what_they_take_from_where_and_since_when(program):
    listed = {each["key"]: each for each in program.get("/packages").json()}
    assert set(listed) == set(packages())
    assert listed["exact"]["refuses_unlisted_senders"]
    assert listed["yuki"]["sources"][0].startswith("https://support.yuki.nl/")
    assert listed["yuki"]["as_of"] == "2026-11-30"


def test_the_description_has_the_codes_examples_and_problems():
    schema = api.get_openapi_schema()
    shapes = schema["components"]["schemas"]
    assert shapes["KindCode"]["enum"] == list(kinds())
    assert len(shapes["ForwarderIn"]["examples"]) == 2
    for path in ("/api/v1/forwarders", "/api/v1/forwarders/{forwarder_id}/routes"):
        assert {201 if path.endswith("forwarders") else 200, 401, 403, 422, 413} <= set(
            schema["paths"][path]["post"]["responses"]
        )
