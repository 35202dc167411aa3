"""Bank statements by folder: the worker's step that reads what a bank's program or a person laid there.

Under SCHAKEL_STATEMENTS_FOLDER each office has a folder `office-7`. What was read is moved to `done` in it, what was not,
or not wholly, to `refused`; what became of each stands on the page of the statements. The same file twice changes nothing.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from schakel.hub.connections.models import Office
from schakel.hub.documents import dropfolder
from schakel.hub.intervals import Interval
from schakel.hub.payments.matching import Added, add_statements_of_office
from schakel.hub.payments.models import FolderFile
from schakel.sepa.errors import SepaError, words_of

LARGEST = 20 * 1024 * 1024  # bytes of a statement
TOO_LARGE = "too_large"
BETWEEN_LOOKS = Interval(dropfolder.PAUSE)


def read_folder() -> int:
    """The worker's step. Returns how many files were read."""
    return dropfolder.read_each(settings.STATEMENTS_FOLDER, BETWEEN_LOOKS, take_in)


def folder_of(office: Office) -> Path:
    return dropfolder.folder_of(settings.STATEMENTS_FOLDER, office)


def take_in(path: Path, office: Office) -> bool:
    content = path.read_bytes() if path.stat().st_size <= LARGEST else None
    return not record_file(path, office, content=content).is_refused


def record_file(path: Path, office: Office, *, content: bytes | None) -> FolderFile:
    """Its row, with what became of it."""
    digest = hashlib.sha256(path.name.encode() if content is None else content).hexdigest()
    facts = outcome(content, office) | {"name": path.name[:200], "at": timezone.now()}
    file, _is_new = FolderFile.objects.update_or_create(office=office, sha256=digest, defaults=facts)
    return file


def outcome(content: bytes | None, office: Office) -> dict[str, object]:
    if content is None:
        return file_facts(Added(()), fault=TOO_LARGE)
    try:
        return file_facts(add_statements_of_office(content, office))
    except SepaError as fault:
        return file_facts(Added(()), fault=fault.code)


def file_facts(added: Added, *, fault: str = "") -> dict[str, object]:
    return {
        "fault": fault,
        "foreign": list(added.foreign),
        "shared": list(added.shared),
        "added": len(added.statements),
        "known": added.known,
        "matched": added.matched,
    }


def reasons(file: FolderFile) -> Iterator[str]:
    """Why something of it was not kept, and what to do, for the reader."""
    if file.fault == TOO_LARGE:
        yield _("%(name)s is too large for a bank statement.") % {"name": file.name}
    elif file.fault:
        yield words_of(file.fault).said_in(get_language() or "en")
    for iban in file.foreign:
        yield _(
            "No company here has account %(iban)s. Add it to its company, and put the file in the folder again."
        ) % {"iban": iban}
    for iban in file.shared:
        yield _("Several companies here have account %(iban)s. Add the file on the page of the right company.") % {
            "iban": iban
        }
