"""Every address as a stranger (G01–G05): what is not yours answers exactly as what does not exist, and nothing changes.

Built from the URL configuration: a new address without a case here fails.
"""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from schakel.hub.documents.models import Reading
from tests.hub.addresses import addresses
from tests.hub.documents.ubl import BAKERY
from tests.hub.scope import Watched
from tests.hub.world import World

NOBODY_HAS = 987654321
# Which of these a page knows does not hang on who asks: one of the strangers tries them.
RARE = ("head", "put", "patch", "delete")
STRANGER = "diane"  # and she asks what does not exist: neither does that answer hang on who asks, once one is signed in
SEEN = {"last_login", "used_at", "minute", "calls"}  # when someone, or a key, was last seen
pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Own:
    """An address of one thing: `pk` names it in the world below; `who` may come in, all others may not."""

    pk: str
    who: tuple[str, ...]
    more: dict[str, Any] = field(default_factory=dict)
    posted: dict[str, str] = field(default_factory=dict)  # without which who may is refused as well


WHOLE = ("alice", "bob", "maya")  # who work for all companies of the office
OFFICE = (*WHOLE, "mia")  # and Mia, who works for the bakery only
READERS = (*OFFICE, "clara", "rita")
WRITERS = (*OFFICE, "clara")
STAFF = ("alice", "maya")
OWNER = ("alice",)
OPERATOR = ("olga",)
BOOK_DEEDS = ("", "_new", "_find", "_export", "_import")

OF_ONE = {
    **{f"connections:{name}": Own("company_import", WHOLE) for name in ("import", "import_faulty")},
    **{f"connections:{name}": Own("company_import", WHOLE) for name in ("start_import", "discard_import")},
    "connections:company_keys": Own("company", WRITERS),
    "connections:office_keys": Own("office", WHOLE),
    "connections:end_key": Own("key", OFFICE),
    "connections:history": Own("purchases", OFFICE),
    "connections:access": Own("purchases", READERS),
    "connections:changes": Own("company", READERS),
    "connections:change": Own("change", WRITERS),
    "connections:end_access": Own("access", WRITERS),
    "connections:company": Own("company", READERS),
    "connections:edit_company": Own("company", OFFICE),
    **{f"connections:{name}": Own("company", STAFF) for name in ("close_company", "reopen_company")},
    "connections:sharing": Own("company", OFFICE),
    "connections:send_again": Own("letter", OFFICE),
    "connections:withdraw": Own("invitation", OFFICE),
    "connections:end_reminders": Own("letter", OFFICE),
    "connections:office_reminders": Own("office", OWNER),
    "connections:one_office": Own("office", (*OFFICE, "lena")),
    "connections:invite_member": Own("office", STAFF),
    "connections:withdraw_member": Own("member_invitation", STAFF),
    "connections:end_member": Own("member", ("alice", "bob", "maya")),
    **{f"connections:{name}": Own("member", STAFF) for name in ("member", "member_companies")},
    "network:registration": Own("company", OFFICE),
    **{f"network:{name}": Own("run", OFFICE) for name in ("run", "retry_run", "end_run")},
    "network:account": Own("provider_account", WHOLE),
    **{f"network:{name}": Own("provider_account", OWNER) for name in ("edit_account", "try_account", "end_account")},
    "network:end_account_company": Own("account_company", OWNER),
    "network:unregister": Own("registration", OFFICE),
    "network:register_again": Own("registration", OFFICE),
    "network:hand_over": Own("registration", OFFICE),
    "network:mandate_again": Own("mandate", OFFICE),
    "network:mandate_proof": Own("mandate", OFFICE),
    "documents:twins": Own("twin", READERS),
    "documents:undo_twins": Own("twin", READERS),
    "documents:bill_rule": Own("company", OFFICE),
    "documents:retention_rule": Own("company", OWNER),
    "documents:hold": Own("document", OFFICE),
    **{f"records:{name}": Own("deletion", OWNER) for name in ("deletion", "cancel_deletion")},
    **{f"records:{name}": Own("deletion", OWNER) for name in ("deletion_sheet", "deletion_proof")},
    "records:company_exports": Own("company", WRITERS),
    "records:export_part": Own("export", OWNER, {"number": 1}),
    "documents:office_bill_rule": Own("office", WHOLE),
    **{f"documents:{name}": Own("waiting_file", OWNER) for name in ("waiting", "import_archive", "discard_archive")},
    "documents:detail": Own("document", READERS),
    "documents:unread": Own("document", READERS),
    "documents:document_labels": Own("document", OFFICE),
    "documents:new_label": Own("office", WHOLE),
    "documents:saved_view": Own("saved_view", WHOLE),
    "documents:edit_view": Own("saved_view", WHOLE),
    "documents:remove_view": Own("saved_view", WHOLE),
    "documents:begin_with_view": Own("saved_view", WHOLE),
    "documents:count_view": Own("saved_view", WHOLE),
    "documents:bulk_action": Own("bulk_action", OWNER),
    "documents:stop_action": Own("bulk_action", OWNER),
    "documents:label": Own("label", WHOLE),
    "documents:remove_label": Own("label", WHOLE),
    "documents:instead": Own("document", READERS),
    "documents:confirm_warnings": Own("document", WRITERS),
    "documents:undo_confirmation": Own("document", WRITERS),
    "documents:original": Own("document", READERS),
    "documents:pdf": Own("document", READERS),
    "documents:beside": Own("document", READERS),
    "documents:readable": Own("document", READERS),
    "payments:mark": Own("document", WRITERS),
    "payments:picture": Own("document", WRITERS),
    "payments:company_statements": Own("company", WRITERS),
    "payments:statement": Own("statement", WRITERS),
    "payments:settle": Own("entry", WRITERS),
    "payments:company": Own("company", WRITERS),
    "payments:new_file": Own("company", WRITERS),
    "payments:file": Own("payment_file", WRITERS),
    "payments:decide": Own("payment_file", WRITERS),
    "payments:download": Own("payment_file", WRITERS),
    "forwarding:forwarder": Own("forwarder", WHOLE),
    "forwarding:edit": Own("forwarder", WHOLE),
    "forwarding:test": Own("forwarder", WHOLE),
    "forwarding:switch": Own("forwarder", WHOLE),
    "forwarding:accept": Own("forwarder", WHOLE),
    "forwarding:secret": Own("webhook", WHOLE),
    "forwarding:retire": Own("forwarder", WHOLE),
    "forwarding:company": Own("company", OFFICE),
    "forwarding:send_again": Own("company", OFFICE),
    "forwarding:forward": Own("forward", OFFICE),
    "forwarding:hold": Own("document", OFFICE),
    "network:answer": Own("document", WRITERS),
    "network:not_ours": Own("document", WRITERS),
    "network:contest": Own("document", WRITERS),
    "network:withdraw_protest": Own("document", WRITERS),
    "network:protest_proof": Own("protest", READERS),
    "network:send": Own("sale", OFFICE),
    "network:sent_proof": Own("sent", (*OFFICE, "rita")),
    "network:send_again": Own("sent", OFFICE),
    "network:proof": Own("answer", READERS),
    "audit:log": Own("office", OWNER),
    "audit:export": Own("office", OWNER),
    "audit:company_log": Own("company", READERS),
    "audit:company_log_sheet": Own("company", READERS),
    "network:transmission": Own("transmission", OPERATOR),
    "documents:end_quarantine": Own("quarantine", OPERATOR),
    "documents:quarantine_original": Own("quarantine", OPERATOR),
    "network:evidence": Own("transmission", OPERATOR),
    "network:retry": Own("transmission", OPERATOR),
    **{f"sales:{book}{deed}": Own("company", OFFICE) for book in ("contacts", "products") for deed in BOOK_DEEDS},
    **{f"sales:contacts_{deed}": Own("contact", OFFICE) for deed in ("edit", "remove")},
    **{f"sales:products_{deed}": Own("product", OFFICE) for deed in ("edit", "remove")},
    "sales:change_recurrence": Own("recurrence", OFFICE),
    "sales:recur_draft": Own("draft", OFFICE),
    "sales:recur_document": Own("sale", OFFICE),
    "sales:uploads": Own("company", OFFICE),
    **{f"sales:{name}": Own("upload", OFFICE) for name in ("upload", "upload_paper", "file_upload", "discard_upload")},
    "network:send_upload": Own("upload", OFFICE),
    "sales:mail": Own("sale", OFFICE),
    "sales:not_elsewhere": Own("sale", OFFICE),
    "sales:mail_draft": Own("draft", OFFICE),
    "sales:mail_again": Own("mailing", OFFICE),
    "sales:seller": Own("company", OFFICE),
    "sales:numbering": Own("company", OFFICE),
    **{f"sales:{deed}": Own("draft", OFFICE) for deed in ("draft", "delete", "issue", "preview", "attach")},
    **{f"network:{deed}": Own("draft", OFFICE) for deed in ("send_draft", "reachable")},
    "sales:detach": Own("attachment", OFFICE),
    "sales:from_document": Own("sale", OFFICE, posted={"as": "copy"}),
    "sales:accounts": Own("company", OFFICE),
    "sales:logo": Own("company", OFFICE),
    "sales:example": Own("company", OFFICE),
    "documents:attachment": Own("document", READERS, {"index": 0}),
}
# Lists and forms about oneself: everyone signed in gets their own, and nobody else's name is on them.
OF_ONESELF = {
    "demonstration:invoices",
    "home", "find", "people:keys", "overview:today", "overview:choose", "overview:kind",
    "people:me", "people:signed_in", "people:again", "people:leave", "connections:list", "connections:offered",
    "connections:new_company",
    "connections:invite_many", "connections:imports", "connections:import_template", "connections:unanswered", "connections:remind",
    "network:runs", "network:new_run", "network:registrations", "network:accounts", "network:new_account",
    "network:migration_keys", "network:migration_keys_download",
    "network:account_sheet", "network:account_sheet_template", "network:account_sheet_faulty",
    "connections:office", "connections:new_office", "documents:list", "documents:upload",
    "documents:take", "documents:labels", "documents:saved_views", "documents:new_view", "documents:start",
    "documents:begin_action",
    "documents:progress", "documents:history", "documents:quarantine", "records:deletions", "records:personal_data",
    "records:export_personal_data", "network:answers", "network:operating",
    "usersessions_list",
    "forwarding:list", "forwarding:retry", "forwarding:choose", "forwarding:package", "forwarding:new",
    "forwarding:addresses", "forwarding:addresses_export",
    "sales:list", "sales:new",
    "sales:recurrences", "payments:list", "payments:files", "payments:statements", "payments:reminder", "payments:export",
    "account_email", "account_change_password", "account_set_password", "account_reauthenticate", "account_logout",
    "mfa_index", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn",
}  # fmt: skip
# Open to anybody: they show nothing of anybody. The proof each asks for is tested with its room.
OPEN = {
    "people:language", "people:session", "people:take_back", "people:open_take_back",
    "account_login", "account_signup", "account_inactive",
    "account_email_verification_sent", "account_reset_password", "account_confirm_login_code",
    "account_confirm_password_reset_code", "account_complete_password_reset", "account_password_reset_completed",
    "account_request_login_code", "mfa_authenticate", "mfa_login_webauthn", "connections:open_invitation",
    "connections:invitation", "connections:invitation_sign_out", "connections:request_link", "network:as4", "network:smp",
    "api:reference", "api:openapi", "api:nowhere", "network:provider", "live", "ready", "metrics",
    "network:mandate", "network:open_mandate",
    "demonstration:as4", "demonstration:smp", "demonstration:mailbox", "demonstration:mail",
    "demonstration:body", "demonstration:session",
}  # fmt: skip


def people(world: World) -> dict[str, Client]:
    return {name: client_of(world, name) for name in (*world.sessions, "anonymous")}


def client_of(world: World, name: str) -> Client:
    client = Watched(world.persons[name]) if name in world.persons else Client(headers={"host": settings.HOST})
    client.cookies.load({settings.SESSION_COOKIE_NAME: world.sessions[name]} if name in world.sessions else {})
    return client


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all rooms, except what changes by being looked at."""
    quiet = {"sessions.session", "usersessions.usersession"}
    models = [model for model in apps.get_models() if model._meta.managed and model._meta.label_lower not in quiet]
    with connection.cursor() as cursor:
        return {model._meta.label: cursor.execute(rows_of(model)).fetchall() for model in models}


@cache
def rows_of(model: type[Model]) -> str:
    """In SQL: a row made into an object costs ten times as much, and all are read twice in each test."""
    columns = [f'"{column.column}"' for column in model._meta.concrete_fields if column.column not in SEEN]
    return f'SELECT {", ".join(columns)} FROM "{model._meta.db_table}" ORDER BY "{model._meta.pk.column}"'


def test_every_address_has_a_case():
    assert set(addresses()) == set(OF_ONE) | OF_ONESELF | OPEN


@pytest.mark.parametrize("name", sorted(OF_ONE))
def test_G01_who_may_not_gets_the_answer_of_what_does_not_exist(world, name):
    case, clients = OF_ONE[name], people(world)
    address = reverse(name, kwargs={"pk": world[case.pk], **case.more})
    nowhere = reverse(name, kwargs={"pk": NOBODY_HAS, **case.more})
    before = everything()
    missing = {method: answered(clients[STRANGER], method, nowhere) for method in ("get", "post", *RARE)}
    assert set(missing.values()) <= {404, 405}
    for who in sorted(set(clients) - set(case.who) - {"anonymous"}):
        for method in ("get", "post", *(RARE if who == STRANGER else ())):
            assert answered(clients[who], method, address) == missing[method], (who, method)
    for method in ("get", "post"):
        asked = answered(clients["anonymous"], method, address)
        assert asked == answered(clients["anonymous"], method, nowhere) in {302, 404, 405}, method
    assert everything() == before


def answered(client: Client, method: str, address: str) -> int:
    return getattr(client, method)(address).status_code


@pytest.mark.parametrize(("name", "who"), [(name, who) for name, case in sorted(OF_ONE.items()) for who in case.who])
def test_G09_G10_who_may_comes_in_reads_what_is_theirs_and_no_cache_keeps_it(world, name, who):
    """So that the test above can fail: the same address answers those to whom it belongs. `Watched` reads along."""
    case, client = OF_ONE[name], client_of(world, who)
    address = reverse(name, kwargs={"pk": world[case.pk], **case.more})
    answer = client.get(address)
    if answer.status_code == 405:
        answer = client.post(address, case.posted)
    assert answer.status_code not in {403, 404, 405}


@pytest.mark.parametrize("name", sorted(OF_ONESELF))
def test_G03_lists_hold_nothing_of_others(world, name):
    clients = people(world)
    given = {"pk": NOBODY_HAS, "key": "octopus", "kind": "recommand", "code": "without_package"}
    address = reverse(name, kwargs={key: value for key, value in given.items() if f":{key}>" in addresses()[name]})
    assert clients["anonymous"].get(address).status_code in {302, 404, 405}
    of_company = ("Bakery Cornflower", BAKERY, "clara@clara.example", "Unpaid by many", "Pastry")
    for who in ("diane", "eve", "frank", "lena", "ron"):
        page = clients[who].get(address, follow=True)
        for secret in (*of_company, *(() if who == "lena" else ("Office Alice", "To discuss"))):
            assert secret not in page.text, (who, secret)


def test_G05_what_one_person_does_changes_only_his_own_view(world):
    clients, address = people(world), reverse("documents:detail", kwargs={"pk": world["document"]})
    assert clients["alice"].get(address).status_code == clients["clara"].get(address).status_code == 200
    clients["clara"].post(reverse("documents:unread", kwargs={"pk": world["document"]}))
    clients["clara"].post(reverse("connections:end_access", kwargs={"pk": world["access"]}))
    assert clients["clara"].get(address).status_code == 404
    assert clients["alice"].get(address).status_code == 200
    read_by = Reading.objects.filter(document=world["document"]).values_list("user__name", flat=True)
    assert list(read_by) == ["Alice"]
