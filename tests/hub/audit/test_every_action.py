"""Every address that changes something or shows a document leaves a row in the audit log, or stands here with a reason.

Built from the URL configuration and the routes of the API: a new one without a case here fails.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from schakel.hub.audit.models import AuditEntry
from schakel.hub.documents.actions.start import start
from schakel.hub.people.models import User
from tests.hub.addresses import addresses
from tests.hub.api_client import Program, key_of
from tests.hub.test_every_address import client_of
from tests.hub.test_every_api_route import CASES, ask, bakery, more, office, routes  # noqa: F401 -- fixtures
from tests.hub.test_every_api_route import alice as alice

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Leaves:
    """What is asked there, and which action it leaves."""

    action: str
    pk: str = ""  # names a thing of the world
    posted: dict[str, Any] | None = field(default_factory=dict)  # None: it is fetched
    who: str = "alice"
    more: dict[str, Any] = field(default_factory=dict)


SHEET = SimpleUploadedFile("a.csv", b"Naam;E-mail\nHotel;a@b.example\n")
DOCUMENT = "document_downloaded"
LEAVES = {
    "account_login": Leaves(
        "sign_in_failed", posted={"login": "alice@alice.example", "password": "x"}, who="anonymous"
    ),
    "account_logout": Leaves("signed_out"),
    "usersessions_list": Leaves("sessions_ended"),
    "people:leave": Leaves("sessions_ended"),
    "documents:detail": Leaves("document_shown", "document", None),
    "documents:original": Leaves(DOCUMENT, "document", None),
    "documents:pdf": Leaves(DOCUMENT, "document", None),
    "documents:readable": Leaves(DOCUMENT, "document", None),
    "documents:attachment": Leaves(DOCUMENT, "document", None, more={"index": 0}),
    "documents:take": Leaves(
        "list_exported", posted={"form": "csv", "token": "x" * 16, "what": "original", "shape": "flat"}
    ),
    "documents:bill_rule": Leaves("bill_rule_changed", "company"),
    "documents:twins": Leaves("bill_decided", "twin", {"decision": "two"}),
    "connections:new_office": Leaves("office_created", posted={"name": "New", "language": "en"}),
    "connections:office_reminders": Leaves("office_changed", "office"),
    "connections:invite_member": Leaves(
        "invitation_sent", "office", {"email": "n@n.example", "language": "en", "role": "member", "extent": "all"}
    ),
    "connections:withdraw_member": Leaves("invitation_withdrawn", "member_invitation"),
    "connections:end_member": Leaves("member_left", "member"),
    "connections:member": Leaves("member_role_changed", "member", {"role": "owner", "extent": "all"}),
    "connections:member_companies": Leaves(
        "member_companies_changed", "member_of_some", {"remove": "1", "company": "@company"}
    ),
    "connections:new_company": Leaves(
        "company_added", posted={"office": "@office", "number": "0100000169", "name": "New", "language": "en"}
    ),
    "connections:edit_company": Leaves("company_changed", "company", {"name": "Renamed", "language": "en"}),
    "connections:sharing": Leaves(
        "invitation_sent", "company", {"email": "n@n.example", "kinds": "sales", "role": "read", "language": "en"}
    ),
    "connections:send_again": Leaves("invitation_sent", "letter"),
    "connections:withdraw": Leaves("invitation_withdrawn", "invitation"),
    "connections:end_access": Leaves("access_ended", "access"),
    "connections:company_keys": Leaves("key_created", "company", {"name": "New", "scopes": "read"}),
    "connections:office_keys": Leaves("key_created", "office", {"name": "New", "scopes": "read"}),
    "connections:end_key": Leaves("key_ended", "key"),
    "payments:decide": Leaves("payment_file_decided", "payment_file", {"action": "executed"}),
    "payments:download": Leaves("payment_file_downloaded", "payment_file", None),
    "payments:mark": Leaves("document_later", "document", {"action": "later", "until": "2099-01-01"}),
    "payments:settle": Leaves("entry_settled", "entry", {"action": "put_aside"}),
    "payments:export": Leaves("list_exported", posted=None),
    "sales:numbering": Leaves(
        "numbering_changed",
        "company",
        {"series": "invoice", "invoice-pattern": "{year}-{####}", "invoice-next": "5", "invoice-reason": "x"},
    ),
    "sales:seller": Leaves(
        "seller_changed",
        "company",
        {"what": "settings", "country": "BE", "payment_days": "30", "regime": "normal", "colour": "#000000"},
    ),
    "sales:logo": Leaves("seller_changed", "company"),
    "sales:contacts_edit": Leaves(
        "book_changed",
        "contact",
        {"name": "Renamed", "country": "BE", "language": "nl", "is_vat_payer": "0", "payment_days": "30"},
    ),
    "sales:contacts_remove": Leaves("book_changed", "contact"),
    "sales:contacts_export": Leaves("list_exported", "company", None),
    "sales:products_edit": Leaves("book_changed", "product", {"name": "Cake", "vat": "6", "price": "1", "unit": "C62"}),
    "sales:products_remove": Leaves("book_changed", "product"),
    "sales:products_export": Leaves("list_exported", "company", None),
    "sales:change_recurrence": Leaves("recurrence_changed", "recurrence", {"do": "stop"}),
    "sales:discard_upload": Leaves("upload_discarded", "upload"),
    "sales:mail_again": Leaves("mailing_queued", "mailing"),
    "forwarding:switch": Leaves("forwarder_changed", "forwarder", {"off": "1"}),
    "forwarding:secret": Leaves("forwarder_changed", "webhook", {"roll": "1"}),
    "forwarding:retire": Leaves("forwarder_ended", "forwarder"),
    "forwarding:hold": Leaves("document_held", "document", {"hold": "1"}),
    "forwarding:send_again": Leaves(
        "forward_retried", "company", {"forwarder": "@forwarder", "since": "2020-01-01", "until": "2030-01-01"}
    ),
    "forwarding:addresses_export": Leaves("list_exported", posted=None),
    "network:send": Leaves("transmission_queued", "sale"),
    "network:sent_proof": Leaves("proof_downloaded", "sent", None),
    "network:proof": Leaves("proof_downloaded", "answer", None),
    "network:protest_proof": Leaves("proof_downloaded", "protest", None),
    "network:mandate_proof": Leaves("proof_downloaded", "mandate", None),
    "network:mandate_again": Leaves("mandate_changed", "mandate"),
    "network:unregister": Leaves("registration_changed", "registration"),
    "network:retry_run": Leaves("run_changed", "run"),
    "network:end_run": Leaves("run_changed", "run"),
    "network:answer": Leaves("document_answer_sent", "document", {"status": "PD"}),
    "network:evidence": Leaves("transmission_looked_into", "transmission", {"reason": "the receiver asks"}, who="olga"),
    "documents:quarantine_original": Leaves(
        "document_looked_into", "quarantine", {"reason": "it breaks a page"}, who="olga"
    ),
    "documents:end_quarantine": Leaves("document_quarantine_ended", "quarantine", who="olga"),
    "documents:retention_rule": Leaves("retention_changed", "company", {"years": "12"}),
    "network:end_account_company": Leaves("provider_account_changed", "account_company"),
    "records:cancel_deletion": Leaves("deletion_cancelled", "deletion"),
    "records:deletion_proof": Leaves("proof_downloaded", "deletion", None),
    "records:deletion_sheet": Leaves("proof_downloaded", "deletion", None),
    "records:export_personal_data": Leaves("personal_data_exported"),
    "audit:export": Leaves("log_exported", "office", None),
    "audit:company_log_sheet": Leaves("log_exported", "company", None, who="clara"),
}

EXCEPT = {
    "it shows lists, forms and settings; what is opened or changed from there is recorded": """
        network:account network:accounts network:account_sheet_template network:account_sheet_faulty
        account_email_verification_sent account_inactive account_password_reset_completed api:nowhere
        api:openapi api:reference connections:access connections:changes connections:company
        connections:history connections:import connections:import_faulty connections:import_template
        connections:imports connections:list connections:offered connections:office connections:one_office
        connections:unanswered documents:bulk_action documents:count_view documents:history documents:labels
        documents:list documents:progress documents:quarantine documents:saved_view documents:saved_views
        documents:start documents:waiting find forwarding:choose forwarding:company forwarding:forward
        forwarding:forwarder forwarding:list forwarding:package home mfa_index mfa_list_webauthn
        network:answers network:operating network:reachable network:registrations network:run network:runs
        payments:company payments:file payments:files payments:list payments:statement payments:statements
        audit:company_log audit:log overview:kind overview:today sales:contacts sales:contacts_find sales:list
        sales:products sales:products_find
        sales:recurrences sales:uploads
    """,
    "it is a part of the page of a document, whose view is recorded": """
        documents:beside payments:picture
    """,
    "it is one's own: a mark, a label, a view, how one reads": """
        documents:begin_with_view documents:document_labels documents:edit_view documents:label
        documents:new_label documents:new_view documents:remove_label documents:remove_view documents:unread
        overview:choose payments:reminder people:keys people:language people:me
    """,
    "a draft is nothing yet: issuing it is an event of its document": """
        sales:attach sales:delete sales:detach sales:draft sales:example sales:from_document sales:new
        sales:preview sales:upload sales:upload_paper
    """,
    "machines come in here: the timeline and the journal have it": """
        demonstration:as4 demonstration:smp live metrics network:as4 network:provider network:smp ready
    """,
    "it exists in the demonstration only, where nothing is real": """
        demonstration:body demonstration:invoices demonstration:mail demonstration:mailbox
        demonstration:session
    """,
    "how somebody signs in is recorded where they are told of it, see tests/hub/people/test_recorded.py": """
        account_change_password account_complete_password_reset account_confirm_login_code
        account_confirm_password_reset_code account_email account_reauthenticate account_request_login_code
        account_reset_password account_set_password account_signup mfa_activate_totp mfa_add_webauthn
        mfa_authenticate mfa_deactivate_totp mfa_download_recovery_codes mfa_edit_webauthn
        mfa_generate_recovery_codes mfa_login_webauthn mfa_reauthenticate mfa_reauthenticate_webauthn
        mfa_remove_webauthn mfa_view_recovery_codes people:again people:open_take_back people:take_back
    """,
    "a link was opened; accepting or refusing is recorded by the offer or mandate itself": """
        connections:invitation connections:invitation_sign_out connections:open_invitation
        connections:request_link network:mandate network:open_mandate
    """,
    "nothing of a client goes out": "forwarding:test network:try_account",
    "it calls the function that another address here records through": """
        documents:begin_action connections:change
        documents:hold network:migration_keys network:migration_keys_download
        network:account_sheet network:new_account network:edit_account network:end_account
        records:deletion records:deletions records:personal_data
        connections:discard_import connections:end_reminders connections:invite_many connections:remind
        connections:start_import documents:confirm_warnings documents:discard_archive
        documents:import_archive documents:instead documents:office_bill_rule documents:stop_action
        documents:undo_confirmation documents:undo_twins documents:upload forwarding:accept
        forwarding:addresses forwarding:edit forwarding:new forwarding:retry network:contest
        network:hand_over network:new_run network:not_ours network:register_again network:registration
        network:retry network:send_again network:send_draft network:send_upload network:withdraw_protest
        payments:company_statements payments:new_file sales:accounts sales:contacts_import
        sales:contacts_new sales:file_upload sales:issue sales:mail sales:mail_draft sales:not_elsewhere
        sales:products_import sales:products_new sales:recur_document sales:recur_draft
    """,
    "it shows of a message what its envelope says, never the document": "network:transmission",
}  # reason → names


def test_every_address_leaves_a_row_or_says_why_not():
    named = [name for names in EXCEPT.values() for name in names.split()]
    assert sorted(named) == sorted(set(named) - set(LEAVES))
    assert set(addresses()) == set(LEAVES) | set(named)


@pytest.mark.parametrize("name", sorted(LEAVES))
def test_L05_what_is_done_or_shown_leaves_a_row(world, name):
    case = LEAVES[name]
    last = AuditEntry.objects.order_by("-id").values_list("id", flat=True).first() or 0
    address = reverse(name, kwargs={**({"pk": world[case.pk]} if case.pk else {}), **case.more})
    client = client_of(world, case.who)
    answer = client.get(address) if case.posted is None else client.post(address, filled_in(case.posted, world))
    b"".join(answer.streaming_content) if answer.streaming else answer.content
    new = AuditEntry.objects.filter(id__gt=last, via="page")
    assert case.action in set(new.values_list("action", flat=True)), (answer.status_code, answer.content[:0])
    known = world.persons.get(case.who)
    assert {each.user for each in new} <= {known, world.persons["alice"]}


def filled_in(posted: dict[str, str], world: dict[str, int]) -> dict[str, str]:
    """`@office` is the key of that thing of the world."""
    return {name: str(world[value[1:]]) if value.startswith("@") else value for name, value in posted.items()}


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
