"""What the log can say of somebody: its words, and those that rooms add (the events of a document)."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST = 40  # characters of a code, as its column holds

_labels: dict[str, "str | Promise"] = {}


class Action(models.TextChoices):
    SIGNED_IN = "signed_in", _("signed in")
    SIGNED_OUT = "signed_out", _("signed out")
    SIGN_IN_FAILED = "sign_in_failed", _("failed to sign in")
    ACCOUNT_CREATED = "account_created", _("created an account")
    ACCOUNT_CHANGED = "account_changed", _("changed how they sign in")
    ACCOUNT_TAKEN_BACK = "account_taken_back", _("took their account back")
    ACCOUNT_ERASED = "account_erased", _("erased their account")
    PERSONAL_DATA_EXPORTED = "personal_data_exported", _("downloaded their own data")
    SESSIONS_ENDED = "sessions_ended", _("signed out on other devices")

    DOCUMENT_SHOWN = "document_shown", _("viewed a document")
    DOCUMENT_FETCHED = "document_fetched", _("fetched a document with a program")
    LIST_EXPORTED = "list_exported", _("downloaded a list")
    PROOF_DOWNLOADED = "proof_downloaded", _("downloaded a proof")
    BULK_ACTION_STARTED = "bulk_action_started", _("started an action with many documents")
    BULK_ACTION_STOPPED = "bulk_action_stopped", _("stopped an action with many documents")
    ARCHIVE_IMPORTED = "archive_imported", _("imported an archive")
    ARCHIVE_DISCARDED = "archive_discarded", _("discarded an archive")
    BILL_RULE_CHANGED = "bill_rule_changed", _("changed the rules for warnings")
    RETENTION_CHANGED = "retention_changed", _("changed how long documents are kept")
    BILL_DECIDED = "bill_decided", _("decided on duplicates")

    OFFICE_CREATED = "office_created", _("created the office")
    OFFICE_CHANGED = "office_changed", _("changed settings of the office")
    MEMBER_JOINED = "member_joined", _("joined the office")
    MEMBER_LEFT = "member_left", _("ended a membership of the office")
    MEMBER_ROLE_CHANGED = "member_role_changed", _("changed the role of a member")
    MEMBER_COMPANIES_CHANGED = "member_companies_changed", _("changed for which companies a member works")
    HANDED_OVER = "handed_over", _("handed over the work of a member")
    COMPANY_ADDED = "company_added", _("added a company")
    COMPANY_CHANGED = "company_changed", _("changed a company")
    COMPANY_CLOSED = "company_closed", _("closed a company")
    COMPANY_REOPENED = "company_reopened", _("opened a closed company again")
    COMPANY_EXPORTED = "company_exported", _("asked for a file with everything of a company")
    COMPANY_EXPORT_DOWNLOADED = "company_export_downloaded", _("downloaded everything of a company")
    COMPANY_IMPORT_BROUGHT = "company_import_brought", _("uploaded a sheet of companies")
    COMPANY_IMPORT_STARTED = "company_import_started", _("imported a sheet of companies")
    COMPANY_IMPORT_DISCARDED = "company_import_discarded", _("discarded a sheet of companies")
    ACCESS_GIVEN = "access_given", _("gave access")
    ACCESS_ENDED = "access_ended", _("ended access")
    INVITATION_SENT = "invitation_sent", _("sent an invitation")
    INVITATION_ACCEPTED = "invitation_accepted", _("accepted an invitation")
    INVITATION_DECLINED = "invitation_declined", _("declined an invitation")
    INVITATION_WITHDRAWN = "invitation_withdrawn", _("withdrew an invitation")
    REMINDERS_ENDED = "reminders_ended", _("ended the reminders of an invitation")
    REMINDER_SENT = "reminder_sent", _("reminded of an invitation")
    KEY_CREATED = "key_created", _("created an API key")
    KEY_ENDED = "key_ended", _("revoked an API key")
    CHANGE_ASKED = "change_asked", _("asked for a change that needs a confirmation")
    CHANGE_CONFIRMED = "change_confirmed", _("confirmed a change")
    CHANGE_DONE = "change_done", _("put a change into force")
    CHANGE_REFUSED = "change_refused", _("refused a change")
    CHANGE_WITHDRAWN = "change_withdrawn", _("withdrew a change")
    CHANGE_LAPSED = "change_lapsed", _("let a change expire")

    PAYMENT_FILE_CREATED = "payment_file_created", _("created a payment file")
    PAYMENT_FILE_DECIDED = "payment_file_decided", _("decided on a payment file")
    PAYMENT_FILE_DOWNLOADED = "payment_file_downloaded", _("downloaded a payment file")
    STATEMENT_ADDED = "statement_added", _("added a bank statement")
    ENTRY_SETTLED = "entry_settled", _("linked a bank movement")

    NUMBERING_CHANGED = "numbering_changed", _("changed the invoice numbers")
    SELLER_CHANGED = "seller_changed", _("changed the settings for sales invoices")
    BOOK_CHANGED = "book_changed", _("changed the address book or the products")
    RECURRENCE_CHANGED = "recurrence_changed", _("changed a recurring invoice")
    UPLOAD_DISCARDED = "upload_discarded", _("discarded an uploaded invoice")
    MAILING_QUEUED = "mailing_queued", _("sent an invoice by e-mail")

    FORWARDER_ADDED = "forwarder_added", _("set up a package")
    FORWARDER_CHANGED = "forwarder_changed", _("changed a package")
    FORWARDER_ENDED = "forwarder_ended", _("removed a package")
    ROUTES_CHANGED = "routes_changed", _("changed bookkeeping addresses")
    FORWARD_RETRIED = "forward_retried", _("forwarded documents again")

    REGISTRATION_CHANGED = "registration_changed", _("changed a registration on Peppol")
    MANDATE_CHANGED = "mandate_changed", _("asked for or answered a mandate")
    RUN_CHANGED = "run_changed", _("invited or registered many companies")
    TRANSMISSION_QUEUED = "transmission_queued", _("sent an invoice over Peppol")
    TRANSMISSION_RETRIED = "transmission_retried", _("sent a message again")
    TRANSMISSION_LOOKED_INTO = "transmission_looked_into", _("viewed a message as operator")

    PROVIDER_ACCOUNT_ADDED = "provider_account_added", _("added an account at a provider")
    PROVIDER_ACCOUNT_CHANGED = "provider_account_changed", _("changed an account at a provider")
    PROVIDER_ACCOUNT_ENDED = "provider_account_ended", _("removed an account at a provider")

    DELETION_PREPARED = "deletion_prepared", _("prepared a list of old documents to delete")
    DELETION_CANCELLED = "deletion_cancelled", _("cancelled a list of old documents to delete")
    DELETION_CONFIRMED = "deletion_confirmed", _("confirmed the deletion of old documents")

    COMMAND_RUN = "command_run", _("ran a command on the server")
    LOG_EXPORTED = "log_exported", _("downloaded this log")
    ANCHORS_ACCEPTED = "anchors_accepted", _("accepted that the log differs from what was anchored")
    RESTORED = "restored", _("restored a backup")


def register(actions: type[models.TextChoices], *, prefix: str = "") -> None:
    """What one room can say. Raises ValueError: two have the same code, or one does not fit its column."""
    for each in actions:
        code = prefix + each.value
        if code in _labels or len(code) > LONGEST:
            raise ValueError(f"action {code!r} is registered already, or longer than {LONGEST} characters")
        _labels[code] = each.label


def label(code: str) -> str:
    """What was done, in the reader's language; of an older or newer Schakel: its code."""
    return str(_labels.get(code, code))


def labels() -> dict[str, str]:
    """Of every action, by its code, in the reader's language."""
    return {code: str(said) for code, said in _labels.items()}
