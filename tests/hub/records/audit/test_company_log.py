"""The log of a company: who viewed, downloaded and changed what, for those who reach it and as far as they reach (ADR 0289)."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from schakel.hub.audit import actions
from schakel.hub.audit.actions import Action
from schakel.hub.audit.models import AuditEntry
from schakel.hub.audit.origin import Origin, Via, coming_from
from schakel.hub.audit.record import Place, record
from schakel.hub.connections.closing import close
from schakel.hub.connections.models import Access, Company, Connection, Scope
from schakel.hub.documents.models import Document
from schakel.hub.documents.quarantine import quarantine
from schakel.hub.people.models import User
from schakel.hub.records.audit.company_log import SHOWN
from tests.hub.api_client import Program, key_of
from tests.hub.test_every_address import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def bakery(world) -> Company:
    return Company.objects.get(pk=world["company"])


@pytest.fixture
def log(world, bakery):
    """Asks for the log of the bakery as somebody; gives the page."""

    def ask(who: str, **asked: str) -> str:
        return client_of(world, who).get(reverse("audit:company_log", args=[bakery.pk]), asked).text

    return ask


def hold_sales(world, bakery) -> None:
    """Clara holds the purchases of the world; now all of the bakery."""
    sales = bakery.connections.get(side=Connection.Side.SALES)
    Access.objects.create(connection=sales, user_id=world.persons["clara"])


def test_a_client_reads_that_a_member_of_the_office_looked_once_a_day(world, log):
    page = reverse("documents:detail", args=[world["document"]])
    for _time in range(3):
        client_of(world, "bob").get(page)
    rows = AuditEntry.objects.filter(user=world.persons["bob"], action=Action.DOCUMENT_SHOWN)
    assert rows.count() == 1
    assert "Bob (bob@bob.example)" in log("clara")
    assert "viewed a document" in log("clara")


def test_each_download_and_each_change_is_there(world, log):
    client_of(world, "bob").get(reverse("documents:original", args=[world["document"]]))
    client_of(world, "bob").post(reverse("forwarding:hold", args=[world["document"]]), {"hold": "1"})
    page = log("clara", person="bob")
    assert "downloaded" in page
    assert "held back from bookkeeping" in page


def test_G03_who_holds_the_purchases_reads_nothing_of_sales_nor_of_the_company(world, bakery, log):
    client_of(world, "bob").get(reverse("documents:detail", args=[world["sale"]]))
    record(Action.SELLER_CHANGED, bakery, place=bakery.place, by=world.persons["bob"])
    assert "Bob" not in log("clara")
    hold_sales(world, bakery)
    page = log("clara")
    assert "viewed a document" in page
    assert str(Action.SELLER_CHANGED.label) in page


def test_L11_a_document_in_quarantine_is_neither_named_nor_linked(world, bakery, log):
    document = Document.objects.get(pk=world["document"])
    Document.everything.filter(pk=document.pk).update(number="SECRET-1")
    record(Action.DOCUMENT_SHOWN, document, place=bakery.place, by=world.persons["bob"])
    assert "SECRET-1" in log("clara")
    quarantine(document, "crash", by=User.objects.get(name="Olga"))
    address = reverse("documents:detail", args=[document.pk])
    assert "Bob" not in log("clara")
    hold_sales(world, bakery)
    page = log("clara")
    assert "SECRET-1" not in page
    assert address not in page


def test_G03_what_is_the_office_s_own_is_not_shown_to_a_client(world, bakery, log):
    hold_sales(world, bakery)
    for action in set(Action) - SHOWN:
        record(action, bakery, place=bakery.place, by=world.persons["bob"], detail="secret")
    page = log("clara")
    assert "Bob" not in page
    assert "secret" not in page


def test_who_took_everything_along_and_who_closed_it_is_said(world, bakery, log):
    hold_sales(world, bakery)
    client_of(world, "bob").post(reverse("records:company_exports", args=[bakery.pk]))
    record(Action.COMPANY_EXPORT_DOWNLOADED, bakery, place=bakery.place, by=world.persons["bob"], detail="part=1")
    close(bakery, timezone.localdate(), by=User.objects.get(name="Alice"))
    page = log("clara")
    for action in (Action.COMPANY_EXPORTED, Action.COMPANY_EXPORT_DOWNLOADED, Action.COMPANY_CLOSED):
        assert str(action.label) in page


def test_G03_no_network_address_and_no_row_of_another_company(world, bakery, log):
    other = Company.objects.get(name="Lender 1")
    hold_sales(world, bakery)
    with coming_from(Origin(Via.PAGE, world.persons["bob"], None, lambda: "203.0.113.77")):
        record(Action.SELLER_CHANGED, bakery, place=bakery.place)
        record(Action.NUMBERING_CHANGED, other, place=other.place)
        record(Action.BOOK_CHANGED, place=Place(bakery.office_id))
    page = log("clara")
    assert str(Action.SELLER_CHANGED.label) in page
    assert "203.0.113.77" not in page
    assert str(Action.NUMBERING_CHANGED.label) not in page
    assert str(Action.BOOK_CHANGED.label) not in page


def test_it_is_searched_by_person_and_period(world, bakery, log):
    client_of(world, "bob").get(reverse("documents:detail", args=[world["document"]]))
    today, tomorrow = timezone.localdate(), timezone.localdate() + timedelta(days=1)
    assert "Bob" in log("clara", person="bob", since=str(today), until=str(today))
    assert "Bob" not in log("clara", since=str(tomorrow))
    assert "Bob (" not in log("clara", person="alice")
    client = client_of(world, "clara")
    assert client.get(reverse("audit:company_log", args=[bakery.pk]), {"since": "x"}).status_code == 422


def test_K01_the_sheet_has_the_same_rows_and_runs_no_formula(world, bakery):
    User.objects.filter(name="Bob").update(name="=1+1")
    client_of(world, "bob").get(reverse("documents:detail", args=[world["document"]]))
    address, client = reverse("audit:company_log_sheet", args=[bakery.pk]), client_of(world, "clara")
    text = client.get(address, {"form": "csv", "person": "bob"}).content.decode("utf-8-sig")
    assert text.splitlines()[0] == "When,Who,What,Document,How"
    assert ",'=1+1 (bob@bob.example),viewed a document," in text
    sheet = load_workbook(BytesIO(client.get(address, {"form": "xlsx"}).content)).active
    assert "=1+1 (bob@bob.example)" in {str(row[1].value) for row in sheet.rows}
    assert {row[1].data_type for row in sheet.rows} == {"s"}
    assert client.get(address, {"form": "exe"}).status_code == 404


def test_the_api_gives_the_same(world, bakery):
    client_of(world, "bob").get(reverse("documents:detail", args=[world["document"]]))
    program = Program(key_of(bakery, User.objects.get(name="Clara"), Scope.READ)[1])
    items = program.get(f"/companies/{bakery.pk}/log", person="bob").json()["items"]
    assert [(each["person"], each["action"], each["document"]) for each in items] == [
        ("Bob (bob@bob.example)", "document_shown", world["document"])
    ]
    tomorrow = str(timezone.localdate() + timedelta(days=1))
    assert program.get(f"/companies/{bakery.pk}/log", since=tomorrow).json()["items"] == []
    other = Company.objects.get(name="Lender 1")
    assert program.get(f"/companies/{other.pk}/log").status_code == 404


def test_the_page_of_the_company_leads_to_it(world, bakery):
    page = client_of(world, "clara").get(reverse("connections:company", args=[bakery.pk])).text
    assert reverse("audit:company_log", args=[bakery.pk]) in page


def test_every_action_shown_is_one_of_the_log():
    assert {action.value for action in SHOWN} <= set(actions.labels())
