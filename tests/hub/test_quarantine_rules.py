"""What a new room, model or query must not forget of quarantine (ADR 0183)."""

import re
from pathlib import Path

from django.apps import apps
from django.db.models import ForeignKey

from schakel.hub.documents.models import Document, DocumentManager, OfDocumentsManager
from schakel.hub.due import Due

HUB = Path(__file__).resolve().parents[2] / "schakel" / "hub"
# Rows of a document, and how those of one in quarantine stay out. A new model belongs here, with its answer.
MANAGED, BEHIND, ASKED = "its manager leaves them out", "shown only behind their document", "shown() where it is read"
ROWS = {
    "documents.Quarantine": "what it is",
    "documents.Scan": BEHIND,
    "documents.Judgement": BEHIND,
    "documents.LegalHold": BEHIND,
    "documents.Reading": BEHIND,
    "documents.DocumentLabel": BEHIND,
    "documents.PdfComparison": BEHIND,
    "documents.Event": BEHIND,
    "documents.Bill": BEHIND,
    "documents.SearchText": "asked only beside its document",
    "documents.History": BEHIND,
    "documents.SenderPdf": BEHIND,
    "documents.Twin": "shown with two documents that the person reaches, from `objects`",
    "forwarding.Dispatch": BEHIND,
    "forwarding.Forward": MANAGED,
    "network.Answer": "reachable_by() leaves them out",
    "network.Protest": "reachable_by() leaves them out",
    "network.Transmission": ASKED,
    "payments.Approval": BEHIND,
    "payments.Payable": MANAGED,
    "payments.Payment": ASKED,
    "sales.Draft": "an issued one is shown only behind its document",
    "sales.Mailing": BEHIND,
    "sales.Upload": "a filed one is shown only behind its document",
}
# Where documents in quarantine are meant too, and why. All else starts from `objects`.
EVERYTHING = {
    "documents/models.py": "defines it",
    "documents/views/detail.py": "its address says that it is in quarantine",
    "documents/api/documents.py": "so does the API",
    "documents/forms.py": "the operator's form of quarantine",
    "documents/filing.py": "the same bytes come once",
    "records/deletion/candidates.py": "counts only, for the owner; quarantine is one of the reasons to keep it",
    "records/deletion/reasons.py": "says that quarantine keeps it",
    "records/deletion/worker.py": "what was listed and put in quarantine since is kept, and its line says so",
    "records/deletion/dependents.py": "a row that is deleted is deleted",
    "metrics/figures.py": "the highest number that was given, and nothing of any document",
    "network/operating/looks.py": "an operator looks into it with a reason, quarantine or not",
    "records/reconcile.py": "whether the database has what the journal has",
    "records/missing_numbers.py": "likewise, so that nothing is filed twice",
    "documents/bills/panel.py": "that the same bill is in quarantine, of which nothing is shown",
    "documents/bills/alike.py": "explains it",
    "documents/views/list.py": "whoever adds it again is led to where they decide",
    "documents/waiting_files.py": "so is who added a long file",
    "documents/api/alike.py": "so is a program",
    "sales/uploads/upload.py": "the same bytes come once",
    "sales/issuing/numbers.py": "a number is given once",
    "payments/double_payments.py": "what was paid is not paid twice",
    "payments/file_decisions.py": "what must not be paid any more leaves its file, in which it would come back",
    "payments/models/payable.py": "defines it",
    "payments/payables.py": "the row of a document is made once",
    "documents/search/find.py": "counts how many an index would find, to choose one",
    "documents/unread_counts.py": "looks again at keys that were found without those in quarantine",
    "payments/open_items.py": "names contested ones, of which the list shows those that are not in quarantine",
    "payments/status.py": "what is left is kept right",
    "payments/matching.py": "what was chosen before it began",
    "network/responses/receive.py": "an answer that comes meanwhile is kept with its document",
    "forwarding/models/forward.py": "defines it, and notes how a try ended",
    "forwarding/models/forwarder.py": "what waits stops and starts with its forwarder",
    "forwarding/bill_effects.py": "what may go on again is not left behind when it comes back",
    "forwarding/overview.py": "counts along an index alone, and takes off those in quarantine",
    "forwarding/change_notices.py": "what its package knows is kept right; it is told nothing meanwhile",
    "documents/archives/worker.py": "what was imported before is known again",
    "forwarding/bounces.py": "notes that a mail came back",
    "overview/kinds.py": "names paid ones, for which nothing has to be done; none in quarantine is counted",
    "forwarding/dispatcher.py": "history is passed over, also where it is in quarantine",
}


def belonging() -> dict[str, type]:
    return {
        model._meta.label: model
        for model in apps.get_models()
        if any(isinstance(field, ForeignKey) and field.related_model is Document for field in model._meta.fields)
    }


def test_every_model_of_a_document_has_its_answer():
    assert set(belonging()) == set(ROWS)
    managed = {label for label, model in belonging().items() if isinstance(model._default_manager, OfDocumentsManager)}
    assert managed == {label for label, answer in ROWS.items() if answer == MANAGED}
    assert isinstance(Document._default_manager, DocumentManager)


def test_all_work_for_a_document_rests():
    work = {label: model for label, model in belonging().items() if issubclass(model, Due)}
    awake = {label for label, model in work.items() if model.paused_until is Due.paused_until}
    assert set(work) - awake == {
        "documents.PdfComparison",
        "forwarding.Forward",
        "network.Protest",
        "network.Transmission",
        "sales.Mailing",
    }
    assert awake == {"documents.Quarantine", "documents.Scan"}  # the mail about it, and what may lead to it


def test_documents_in_quarantine_are_read_only_where_it_says_why():
    found = {
        str(path.relative_to(HUB))
        for path in HUB.rglob("*.py")
        if "migrations" not in path.parts
        and re.search(r"\.everything\b|\"everything\"|\beverything = ", path.read_text())
    }
    assert found == set(EVERYTHING)
