"""Scanning: where the operator has a virus scanner (SCHAKEL_SCANNER), each document is looked at before its bytes go anywhere.

What is found harmful goes into quarantine, whole: who sends something harmful is not to be trusted in the rest either. As long as
the scanner does not answer, the page shows what the invoice says, and that its files wait; they are neither handed out nor
sent. Documents from before the scanner was set are left as they are. Without the setting nothing of this happens.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Max, Min
from django.utils import timezone

from schakel.einvoice.attachment import UnreadableAttachment
from schakel.hub.documents import files, store
from schakel.hub.documents.models import Document, Scan
from schakel.hub.documents.opening import opened
from schakel.hub.documents.quarantine import quarantine
from schakel.hub.documents.unseen import Unseen
from schakel.hub.due import work_each
from schakel.hub.outside.scanner import NotScanned, scan

BATCH = 20
LEASE = timedelta(minutes=5)
TIMEOUT = 60.0  # seconds for each file
LONGEST_WAIT = timedelta(minutes=5)  # until the scanner is asked again

unscanned = Unseen("scan")


def scan_new() -> int:
    """The worker's step."""
    if not settings.SCANNER:
        return 0
    first = Scan.objects.aggregate(first=Min("document"))["first"]
    if first is None:  # the scanner is new here: from the newest document on
        first = Document.objects.aggregate(newest=Max("pk"))["newest"] or 0
    new = unscanned.first(BATCH, above=first - 1)
    Scan.objects.bulk_create([Scan(document=row, due_at=timezone.now()) for row in new], ignore_conflicts=True)
    return work_each(Scan.claim(batch=BATCH, lease=LEASE), scan_document, lease=LEASE)


def scan_document(row: Scan) -> None:
    document = row.document
    try:
        found = next(
            (name for data in files_in(document) if (name := scan(data, at=settings.SCANNER, timeout=TIMEOUT))), ""
        )
    except NotScanned as fault:
        again = timezone.now() + row.backoff(LONGEST_WAIT)
        row.end_attempt(due_at=again, attempts=min(row.attempts, 10), last_error=str(fault)[:500])
        return
    if found:
        quarantine(document, f"The scanner found {found}", found=found)
    row.end_attempt(due_at=None, last_error="", scanned_at=timezone.now(), found=found[:200])


def files_in(document: Document) -> Iterator[bytes]:
    """The bytes as they came, and each file inside as its receiver would open it."""
    try:
        yield store.read(document.sha256)
    except store.Damaged:
        return  # nobody gets it
    yield from files.pdf_beside(document)
    invoice = opened(document).invoice
    for attachment in [file.attachment for file in invoice.documents if file.attachment] if invoice else []:
        try:
            yield attachment.content()
        except UnreadableAttachment:
            continue  # nobody gets that either
