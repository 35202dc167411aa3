"""A document in quarantine is nowhere: every page, list, export, route of the API and step of the worker is walked.

Built from the addresses, the description of the API, the worker's steps and the models: a new one is walked too. Everything is
walked twice, for what is nowhere must have been somewhere: each place that shows the document before must not show it after.
"""

import base64
import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from schakel.hub.connections.models import Company
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.documents.quarantine import quarantine, release
from schakel.hub.forwarding import dispatcher
from schakel.hub.forwarding.models import Forwarder, Route
from schakel.hub.network.models import Transmission
from schakel.hub.network.outbound.queue import queue
from schakel.hub.network.responses import send as responses_out
from schakel.hub.network.responses.codes import AnswerStatus
from schakel.hub.payments import payables
from schakel.hub.payments.models import Payment, PaymentFile, Transfer
from schakel.hub.people.models import User
from schakel.hub.sales.models import Draft, Mailing
from tests.hub.addresses import addresses
from tests.hub.api_client import Program, key_of
from tests.hub.documents.ubl import ATTACHED, BAKERY, MILL, invoice, party
from tests.hub.test_every_address import OF_ONE, OF_ONESELF
from tests.hub.test_every_api_route import CASES, ask, routes

pytestmark = pytest.mark.django_db
MARK = "qxzvwq"  # in every name, number and text of the two documents, and nowhere else
ROOT = Path(__file__).resolve().parents[2]
POSTED = [  # what answers a form with rows or files
    ("documents:take", {"form": "csv", "what": "both", "shape": "folders"}),
    ("documents:take", {"form": "xlsx", "what": "both", "shape": "folders"}),
    ("documents:take", {"form": "zip", "what": "both", "shape": "flat"}),
]
ASKED = [  # what a query changes
    ("documents:list", "?q=xzvw"),  # a part of it: what was typed stands on the page
    ("documents:list", "?state=unread"),
    ("payments:list", "?q=qxzvwq"),
    ("payments:list", "?tab=paid&side=sales"),
    ("payments:export", "?form=xlsx"),
    ("sales:list", "?show=issued"),
]
LISTS = {
    "documents:list", "documents:detail", "payments:list", "payments:export", "payments:file", "payments:statement",
    "sales:list", "forwarding:company", "forwarding:forward", "network:proof",
}  # fmt: skip


def told(number: str, **more: str) -> bytes:
    pdf = base64.b64encode(b"%PDF-1.7 qxzvwq").decode()
    attached = ATTACHED.format(id="qxzvwq", mime="application/pdf", filename="qxzvwq.pdf", content=pdf)
    named = {"note": "qxzvwq", "item": "qxzvwq", "reference": "qxzvwq", "remittance": "qxzvwq", "documents": attached}
    return invoice(number=number, **named, **more)


@pytest.fixture
def marked(world):
    """A purchase and a sale with everything that can be about them; and where each address finds them."""
    alice, bakery = User.objects.get(name="Alice"), Company.objects.get(pk=world["company"])
    bought = file(told("qxzvwq-1", seller=party("Qxzvwq Mill", MILL)), Way.COMMAND).documents[0]
    sold = told("qxzvwq-2", seller=party("Bakery", BAKERY), buyer=party("Qxzvwq Hotel", "0899965307"))
    sale = file(sold, Way.COMMAND).documents[0]
    for kind in ("webhook", "pull"):
        to = Forwarder.objects.create(
            office=bakery.office, name=kind, kind=kind, options={"url": "http://127.0.0.1:1/"}
        )
        Route.objects.create(forwarder=to, connection=sale.connection, since="2020-01-01T00:00Z")
    dispatcher.dispatch([bought, sale])
    payables.read_new()
    paper = PaymentFile.objects.create(
        company=bakery, message_id="S9", execution="2026-11-30", total=1, content=b"<qxzvwq/>", state="ready"
    )
    transfer = Transfer.objects.create(file=paper, end_to_end_id="E9", name="Qxzvwq Mill", iban="BE1", amount=1)
    Payment.objects.create(document=bought, how="file", amount=1, transfer=transfer)
    Payment.objects.create(document=sale, how="statement", amount=1, entry_id=world["entry"], why="reference")
    answer = responses_out.send_answer(bought, AnswerStatus.ACCEPTED, by=alice)
    failed = queue(sale)
    Transmission.objects.filter(pk=failed.pk).update(state="failed", due_at=None, last_error="NOT_REGISTERED: x")
    Draft.objects.create(connection=sale.connection, content={}, document=sale)
    mailing = Mailing.objects.create(document=sale, email="hotel@qxzvwq.example", language="en", state="failed")
    about = {"document": bought.pk, "sale": sale.pk, "sent": failed.pk, "answer": answer.pk, "mailing": mailing.pk}
    about |= {"payment_file": paper.pk, "transmission": answer.transmission_id}
    about |= {"forward": bought.forwards.first().pk, "fetchable": sale.forwards.get(forwarder__kind="pull").pk}
    world_of = type(world)({**world, **about})
    world_of.sessions, world_of.persons = world.sessions, world.persons
    return world_of


def texts(response) -> str:
    """What a reader finds in it, also inside what is packed."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = packed.namelist()
            content = b"\n".join([*(packed.read(name) for name in names), *(name.encode() for name in names)])
    return (content.decode(errors="replace") + str(dict(response.headers))).lower()


def pages(world, who: str) -> dict[str, str]:
    """Every address as this person finds it."""
    client, seen = Client(headers={"host": settings.HOST}), {}
    client.cookies.load({settings.SESSION_COOKIE_NAME: world.sessions[who]})
    for name in addresses():
        if name in OF_ONE:
            address = reverse(name, kwargs={"pk": world[OF_ONE[name].pk], **OF_ONE[name].more})
        elif name in OF_ONESELF and "<" not in addresses()[name]:
            address = reverse(name)
        else:
            continue
        seen[name] = texts(client.get(address))
    for name, query in ASKED:
        seen[name + query] = texts(client.get(reverse(name) + query)).replace("q=qxzvwq", "").replace('"qxzvwq"', "")
    for name, data in POSTED:
        seen[f"{name} {data}"] = texts(client.post(reverse(name), data))
    return seen


def api(world) -> dict[str, str]:
    alice = User.objects.get(name="Alice")
    program = Program(key_of(Company.objects.get(pk=world["company"]), alice)[1])
    asked = [route for route in routes() if route.startswith("GET ")]
    return {route: texts(ask(program, route, world.get(CASES[route].of))) for route in asked}


def showing(found: dict[str, str]) -> set[str]:
    return {name for name, text in found.items() if MARK in text}


def everywhere(world, *who: str) -> dict[str, set[str]]:
    return {name: showing(pages(world, name)) for name in who} | {"api": showing(api(world))}


@pytest.mark.whole
def test_nobody_finds_a_document_in_quarantine_anywhere(marked):
    before = everywhere(marked, "alice", "clara")
    assert before["alice"] >= LISTS
    assert {"documents:list", "documents:attachment", "payments:list"} <= before["clara"]
    assert {"GET /documents", "GET /open-items", "GET /answers", "GET /forwards/{forward_id}"} <= before["api"]
    assert len(before["alice"]) > 25
    both = Document.objects.filter(pk__in=[marked["document"], marked["sale"]])
    assert [quarantine(each, "Harmful") for each in both] == [True, True]
    after = everywhere(marked, "alice", "clara", "olga")
    assert after == {
        "alice": set(),
        "clara": set(),
        "olga": set(),  # operators have it only with a reason (L11)
        "api": set(),
    }
    both = Document.everything.filter(pk__in=[marked["document"], marked["sale"]])
    assert [release(each) for each in both] == [True, True]
    assert everywhere(marked, "alice") == {"alice": before["alice"], "api": before["api"]}
