"""A ZIP is brought: looked at for what is dangerous, kept, and looked through by the worker before anybody says yes."""

from django.db import transaction
from django.utils import timezone

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record_of_person
from schakel.hub.connections.models import Connection
from schakel.hub.documents import waiting_files
from schakel.hub.documents.archives.progress import Progress
from schakel.hub.documents.archives.worker import KIND
from schakel.hub.documents.archives.zip_reader import START, UnreadableZip, ZipReader
from schakel.hub.documents.bills.history import HistoryChoice
from schakel.hub.documents.filetypes import LOOKED_AT, UNKNOWN, type_of
from schakel.hub.documents.filing import NotFiled
from schakel.hub.documents.models import WaitingFile
from schakel.hub.people.models import User


def is_archive(data: bytes) -> bool:
    """A ZIP, and no workbook."""
    return data.startswith(START) and type_of(data[:LOOKED_AT]) == UNKNOWN


def bring_archive(name: str, data: bytes, *, by: User, papers_to: Connection | None) -> WaitingFile | NotFiled:
    """Kept for the worker to look through. What comes out of an archive is history, until somebody says otherwise."""
    try:
        ZipReader(data)
    except UnreadableZip as fault:
        return NotFiled(fault.code, fault.sentence)
    progress = Progress(connection=papers_to.pk if papers_to else None)
    return waiting_files.keep_for_later(KIND, name, data, by=by, result=progress.as_json())


def begin_import(file: WaitingFile, *, history: HistoryChoice, papers_to: Connection | None) -> bool:
    """Somebody has looked, and says yes. False: it is not ready for that, or is under way."""
    with transaction.atomic():
        row = WaitingFile.objects.select_for_update().defer("data").get(pk=file.pk)
        if not is_ready(row):
            return False
        progress = Progress.from_json(row.result)
        progress.begin("importing")
        progress.history, progress.connection = history.value, papers_to.pk if papers_to else None
        row.result, row.due_at, row.seen_at = progress.as_json(), timezone.now(), None
        row.save(update_fields=["result", "due_at", "seen_at"])
        record_of_person(Action.ARCHIVE_IMPORTED, row.by_id)
    return True


def discard(file: WaitingFile) -> bool:
    """Nothing of it is taken in. False: it is under way, or over."""
    with transaction.atomic():
        row = WaitingFile.objects.select_for_update().defer("data").get(pk=file.pk)
        if not is_ready(row):
            return False
        record_of_person(Action.ARCHIVE_DISCARDED, row.by_id)
        row.delete()
    return True


def is_ready(file: WaitingFile) -> bool:
    """It was looked through, and waits for somebody's word."""
    return file.kind == KIND and file.result is not None and Progress.from_json(file.result).phase == "ready"
