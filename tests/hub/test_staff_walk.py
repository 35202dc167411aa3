"""Members of some companies, readers and those whose last day is over, on every address and route (G01–G04, ADR 0287).

Mia works for the bakery only and Lena for three other companies of the same office; Rita reads the bakery's documents, Ron read
all until yesterday (world.build_staff). Who may open what of one thing is in the tables of test_every_address; here is what
these people find in lists, numbers and searches, and that a reader changes nothing.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from schakel.hub.connections.company_import.bring import bring_sheet
from schakel.hub.connections.models import (
    ApiKey,
    Assignment,
    Company,
    Connection,
    Invitation,
    InvitationMail,
    Member,
    Office,
)
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.documents.saved_views.models import SavedView
from schakel.hub.forwarding.models import Forward, Forwarder, Route
from schakel.hub.network.models import Registration, Run, RunLine
from schakel.hub.payments.models import FolderFile
from schakel.hub.payments.payables import read_new
from schakel.hub.people.models import User
from tests.hub.addresses import addresses
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import company_of
from tests.hub.documents.ubl import BAKERY, MILL, invoice, party
from tests.hub.test_every_address import NOBODY_HAS, OF_ONE, OF_ONESELF, client_of, everything
from tests.hub.test_every_api_route import CASES, INTO_OWN_OFFICE, ask, body_of

pytestmark = pytest.mark.django_db
FOREIGN = "0800000199"
TOKEN = re.compile(r'(csrfmiddlewaretoken" value="|x-csrftoken": "|token" value="|token=)[^"&]+')
SIGNING_OUT = {"account_logout"}
OWN = {
    "audit.AuditEntry",
    "documents.Reading",
    "documents.SavedView",
    "documents.StartView",
    "documents.BulkAction",
    "overview.TodayChoice",
    "payments.Reminder",
    "people.User",
}
BODIES: dict[str, dict[str, str]] = {
    "connections:edit_company": {"name": "Renamed", "language": "nl"},
    "documents:confirm_warnings": {"code": "new_account", "how": "called"},
    "documents:bill_rule": {"contest_days": "9"},
    "documents:document_labels": {"label": "1"},
    "forwarding:hold": {"hold": "1"},
    "network:answer": {"status": "AP"},
    "network:not_ours": {"reason": "not_ours"},
    "network:contest": {"says": "UQ", "reasons": "price", "text": "x"},
    "overview:choose": {"who": "mine", "mail": "on"},
    "payments:mark": {"action": "paid"},
    "payments:decide": {"paid": "1"},
    "sales:new": {"connection": "2"},
    "connections:sharing": {"email": "x@x.example", "kinds": "purchase", "role": "full", "language": "nl"},
}


@pytest.fixture
def lena(world) -> User:
    return User.objects.get(name="Lena")


@pytest.fixture
def mia(world) -> User:
    return User.objects.get(name="Mia")


def enlarge(world) -> None:
    """More of everything at companies that are not Lena's."""
    office, alice = Office.objects.get(pk=world["office"]), User.objects.get(name="Alice")
    other = company_of(office, "Aardvark Lender", FOREIGN, email="lena@lender.example", note="Lender")
    for number in ("L-1", "L-2", "L-3"):
        file(invoice(number=number, buyer=party("Aardvark", FOREIGN), seller=party("Mill", MILL)), Way.COMMAND)
        file(invoice(number=number, buyer=party("Bakery", BAKERY), seller=party("Mill", MILL)), Way.COMMAND)
    purchases = other.connections.get(side=Connection.Side.PURCHASE)
    letter = InvitationMail.to("new@lender.example", office=office, inviter=alice, language="en")
    letter.save()
    Invitation.objects.create(connection=purchases, letter=letter)
    forwarder = Forwarder.objects.create(office=office, name="Lender books", kind="email", created_by=alice)
    Route.objects.create(forwarder=forwarder, connection=purchases, since="2020-01-01T00:00Z")
    for document in Document.objects.filter(connection=purchases):
        Forward.objects.create(document=document, forwarder=forwarder, connection=purchases, state="failed", turn="x")
    RunLine.objects.create(run=Run.objects.create(office=office, by=alice), company=other)
    Registration.objects.create(company=other, scheme="0208", value=FOREIGN, state=Registration.State.FAILED)
    SavedView.objects.create(office=office, name="Lender unpaid", query="state=unread")
    FolderFile.objects.create(office=office, sha256="0" * 64, name="Lender.xml")
    bring_sheet(office, b"KBO;Naam\n1;Lender\n", by=alice)
    ApiKey.make(office, alice, name="Lender", scopes=["read"])


def shown(world, name: str, query: str = "") -> str:
    given = {
        "pk": world["office"] if name == "connections:one_office" else NOBODY_HAS,
        "key": "octopus",
        "kind": "recommand",
        "code": "not_in_books",
    }
    path = reverse(name, kwargs={key: value for key, value in given.items() if f":{key}>" in addresses()[name]})
    client = Client(headers={"host": settings.HOST})
    client.cookies.load({settings.SESSION_COOKIE_NAME: world.sessions["lena"]})
    answer = client.get(path + query, follow=True)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return TOKEN.sub(r"\1", content.decode(errors="replace"))


LISTS = sorted(OF_ONESELF - SIGNING_OUT - {name for name in OF_ONESELF if name.startswith(("mfa_", "account_"))})
QUERIES = {
    "connections:list": ("?q=lender", "?state=invited", "?order=last&view=rows"),
    "connections:offered": ("?field=company&company=lender",),
    "documents:list": (
        "?q=L-1",
        "?q=lender",
        "?state=failed",
        "?state=not_forwarded",
        "?state=to_pay",
        "?state=not_in_books",
    ),
    "find": ("?q=lender",),
    "forwarding:list": ("?q=lender",),
}


def test_G03_what_happens_at_other_companies_changes_no_page_of_a_limited_member(world):
    """No name, no number, no list, no badge: each page is the same to the letter before and after."""
    asked = [(name, query) for name in [*LISTS, "connections:one_office"] for query in ("", *QUERIES.get(name, ()))]
    before = {each: shown(world, *each) for each in asked}
    assert sum("Lender 1" in page for page in before.values()) > 3
    enlarge(world)
    after = {each: shown(world, *each) for each in asked}
    assert {each for each in asked if before[each] != after[each]} == set()


def test_G03_the_same_happenings_change_the_pages_of_who_works_for_all(world):
    """So that the test above can fail."""
    seen = [
        "overview:today",
        "connections:list",
        "documents:list",
        "forwarding:list",
        "network:runs",
        "documents:saved_views",
    ]
    before = {name: client_of(world, "alice").get(reverse(name)).text for name in seen}
    enlarge(world)
    for name in seen:
        page = client_of(world, "alice").get(reverse(name)).text
        assert TOKEN.sub("", page) != TOKEN.sub("", before[name]), name


GETS = sorted(route for route, case in CASES.items() if route.startswith("GET "))


def test_G03_a_limited_member_s_key_answers_as_if_other_companies_did_not_exist(world, lena):
    """With a key of one of their companies; one of the whole office is not theirs to have."""
    program = Program(key_of(Company.objects.get(name="Lender 1"), lena)[1])
    before = {route: ask(program, route, NOBODY_HAS).content for route in GETS}
    enlarge(world)
    assert {route for route in GETS if ask(program, route, NOBODY_HAS).content != before[route]} == set()


@pytest.mark.parametrize("route", sorted(route for route, case in CASES.items() if case.of))
def test_G01_G02_their_key_opens_nothing_of_another_company(world, lena, route):
    program = Program(key_of(Company.objects.get(name="Lender 1"), lena)[1])
    pk = world.get(CASES[route].of, NOBODY_HAS)
    before = everything()
    theirs, nowhere = ask(program, route, pk), ask(program, route, NOBODY_HAS)
    assert theirs.status_code in {403, 404}
    assert (theirs.status_code, theirs.content) == (nowhere.status_code, nowhere.content)
    assert everything() == before


def test_G04_a_key_of_the_office_ends_for_who_works_for_some_companies_from_then_on(world):
    office, bob = Office.objects.get(pk=world["office"]), User.objects.get(name="Bob")
    program = Program(key_of(office, bob)[1])
    assert program.get("/companies").status_code == 200
    Member.objects.filter(user=bob).update(all_companies=False)
    assert program.get("/companies").status_code == 401


def test_G04_a_key_ends_with_the_assignment_of_its_company(world, mia):
    program = Program(key_of(Company.objects.get(pk=world["company"]), mia)[1])
    assert program.get("/documents").json()["items"]
    Assignment.objects.filter(member__user=mia).delete()
    assert program.get("/documents").status_code == 401


@pytest.mark.parametrize("route", sorted(set(CASES) - INTO_OWN_OFFICE))
def test_G01_a_reader_has_no_key(world, route):
    """Not even one that they made before they became a reader."""
    bob, bakery = User.objects.get(name="Bob"), Company.objects.get(pk=world["company"])
    secret = key_of(bakery, bob)[1]
    Member.objects.filter(user=bob).update(role=Member.Role.READER)
    assert ask(Program(secret), route, world.get(CASES[route].of, NOBODY_HAS)).status_code == 401
    assert body_of(route) is not None


def reach(world, name: str) -> list[str]:
    """The paths of an address: of the thing in the world, or of oneself."""
    if name in OF_ONE:
        return [reverse(name, kwargs={"pk": world[OF_ONE[name].pk], **OF_ONE[name].more})]
    if ":pk>" in addresses()[name] or ":token>" in addresses()[name]:
        return []
    given = {"key": "octopus", "kind": "recommand", "code": "not_in_books"}
    return [reverse(name, kwargs={key: value for key, value in given.items() if f":{key}>" in addresses()[name]})]


@pytest.mark.parametrize("name", sorted({*OF_ONE, *OF_ONESELF} - SIGNING_OUT))
def test_G01_a_reader_changes_nothing(world, name):
    """But what they have read themselves, and their own views."""
    client = client_of(world, "rita")
    before = everything()
    for path in reach(world, name):
        client.post(path, BODIES.get(name, OF_ONE[name].posted if name in OF_ONE else {}))
    after = everything()
    assert {table for table in before if before[table] != after[table]} <= OWN


@pytest.mark.parametrize("name", ["forwarding:hold", "connections:edit_company", "documents:document_labels"])
def test_who_works_for_the_company_changes_it_with_the_same_form(world, name):
    """So that the test above can fail."""
    before = everything()
    client_of(world, "mia").post(reach(world, name)[0], BODIES[name])
    after = everything()
    assert not {table for table in before if before[table] != after[table]} <= OWN


def test_G04_after_the_last_day_nothing_is_shown_from_the_next_request_on(world):
    client = client_of(world, "rita")
    path = reverse("documents:detail", args=[world["document"]])
    assert client.get(path).status_code == 200
    Member.objects.filter(user__name="Rita").update(last_day=timezone.localdate())
    assert client.get(path).status_code == 200
    Member.objects.filter(user__name="Rita").update(last_day=timezone.localdate() - timedelta(days=1))
    assert client.get(path).status_code == 404


# Every question of a query that starts from a person, on every model: (model, method) of which a limited member of other
# companies may get something, because it is of the office and tells of no company.
OF_THE_OFFICE = {
    ("connections.Member", "endable_by"),  # themselves
    ("documents.Label", "reachable_by"),  # they label the documents of their own companies
    ("forwarding.Forwarder", "usable_by"),  # their documents go there too
}
OF_THEIRS = {("connections.Company", each) for each in ("managed_by", "reachable_by")} | {
    ("connections.Connection", each) for each in ("managed_by", "reachable_by")
}
# Models that name a company, an office, a connection or a document and have no such question: they are read from their parent.
READ_FROM_THEIR_PARENT = {
    "connections.Assignment", "connections.CompanyImportRow", "connections.ElsewhereAnswer", "connections.Handover",
    "connections.Participant",
    "documents.Bill", "documents.BillRule", "documents.DocumentLabel", "documents.Event", "documents.History",
    "documents.Judgement", "documents.LegalHold", "documents.OfficeBillRule", "documents.RetentionRule",
    "documents.PdfComparison", "documents.Quarantine", "documents.Reading",
    "documents.Scan", "documents.SearchText", "documents.SenderPdf", "documents.SupplierName", "documents.Twin",
    "documents.WaitingFile",
    "forwarding.Dispatch", "forwarding.Route",
    "network.AccountCompany", "network.Notice", "network.RunLine", "network.Transmission",
    "overview.TodoCount",
    "payments.Approval", "payments.Approver", "payments.OpenTotal", "payments.PayingAccount", "payments.Payment", "payments.Rule",
    "payments.Statement",
    "records.DeletionLine",
    "sales.Contact", "sales.Draft", "sales.Mailing", "sales.Numbering", "sales.Product", "sales.Recurrence", "sales.Seller",
    "sales.SellerAccount", "sales.Upload",
}  # fmt: skip


def questions() -> dict[tuple[str, str], Callable[[User], Any]]:
    names = ("managed_by", "reachable_by", "usable_by", "sendable_by", "endable_by", "owned_by")
    managers = {model._meta.label: model._default_manager for model in apps.get_models()}
    return {(label, name): getattr(m, name) for label, m in managers.items() for name in names if hasattr(m, name)}


def names_a_tenant(model: type[Model]) -> bool:
    tenants = {Company, Office, Connection, Document}
    return any(field.remote_field and field.remote_field.model in tenants for field in model._meta.concrete_fields)


def test_every_model_of_a_company_has_a_rule():
    """A new one gets `managed_by` or `reachable_by`, or its name above."""
    ruled = {label for label, _name in questions()}
    models = {model._meta.label for model in apps.get_models() if names_a_tenant(model)}
    assert models - ruled - READ_FROM_THEIR_PARENT == set()
    assert READ_FROM_THEIR_PARENT - models == set()


@pytest.mark.parametrize("question", sorted(questions()))
def test_G10_no_question_finds_anything_of_other_companies(world, lena, question):
    found = set(questions()[question](lena))
    if question in OF_THEIRS:
        assert {str(each).partition(":")[0] for each in found} == {"Lender 1", "Lender 2", "Lender 3"}
    elif question in OF_THE_OFFICE:
        assert found
    else:
        assert found == set()


@pytest.mark.parametrize("question", sorted(questions()))
def test_who_works_for_all_finds_something(world, question):
    """So that the test above can fail."""
    enlarge(world)
    file(invoice(number="P-1", buyer=party("Bakery", BAKERY), seller=party("Mill", MILL)), Way.COMMAND)
    read_new()
    assert set(questions()[question](User.objects.get(name="Alice")))
