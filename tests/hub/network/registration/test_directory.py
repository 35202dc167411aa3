"""The Peppol Directory beside a registration: cards at our SMP, and what the Directory says each night."""

import json
from dataclasses import dataclass, field, replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.access_points.own import Publisher
from schakel.hub.network.models import Mandate, Registration
from schakel.hub.network.registration import directory
from schakel.hub.network.registration import worker as registration_worker
from schakel.peppol.demo_network import ZONE
from schakel.peppol.doors import Answer
from schakel.peppol.errors import Unreachable
from schakel.peppol.keys import KeyRing
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import BAKERY
from tests.hub.network.conftest import registered
from tests.hub.network.sml import Sml
from tests.hub.network.world import INVOICE, SMP, THE_BAKERY, THE_MILL, keys

pytestmark = pytest.mark.django_db
OUR_SMP = "https://smp.ours.example"


@dataclass
class TheDirectory:
    """It reads cards when it is asked to, and answers searches; silent when told so."""

    listed: dict[str, dict] = field(default_factory=dict)
    asked: list[tuple[str, str, bytes]] = field(default_factory=list)
    status: int = 204
    silent: bool = False

    def get(self, url, *, limit, timeout) -> Answer:
        if self.silent:
            raise Unreachable("silence")
        return Answer(200, json.dumps({"matches": list(self.listed.values())}).encode())

    def request(self, method, url, *, headers, limit, timeout, body) -> Answer:
        if self.silent:
            raise Unreachable("silence")
        self.asked.append((method, url, body))
        return Answer(self.status, b"")

    def list(self, name: str) -> None:
        kinds = [{"scheme": INVOICE.scheme, "value": INVOICE.value}]
        who = {"scheme": THE_BAKERY.scheme, "value": THE_BAKERY.value}
        entity = {"name": [{"name": name}], "countryCode": "BE"}
        self.listed["bakery"] = {"participantID": who, "docTypes": kinds, "entities": [entity]}


@pytest.fixture
def found(ours, monkeypatch) -> TheDirectory:
    """A Directory, and our SMP that publishes for it."""
    there = TheDirectory()
    sml = Sml(ZONE, {"OURS": OUR_SMP})
    publisher = Publisher(KeyRing([keys()[1][SMP]]), "OURS", OUR_SMP, sml, "https://sml", "https://directory", there)
    made = replace(ours, publisher=publisher, resolver=sml, http=there)
    monkeypatch.setattr(access_point, "current", lambda: made)
    monkeypatch.setattr("schakel.hub.network.registration.lookup.current", lambda: made)
    monkeypatch.setattr("schakel.hub.network.registration.lookup.the_network", lambda: made.network)
    directory.BETWEEN_QUESTIONS.reset()
    sml.at[f"0208:{BAKERY}"] = "OURS"
    return there


@pytest.fixture
def row(bakery) -> Registration:
    return registered(bakery, "0208", bakery.enterprise_number)


def night(row: Registration) -> Registration:
    directory.BETWEEN_QUESTIONS.reset()
    Registration.objects.update(due_at=timezone.now())
    registration_worker.work_registrations()
    row.refresh_from_db()
    return row


def test_a_card_for_who_is_registered_here_and_for_nobody_else(found, row, client, settings):
    def card(participant):
        return client.get(f"/smp/businesscard/{participant.encode()}", headers={"host": settings.HOST})

    answer = card(THE_BAKERY)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/xml; charset=utf-8")
    assert etree.fromstring(answer.content)[1][0].text == row.company.name
    assert [card(THE_MILL).status_code, client.get("/smp/businesscard/x").status_code] == [404, 404]
    Registration.objects.update(state=Registration.State.LEAVING)
    assert card(THE_BAKERY).status_code == 404


def test_without_the_setting_nothing_is_published_and_nobody_is_asked(found, row, client, settings, monkeypatch):
    ours = access_point.current()
    off = replace(ours, publisher=replace(ours.publisher, directory=""))
    monkeypatch.setattr(access_point, "current", lambda: off)
    address = f"/smp/businesscard/{THE_BAKERY.encode()}"
    assert client.get(address, headers={"host": settings.HOST}).status_code == 404
    assert night(row).directory is None
    registration_worker.unregister(row)
    assert found.asked == []


def test_each_night_the_difference_is_seen_and_the_directory_is_asked_again(found, row, alice, clara, held):
    assert night(row).directory == ["missing"]
    assert found.asked == [("PUT", "https://directory/indexer/1.0/", str(THE_BAKERY).encode())]
    company = reverse("connections:company", args=[row.company_id])
    for page in (company, reverse("network:registration", args=[row.company_id])):
        assert "Peppol Directory: not listed yet." in " ".join(signed_in(alice).get(page).text.split())
    found.list("Another")
    assert night(row).directory == ["name"]
    found.list(row.company.name.upper())
    assert night(row).directory == []
    assert "Also findable in the Peppol Directory." in signed_in(clara).get(company).text
    assert len(found.asked) == 2


def test_its_silence_changes_nothing(found, row, caplog):
    found.list(row.company.name)
    night(row)
    found.silent = True
    assert (night(row).directory, row.changed, row.last_error) == ([], "", "")
    registration_worker.unregister(row)
    assert (row.state, row.directory) == (Registration.State.UNREGISTERED, None)
    assert "the Directory was not told" in caplog.text


def test_it_is_told_of_who_comes_and_who_leaves(found, row, caplog):
    Registration.objects.update(state=Registration.State.WANTED)
    night(row)
    found.status = 403
    registration_worker.unregister(row)
    assert [(method, body) for method, _url, body in found.asked] == [
        ("PUT", str(THE_BAKERY).encode()),
        ("DELETE", b""),
    ]
    assert "it answers 403" in caplog.text


def test_it_is_not_asked_more_often_than_it_answers(found, row):
    night(row)
    Registration.objects.update(due_at=timezone.now(), directory=["name"])
    registration_worker.work_registrations()
    row.refresh_from_db()
    assert row.directory == ["name"]


def test_the_client_reads_that_the_company_becomes_findable(found, bakery):
    mandate = Mandate(company=bakery, given_by="Clara", given_on=timezone.localdate(), email="clara@clara.example")
    mandate.language = "en"
    mandate.renew()
    visitor = Client(headers={"host": "localhost"})
    page = visitor.get(reverse("network:open_mandate", args=[mandate.token]), follow=True)
    assert "can then also be found in the public Peppol Directory" in page.text
