"""Documents by folder: the worker's step that takes in what other programs made and sent, so that a company's list is whole.

Under SCHAKEL_DOCUMENTS_FOLDER each office has a folder `office-7`. A sale is marked as sent elsewhere and never sent from
here; what lies in `office-7/history` is kept as history. What was not taken in is moved to `refused`, with the reason in a
text file beside it.
"""

from pathlib import Path

from django.conf import settings
from django.utils import translation

from schakel.file_permissions import share_file
from schakel.hub.connections.models import Connection, Office
from schakel.hub.documents import dropfolder
from schakel.hub.documents.bills.history import HistoryChoice
from schakel.hub.documents.filing import TOO_LARGE, Filed, NotFiled, Repeat, file
from schakel.hub.documents.models import Way
from schakel.hub.intervals import Interval

BETWEEN_LOOKS = Interval(dropfolder.PAUSE)
HISTORY = "history"  # the folder in that of an office


def read_folder() -> int:
    """The worker's step. Returns how many files were read."""
    return dropfolder.read_each(settings.DOCUMENTS_FOLDER, BETWEEN_LOOKS, take_in, within=("", HISTORY))


def take_in(path: Path, office: Office) -> bool:
    """Only for companies of this office: a file in its folder can reach nobody else's."""
    outcome = filed(path, office)
    if isinstance(outcome, NotFiled):
        why = dropfolder.free(path.parent / dropfolder.REFUSED / f"{path.name}.txt")
        with translation.override(office.language):
            why.write_text(f"{outcome.sentence} ({outcome.code})\n")
        share_file(why, why.parent)
        return False
    return True


def filed(path: Path, office: Office) -> Filed | Repeat | NotFiled:
    if path.stat().st_size > settings.UPLOAD_LIMIT:
        return TOO_LARGE
    of_office = Connection.objects.filter(company__office=office)
    history = HistoryChoice.HISTORY if path.parent.name == HISTORY else HistoryChoice.BY_DATE
    return file(path.read_bytes(), Way.FOLDER, among=of_office, sent_elsewhere=True, history=history)
