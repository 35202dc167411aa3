"""What is asked at each address of the pages, and which action it leaves in the log; or why none."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from schakel.hub.connections.models import Company, CompanyImport, InvitationMail
from schakel.hub.documents import store
from schakel.hub.documents.archives.bring import KIND
from schakel.hub.documents.archives.progress import Progress
from schakel.hub.documents.bills.decide import decide
from schakel.hub.documents.bills.models import Twin
from schakel.hub.documents.models import Document, WaitingFile
from schakel.hub.forwarding.models import Forward
from schakel.hub.network.models import AccountCompany, Registration, Transmission
from schakel.hub.people.models import User
from schakel.hub.sales.models import Upload
from tests.hub.documents.ubl import BAKERY, invoice, party
from tests.hub.payments.camt import IBAN, camt, out
from tests.hub.world import World


@dataclass(frozen=True)
class Leaves:
    """What is asked there, and which action it leaves."""

    action: str
    pk: str = ""  # names a thing of the world
    posted: dict[str, Any] | None = field(default_factory=dict)  # None: it is fetched
    who: str = "alice"
    more: dict[str, Any] = field(default_factory=dict)
    query: str = ""
    before: Callable[[World], object] = lambda _world: None  # brings the thing where this can be done with it


def decide_twin(world: World) -> None:
    decide(Twin.objects.get(pk=world["twin"]), Twin.Decision.TWO, by=User.objects.get(pk=world.persons["alice"]))


def ready_archive(_world: World) -> None:
    WaitingFile.objects.update(kind=KIND, result=Progress(phase="ready").as_json(), due_at=None)


def empty_account(_world: World) -> None:
    AccountCompany.objects.all().delete()


def failed_registration(_world: World) -> None:
    Registration.objects.update(state="failed")


def failed_transmissions(_world: World) -> None:
    Transmission.objects.update(state="failed", due_at=None)


def failed_forwards(_world: World) -> None:
    Forward.objects.update(state="failed", due_at=None)


def checked_import(_world: World) -> None:
    CompanyImport.objects.update(state="checked", due_at=None)


def sent_elsewhere(_world: World) -> None:
    Document.objects.update(sent_elsewhere=True)


def waiting_letters(_world: World) -> None:
    """Mailed two days ago, with a reminder to come."""
    InvitationMail.objects.update(sent_at=timezone.now() - timedelta(days=2))
    for letter in InvitationMail.objects.all():
        letter.reminders.create(day=4, due_at=timezone.now() + timedelta(days=2))


def own_account(world: World) -> None:
    Company.objects.get(pk=world["company"]).accounts.create(iban=IBAN)


def own_upload(_world: World) -> None:
    sale = invoice(number="S-1", seller=party("Bakery", BAKERY), buyer=party("Hotel", "0899965307"))
    Upload.objects.update(sha256=store.keep(sale))


XML = SimpleUploadedFile("a.xml", invoice(number="Brought"))
STATEMENT = SimpleUploadedFile("a.xml", camt(out("-1.00")))
PROTEST = {"says": "UQ", "reasons": "price", "email": "a@mill.example", "language": "nl"}
RECURRENCE = {"first": "2099-01-01", "mode": "draft"}
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
    "connections:close_company": Leaves(
        "company_closed", "company", {"day": str(timezone.localdate() + timedelta(days=9))}
    ),
    "records:company_exports": Leaves("company_exported", "company"),
    "records:export_part": Leaves("company_export_downloaded", "export", None, more={"number": 1}),
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
    "documents:stop_action": Leaves("bulk_action_stopped", "bulk_action"),
    "documents:hold": Leaves("document_kept_on", "document", {"reason": "a dispute"}),
    "documents:office_bill_rule": Leaves("bill_rule_changed", "office", {"contest_days": "9"}),
    "documents:undo_twins": Leaves("bill_decided", "twin", before=decide_twin),
    "documents:upload": Leaves("document_received", posted={"files": XML}),
    "documents:discard_archive": Leaves("archive_discarded", "waiting_file", before=ready_archive),
    "documents:import_archive": Leaves("archive_imported", "waiting_file", before=ready_archive),
    "network:migration_keys_download": Leaves("list_exported", posted=None, query="?leaving"),
    "network:account_sheet_template": Leaves("list_exported", posted=None),
    "network:new_account": Leaves("provider_account_added", posted={"key": "key_BBBB"}, more={"kind": "recommand"}),
    "network:edit_account": Leaves("provider_account_changed", "provider_account", {"key": "key_BBBB"}),
    "network:end_account": Leaves("provider_account_ended", "provider_account", before=empty_account),
    "network:register_again": Leaves("registration_changed", "registration", before=failed_registration),
    "network:retry": Leaves("transmission_retried", "transmission", who="olga", before=failed_transmissions),
    "network:send_again": Leaves("transmission_retried", "sent", before=failed_transmissions),
    "network:send_upload": Leaves("transmission_queued", "upload", before=own_upload),
    "records:deletions": Leaves("deletion_prepared", posted={"company": "@company", "year": "2011"}),
    "records:personal_data": Leaves("account_erased", posted={"sure": "on"}, who="rita"),
    "connections:discard_import": Leaves("company_import_discarded", "company_import", before=checked_import),
    "connections:start_import": Leaves("company_import_started", "company_import", before=checked_import),
    "connections:end_reminders": Leaves("reminders_ended", "letter", before=waiting_letters),
    "connections:invite_many": Leaves(
        "invitation_sent", posted={"company": "@company", "send": "1", "kinds": "sales", "role": "read"}
    ),
    "connections:remind": Leaves("reminder_sent", posted={"letter": "@letter"}, before=waiting_letters),
    "forwarding:retry": Leaves("forward_retried", posted={"pk": "@forward"}, before=failed_forwards),
    "network:new_run": Leaves(
        "run_changed", posted={"company": "@company", "start": "1", "sides": "purchase", "role": "read"}
    ),
    "payments:company_statements": Leaves("statement_added", "company", {"files": STATEMENT}, before=own_account),
    "sales:contacts_new": Leaves(
        "book_changed",
        "company",
        {"name": "New", "country": "BE", "language": "nl", "is_vat_payer": "0", "payment_days": "30"},
    ),
    "sales:products_new": Leaves("book_changed", "company", {"name": "Cake", "vat": "6", "price": "1", "unit": "C62"}),
    "sales:file_upload": Leaves("document_received", "upload", {"as": "elsewhere"}, before=own_upload),
    "sales:mail": Leaves("mailing_queued", "sale", {"email": "h@h.example", "language": "nl"}),
    "sales:not_elsewhere": Leaves("document_not_elsewhere", "sale", before=sent_elsewhere),
    "sales:recur_document": Leaves("recurrence_changed", "sale", RECURRENCE),
    "sales:recur_draft": Leaves("recurrence_changed", "draft", RECURRENCE),
}

EXCEPT = {
    "it shows lists, forms and settings; what is opened or changed from there is recorded": """
        network:account network:account_sheet_faulty network:accounts
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
        people:session people:signed_in
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
    "it calls the function that another address here, or the API, records through": """
        connections:change connections:reopen_company documents:begin_action documents:confirm_warnings documents:instead
        documents:undo_confirmation forwarding:accept forwarding:addresses forwarding:edit forwarding:new
        network:account_sheet network:contest network:hand_over network:migration_keys network:not_ours
        network:registration network:send_draft network:withdraw_protest payments:new_file records:deletion
        sales:accounts sales:contacts_import sales:issue sales:mail_draft sales:products_import
    """,
    "it shows of a message what its envelope says, never the document": "network:transmission",
}  # reason → names
