"""Documents by folder: the worker's step that takes in what other programs made and sent, so that a company's list is whole.

Under SCHAKEL_DOCUMENTS_FOLDER each office has a folder `office-7`. A sale is marked as sent elsewhere and never sent from
here; what lies in `office-7/history` is kept as history, and a PDF or picture without an invoice inside as a paper of the
company and side after which its folder is named, such as `office-7/0407214017-purchase`. What was not taken in is moved to
`refused`, with the reason in a text file beside it.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation

from schakel.file_permissions import share_file
from schakel.hub.connections.models import Connection, Office
from schakel.hub.documents import dropfolder
from schakel.hub.documents.bills.history import HistoryChoice
from schakel.hub.documents.filing import TOO_LARGE, Filed, NotFiled, Repeat, file
from schakel.hub.documents.models import Way
from schakel.hub.documents.papers import Target
from schakel.hub.intervals import Interval

BETWEEN_LOOKS = Interval(dropfolder.PAUSE)
HISTORY = "history"  # the folder in that of an office
OF_PAPERS = re.compile(r"([0-9]{10})-(purchase|sales)")  # such a folder in either of the two: where its papers go


def read_folder() -> int:
    """The worker's step. Returns how many files were read."""
    return dropfolder.read_each(settings.DOCUMENTS_FOLDER, BETWEEN_LOOKS, take_in, within=folders_in)


def folders_in(own: Path) -> Iterator[str]:
    for name in ("", HISTORY):
        yield name
        inside = sorted(os.scandir(own / name), key=lambda each: each.name) if (own / name).is_dir() else ()
        for each in inside:
            if OF_PAPERS.fullmatch(each.name) and each.is_dir(follow_symlinks=False):
                yield f"{name}/{each.name}".lstrip("/")


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
    of_office = Connection.objects.open().filter(company__office=office)
    history = HistoryChoice.HISTORY if HISTORY in path.parts[-3:-1] else HistoryChoice.BY_DATE
    paper = target_of(path, of_office)
    return file(path.read_bytes(), Way.FOLDER, among=of_office, sent_elsewhere=True, history=history, paper=paper)


def target_of(path: Path, of_office: QuerySet[Connection]) -> Target | None:
    """By the name of the folder: `0407214017-purchase`."""
    named = OF_PAPERS.fullmatch(path.parent.name)
    if not named:
        return None
    connection = of_office.filter(company__enterprise_number=named[1], side=named[2]).select_related("company").first()
    return Target(connection, path.name) if connection else None
