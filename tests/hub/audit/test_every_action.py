"""Every address that changes something or shows a document leaves a row in the audit log, or stands here with a reason.

Built from the URL configuration and the routes of the API: a new one without a case here fails.
"""

import re

import pytest
from django.urls import reverse

from schakel.hub.audit.models import AuditEntry
from schakel.hub.audit.record import record
from schakel.hub.connections.company_import.bring import bring_sheet
from schakel.hub.connections.company_import.worker import work_imports
from schakel.hub.connections.models import CompanyImport, Office
from schakel.hub.documents import waiting_files
from schakel.hub.documents.actions.start import start
from schakel.hub.people.models import User
from tests.hub.addresses import addresses
from tests.hub.api_client import Program, key_of
from tests.hub.audit.cases import EXCEPT, LEAVES
from tests.hub.test_every_address import client_of
from tests.hub.test_every_api_route import CASES, ask, bakery, more, office, routes  # noqa: F401 -- fixtures
from tests.hub.test_every_api_route import alice as alice

pytestmark = pytest.mark.django_db


def test_every_address_leaves_a_row_or_says_why_not():
    named = [name for names in EXCEPT.values() for name in names.split()]
    assert sorted(named) == sorted(set(named) - set(LEAVES))
    assert set(addresses()) == set(LEAVES) | set(named)


@pytest.mark.parametrize("name", sorted(LEAVES))
def test_L05_what_is_done_or_shown_leaves_a_row(world, name):
    case = LEAVES[name]
    case.before(world)
    last = AuditEntry.objects.order_by("-id").values_list("id", flat=True).first() or 0
    address = reverse(name, kwargs={**({"pk": world[case.pk]} if case.pk else {}), **case.more}) + case.query
    client = client_of(world, case.who)
    answer = client.get(address) if case.posted is None else client.post(address, filled_in(case.posted, world))
    b"".join(answer.streaming_content) if answer.streaming else answer.content
    new = AuditEntry.objects.filter(id__gt=last, via="page")
    assert case.action in set(new.values_list("action", flat=True)), (
        answer.status_code,
        answer.url if answer.status_code == 302 else answer.text[-1500:],
    )
    known = world.persons.get(case.who)
    assert {each.user for each in new} <= {known, world.persons["alice"]}


def filled_in(posted: dict[str, str], world: dict[str, int]) -> dict[str, str]:
    """`@office` is the key of that thing of the world."""
    return {
        name: str(world[value[1:]]) if isinstance(value, str) and value.startswith("@") else value
        for name, value in posted.items()
    }


def test_L05_what_the_world_was_made_of_is_in_the_log(world):
    """By functions that pages and the API share, with the person who is told them."""
    alice, found = world.persons["alice"], AuditEntry.objects.values_list("action", flat=True)
    of_alice = set(found.filter(user=alice))
    assert of_alice >= {"change_asked", "change_confirmed", "key_created", "company_import_brought"} - {
        "change_confirmed"
    }
    assert of_alice >= {"document_issued", "document_answer_sent"}
    assert not AuditEntry.objects.filter(office=0, company__isnull=False).exists()


def test_L05_a_bulk_action_is_in_the_log(world):
    start("mark_read", "", by=User.objects.get(pk=world.persons["alice"]), ticked=[world["document"]], query="")
    assert AuditEntry.objects.filter(action="bulk_action_started", detail="mark_read").exists()


def test_L05_what_the_worker_does_later_names_who_asked_for_it(world, monkeypatch):
    alice = User.objects.get(pk=world.persons["alice"])
    monkeypatch.setitem(waiting_files.READERS, "trial", lambda _file, _data: record("key_ended") or [])
    waiting_files.keep_for_later("trial", "a.csv", b"a", by=alice)
    while waiting_files.read_waiting():
        pass
    brought = bring_sheet(Office.objects.get(pk=world["office"]), b"KBO;Naam\n0100000169;New\n", by=alice)
    CompanyImport.objects.filter(pk=brought.pk).update(state="importing")
    brought.rows.update(outcome="new", enterprise_number="0100000169", name="New")
    while work_imports():
        pass
    found = AuditEntry.objects.filter(action__in=["key_ended", "company_added"], via="worker", user=alice.pk)
    assert set(found.values_list("action", flat=True)) == {"key_ended", "company_added"}


SHOWS_NOTHING = """
    GET /key  GET /companies  GET /companies/{company_id}  GET /companies/{company_id}/connections  GET /members
    GET /company-imports  GET /company-imports/{import_id}  GET /company-imports/{import_id}/rows  GET /runs
    GET /runs/{run_id}  GET /runs/{run_id}/rows  GET /registrations  GET /documents  GET /labels
    GET /documents/{document_id}/events  GET /waiting-files/{file_id}  GET /drafts  GET /drafts/{draft_id}
    GET /drafts/{draft_id}/attachments  GET /mailings  GET /mailings/{mailing_id}  GET /transmissions
    GET /transmissions/{transmission_id}  GET /participants/{participant}  GET /answers  GET /protests  GET /open-items
    GET /companies/{company_id}/statements  GET /packages  GET /forwarders  GET /forwarders/{forwarder_id}
    GET /forwarders/{forwarder_id}/routes  GET /forwards  GET /forwards/{forward_id}  GET /audit-entries
    GET /companies/{company_id}/log
    GET /provider-accounts  GET /provider-accounts/{account_id}  GET /provider-accounts/{account_id}/companies
    POST /provider-accounts/{account_id}/tries  GET /invitations  GET /invitations/{invitation_id}  GET /mandates
    GET /mandates/{mandate_id}  GET /member-invitations
"""  # lists and rows: what is fetched of a document is recorded
DRAFTS = """
    POST /drafts  PUT /drafts/{draft_id}  DELETE /drafts/{draft_id}  POST /drafts/{draft_id}/attachments
    DELETE /attachments/{attachment_id}  PUT /documents/{document_id}/labels
"""  # a draft is nothing yet, and a label is a word of the office
REFUSED_IN_THE_WALK = """
    POST /runs  POST /drafts/{draft_id}/transmissions  POST /drafts/{draft_id}/mailings
    POST /documents/{document_id}/protests  POST /protests/{protest_id}/withdrawals  POST /forwarders
    POST /forwarders/{forwarder_id}/routes  DELETE /forwarders/{forwarder_id}/routes/{connection_id}
    DELETE /provider-accounts/{account_id}/companies/{company_id}  POST /companies/{company_id}/statements
    POST /invitation-reminders  POST /mandates  PUT /mandates/{mandate_id}/proof
    POST /company-imports/{import_id}/start  DELETE /company-imports/{import_id}
"""  # the thing in the world does not allow it; the function is the one of the page
ACKNOWLEDGED = "POST /forwards/{forward_id}/acknowledgements"  # it was fetched before, and the timeline says forwarded
UNLOGGED = {
    route.strip() for text in (SHOWS_NOTHING, DRAFTS, REFUSED_IN_THE_WALK) for route in re.split(r"  +|\n", text)
}


@pytest.mark.parametrize("route", sorted(set(CASES) - UNLOGGED - {ACKNOWLEDGED}))
def test_L05_what_a_program_does_or_fetches_leaves_a_row(more, route, bakery, office, alice):  # noqa: F811
    case = CASES[route]
    key, secret = key_of(office if case.by_office else bakery, alice, *([case.scope] if case.scope else []))
    last = AuditEntry.objects.order_by("-id").values_list("id", flat=True).first() or 0
    answer = ask(Program(secret), route, more.get(case.of))
    found = AuditEntry.objects.filter(id__gt=last, key=key.pk, user=alice.pk, via="api", address="127.0.0.1")
    assert found.exists(), answer.status_code


def test_every_route_leaves_a_row_or_says_why_not():
    assert UNLOGGED - {""} < set(routes())
