"""The demonstration's network: a supplier's invoice goes through look-up, signing, encryption, the door and the worker.

Web requests to ourselves are answered in the process of the test, by the real views.
"""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from schakel.hub.connections.models import Company, Connection
from schakel.hub.demonstration import registrations, wires
from schakel.hub.demonstration.confirming import confirm_arrived
from schakel.hub.demonstration.models import Arrival
from schakel.hub.demonstration.supplying import arrived, supply
from schakel.hub.documents.models import Document
from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.inbound import filing as inbound
from schakel.hub.network.models import Registration, Transmission
from schakel.hub.network.outbound import draft as drafts_out
from schakel.hub.network.outbound import worker as outbound
from schakel.hub.network.registration.document_types import INVOICE, PROCESSES, Choice, kinds_of
from schakel.hub.outside import Web
from schakel.hub.sales.drafts import edit as drafts_edit
from schakel.peppol import as4, sbdh, smp
from schakel.peppol.doors import Answer
from schakel.peppol.errors import NotRegistered, NotSupported
from schakel.peppol.identifiers import ParticipantId, service_provider
from tests.hub.conftest import company_of, signed_in
from tests.hub.documents.ubl import invoice
from tests.hub.network.world import header
from tests.hub.sales.conftest import content

pytestmark = pytest.mark.django_db


def to_ourselves(_self, method, url, *, headers, limit, timeout, body=b""):
    """What the server would have answered."""
    parts = urlsplit(url)
    client = Client(headers={"host": parts.netloc})
    told = {name: value for name, value in headers.items() if name.lower() == "content-type"}
    content = body if isinstance(body, bytes) else b"".join(body)
    answer = client.generic(method, parts.path, content, content_type=told.get("Content-Type", ""))
    return Answer(answer.status_code, answer.content, {k.lower(): v for k, v in answer.headers.items()})


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The data folder, and the keys that were made in it for all tests of this module."""
    wires.others.cache_clear()
    wires.made_once.cache_clear()
    yield tmp_path_factory.mktemp("wires")
    wires.others.cache_clear()
    wires.made_once.cache_clear()


@pytest.fixture(autouse=True)
def demonstration(settings, kept, monkeypatch):
    settings.DATA = kept
    settings.ACCESS_POINT = "schakel.hub.demonstration.wires.ours"
    monkeypatch.setattr(Web, "request", to_ourselves)
    access_point.current.cache_clear()
    yield
    access_point.current.cache_clear()


@pytest.fixture
def korenbloem(office):
    """A company of the story, in an office of ours."""
    company = company_of(office, "Bakkerij De Korenbloem bv", "1900001059")
    registrations.connect_once()
    return company


def test_a_supplier_sends_and_it_stands_in_the_connection(korenbloem):
    supplied = supply(korenbloem)
    assert arrived(supplied, korenbloem.connections.get(side="purchase"), patience=0) is None
    inbound.work_received()
    [document] = Document.objects.all()
    assert arrived(supplied, document.connection) == document
    assert (document.connection.company, document.connection.side) == (korenbloem, Connection.Side.PURCHASE)
    transmission = Transmission.objects.get()
    assert (transmission.peer, transmission.state) == (wires.OTHERS, "filed")
    assert transmission.receipt


def test_a_company_that_is_not_registered_is_not_found(office):
    with pytest.raises(NotRegistered):
        supply(company_of(office, "New", "0738401117"))


def test_a_company_of_a_visitor_is_reached_once_it_is_registered(office):
    company = company_of(office, "New", "0738401117")
    Registration.objects.create(
        company=company,
        scheme="0208",
        value="0738401117",
        document_types=kinds_of([Choice.INVOICES]),
        state="registered",
    )
    supply(company)
    assert Transmission.objects.get().company == company


def test_the_button(korenbloem, alice, diane):
    client = signed_in(alice)
    purchases = korenbloem.connections.get(side="purchase")
    page = client.get(reverse("documents:list"), {"connection": purchases.pk})
    assert f'name="connection" value="{purchases.pk}"' in page.text
    answer = client.post(reverse("demonstration:invoices"), {"connection": purchases.pk}, follow=True)
    assert "It will appear here in a moment" in answer.text
    assert Transmission.objects.count() == 1
    assert signed_in(diane).post(reverse("demonstration:invoices"), {"connection": purchases.pk}).status_code == 404
    assert Transmission.objects.count() == 1


def test_the_button_says_why_when_it_does_not_arrive(korenbloem, alice):
    Registration.objects.update(state=Registration.State.UNREGISTERED)
    answer = signed_in(alice).post(reverse("demonstration:invoices"), follow=True)
    assert "Korenbloem" in answer.text
    assert Transmission.objects.count() == 0
    assert answer.context["messages"]


def test_the_others_receive_what_we_send(korenbloem):
    """Sales of our companies have somewhere to go."""
    network = access_point.current().network
    hotel = next(wires.elsewhere())
    found = smp.lookup(hotel, INVOICE, PROCESSES[INVOICE], network=network)
    assert found.seat_id == wires.OTHERS
    head = header(receiver=hotel, sender=ParticipantId("0208:1900001059"))
    ours = access_point.current()
    message = as4.build(
        sbdh.wrap(head, invoice()),
        head,
        message_id="a@b",
        receiver=found.certificate,
        key=ours.keys.newest(),
        at=ours.clock.now(),
    )
    for _ in range(2):
        as4.send(message, url=found.address, http=ours.http)
    arrival = Arrival.objects.get()
    assert (arrival.kind, arrival.receiver) == ("Invoice", hotel.value)


def test_our_smp_knows_kinds_and_ourselves(korenbloem):
    network = access_point.current().network
    group = smp.capabilities(ParticipantId("0208:1900001059"), network=network)
    assert [str(kind) for kind in group.document_types] == kinds_of(list(Choice))
    Registration.objects.update(document_types=kinds_of([Choice.RESPONSES]))
    with pytest.raises(NotSupported):
        smp.lookup(ParticipantId("0208:1900001059"), INVOICE, PROCESSES[INVOICE], network=network)
    me = Client(headers={"host": "localhost"}).get(f"/smp/{service_provider(wires.OURS).encode()}")
    assert b"mls" in me.content


@pytest.mark.parametrize(
    "asked", ["x", "iso6523-actorid-upis::0208:0738401117", "a::b/services/c", "::", "a::b/services/"]
)
def test_our_smp_knows_nobody_else(asked):
    assert Client(headers={"host": "localhost"}).get(f"/smp/{asked}").status_code == 404


def test_the_keys_are_made_once(kept):
    first = wires.made_once()[1][wires.OURS].certificate
    wires.made_once.cache_clear()
    assert wires.made_once()[1][wires.OURS].certificate == first
    assert not [file for file in kept.iterdir() if file.name != "demonstration_network"]


def test_what_a_company_sends_is_confirmed_by_its_customer_s_access_point(korenbloem, alice, settings):
    Company.objects.update(vat_number="BE1900001059")
    draft = drafts_edit.create_draft(
        korenbloem.connections.get(side="sales"), by=alice, **content(customer_number="1900003336")
    )
    drafts_out.send(draft, by=alice)
    outbound.send_queued()
    assert Transmission.objects.get().state == "sent"
    Arrival.objects.update(due_at=timezone.now())
    assert confirm_arrived() == 1
    inbound.work_received()
    assert Transmission.objects.outgoing().get().state == "confirmed"
