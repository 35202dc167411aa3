"""The shelf of hostile documents through every page, list, export, route of the API, mail, PDF, way of forwarding and step
of the worker (B06, B12, B13, B14, B17). Built from the routes and the steps: a new one is walked too.
"""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core import mail
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from schakel.hub.connections.models import Company
from schakel.hub.documents.models import Document
from schakel.hub.documents.quarantine import quarantine
from schakel.hub.network.access_points import own as access_point
from schakel.hub.outside import files
from schakel.hub.outside.web import Web
from schakel.hub.payments.models import Payable, Reminder
from schakel.hub.payments.open_items import Tab
from schakel.hub.people.models import User
from schakel.peppol.doors import Answer
from tests.einvoice.shelf import FEW, SHELF
from tests.hub.addresses import addresses
from tests.hub.api_client import Program, key_of
from tests.hub.network import world as network
from tests.hub.shelved import PROTEST, of_the_shelf, shelve, things
from tests.hub.test_every_address import OF_ONE, OF_ONESELF, OPEN
from tests.hub.test_every_api_route import CASES, body_of, routes
from tests.hub.walking import Walk

pytestmark = pytest.mark.django_db
SIDES = ("purchase", "sales")
LISTS = {  # what is asked of a list in the address, where that changes what is drawn
    "payments:list": [{"side": side, "tab": tab} for side in SIDES for tab in Tab.values],
    "payments:export": [{"side": side, "form": form} for side in SIDES for form in ("csv", "xlsx")],
    "documents:list": [{}, {"q": "flour"}, {"state": "unread"}, {"kind": "credit_note"}],
    "network:operating": [{"kind": kind} for kind in ("", "stuck", "in", "out")],
}
GIVEN = {
    "key": "octopus",
    "code": "not_in_books",
    "kind": "recommand",
    "pk": 1,
    "token": "x",
    "rest": "x",
    "asked": "x",
    "name": "x",
}  # of addresses of nothing here
POSTED = {  # what is sent to an address, where it is more than nothing
    "payments:mark": [
        {"action": deed, "until": "2099-01-01"}
        for deed in ("paid", "later", "archive", "approve", "take_up", "take_back")
    ],
    "network:contest": [{**PROTEST, "preview": "1"}],
    "network:answer": [{"status": "UQ", "reason": "REF", "text": "Which order?"}],
    "sales:from_document": [{"as": how} for how in ("copy", "credit", "final", "prepaid")],
    "forwarding:hold": [{"hold": "1"}, {"release": "1"}],
    "sales:file_upload": [{"as": "elsewhere"}, {"as": "mail"}],
    "documents:take": [
        {"form": form, "what": "both", "shape": shape}
        for form, shape in (("csv", "flat"), ("xlsx", "flat"), ("zip", "folders"))
    ],
}
NEXT = re.compile(r'rel="next" href="\?[^"]*after=([\w-]+)"')  # the button under a page of a list
FEW_THINGS = 10  # up to which each gets all that can be sent; of more, one after the other
REFUSED = ("200,000 attributes",)  # at every door
LEAVING = {"people:leave", "account_logout"}  # who goes there asks for nothing more


@pytest.fixture
def doors(monkeypatch, tmp_path):
    """The network is one of this test, the other doors take everything."""
    network.network.cache_clear()
    access_point.the_network.cache_clear()
    ours = network.access_point()
    monkeypatch.setattr(access_point, "current", lambda: ours)
    monkeypatch.setattr(Web, "request", lambda *_told, **_more: Answer(200, b"taken"))
    taken: list[object] = []
    monkeypatch.setattr(files, "lay", lambda *told, **_more: taken.append(told))
    monkeypatch.setattr(settings, "FORWARDING_FOLDER", str(tmp_path / "forwarding"))
    monkeypatch.setattr(settings, "OPERATORS", {"olga@olga.example"})
    monkeypatch.setattr(settings, "API_CALLS_PER_MINUTE", 1_000_000)
    return SimpleNamespace(taken=taken)


@pytest.mark.parametrize(
    "names", [pytest.param(FEW[:1], id="one"), pytest.param(tuple(SHELF), id="whole", marks=pytest.mark.whole)]
)
def test_B06_B12_B13_B14_B17_no_document_takes_anything_down(names, doors):
    with Walk().listening() as walk:
        shelve(names, walk)
        walk_lists(walk)
        walk_pages(walk)
        walk_api(walk)
        walk_forms(walk)
        remind_of_all(walk)
        look_for_all(walk, len(names))
        set_all_aside(walk)
    assert not walk.faults, "\n".join(walk.faults)
    assert doors.taken


def test_every_address_is_one_the_walk_can_fill():
    for name, path in addresses().items():
        asked = {part.partition(">")[0] for part in path.split(":")[1:]} if "<" in path else set()
        if name in OF_ONE:
            assert asked <= {"pk", *OF_ONE[name].more}, name
        else:
            assert name in OF_ONESELF | OPEN, name
            assert asked <= set(GIVEN), name


def walk_lists(walk):
    """Each list for each reader in a language of their own, to its last page."""
    for name in sorted((OF_ONESELF | OPEN) - LEAVING):
        path = addresses()[name]
        address = reverse(name, kwargs={key: value for key, value in GIVEN.items() if f":{key}>" in path})
        for who in walk.clients:
            for asked in LISTS.get(name, [{}]):
                walk_to_the_end(walk, who, address, asked)


def walk_to_the_end(walk, who, address, asked):
    answer = walk.ask(who, "get", address, asked)
    while answer.status_code == 200 and (found := NEXT.search(answer.content.decode(errors="replace"))):
        answer = walk.ask(who, "get", address, asked | {"after": found[1]})


def walk_pages(walk):
    """Each page of one thing, for each thing of the shelf."""
    for name, case in sorted(OF_ONE.items()):
        for at, pk in enumerate(things(case.pk, walk.world)):
            who = "Olga" if case.who == ("olga",) else ("Alice", "Bob")[at % 2]
            walk.ask(who, "get", reverse(name, kwargs={"pk": pk, **case.more}), keeps=False)


def walk_forms(walk):
    """Each form sent, and each deed done, for each thing of the shelf; nothing of it stays."""
    for name, case in sorted(OF_ONE.items()):
        found, sendings = things(case.pk, walk.world), POSTED.get(name, [case.posted])
        for at, pk in enumerate(found):
            address = reverse(name, kwargs={"pk": pk, **case.more})
            for sent in sendings if len(found) < FEW_THINGS else [sendings[at % len(sendings)]]:
                walk.ask("Olga" if case.who == ("olga",) else "Alice", "post", address, sent, keeps=False)
    for name in sorted(OF_ONESELF - LEAVING):
        path = addresses()[name]
        address = reverse(name, kwargs={key: value for key, value in GIVEN.items() if f":{key}>" in path})
        for sent in POSTED.get(name, [{}]):
            walk.ask("Alice", "post", address, sent, keeps=False)


def walk_api(walk):
    by, company = User.objects.get(name="Alice"), Company.objects.get(pk=walk.world["company"])
    programs = [
        Program(key_of(company.office, by, name=language)[1], language) for language in ("nl", "fr", "en", "de")
    ]
    for program in programs:
        program.client.raise_request_exception = False
    for route in sorted(routes()):
        method, _, path = route.partition(" ")
        of = CASES[route].of
        for at, pk in enumerate(things(of, walk.world) if of else [0]):
            walk.call(programs[at % len(programs)], method, filled(path, pk), body_of(route))


def look_for_all(walk, count):
    """Every one was filed, read and dispatched, but for the one that no door takes."""
    shelf = of_the_shelf(walk.world)
    unread = shelf.filter(Q(paying=None) | Q(dispatch=None)).count()
    if shelf.count() < count - len(REFUSED) or unread:
        walk.faults.append(f"of {count} on the shelf {shelf.count()} are filed, {unread} of them not read")


def set_all_aside(walk):
    """In the end each goes into quarantine, and is walked there."""
    by = User.objects.get(name="Olga")
    for document in of_the_shelf(walk.world):
        walk.step("quarantine", lambda document=document: quarantine(document, "Harmful", by=by))
        walk.ask("Alice", "get", reverse("documents:detail", args=[document.pk]))
    walk.work()
    walk_to_the_end(walk, "Olga", reverse("documents:quarantine"), {})
    for name in (name for name, case in OF_ONE.items() if case.pk == "quarantine"):
        for pk in things("quarantine", walk.world):
            for method in ("get", "post"):
                walk.ask("Olga", method, reverse(name, args=[pk]), keeps=False)


def filled(path: str, pk: int) -> str:
    """`pk` in the first place, the first file or attachment in the second."""
    path = path.replace("{participant}", "0208:0407214017")
    first, *_more = re.findall(r"\{\w+\}", path) or [""]
    return re.sub(r"\{\w+\}", "0", path.replace(first, str(pk), 1)) if first else path


def remind_of_all(walk):
    """The mail before something is due names what the shelf asks to pay."""
    mail.outbox.clear()
    due = timezone.localdate() + timedelta(days=2)
    Document.objects.update(due_date=due)
    Payable.objects.update(due=due)
    Reminder.objects.update(due_at=timezone.now(), told_until=None, told_at=None)
    walk.work()
    if not any(each.to == ["clara@clara.example"] for each in mail.outbox):
        walk.faults.append("Clara was not reminded")
