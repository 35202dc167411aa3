"""The doctor's check of the journal: that it can be written, and that the database is not older than it."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from schakel.hub.doctor.verdict import Result, bad, good
from schakel.hub.records.reconcile import is_older_copy


def journal() -> Iterator[Result]:
    folder = Path(settings.JOURNAL)
    if is_older_copy():
        yield bad(_("the database is older than the journal: run `schakel journal replay`"))
    existing = next(each for each in (folder, *folder.parents) if each.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        yield bad(_("%(folder)s cannot be written, so no receipt and no number is given") % {"folder": folder})
    elif is_beside_database(existing):
        text = _("%(folder)s, on the disk of the database; on another disk it would outlive it (SCHAKEL_JOURNAL)")
        yield good(text % {"folder": folder})
    else:
        yield good(str(folder))


def is_beside_database(folder: Path) -> bool:
    place = Path(str(connection.settings_dict["NAME"]))
    return connection.vendor == "sqlite" and place.exists() and place.stat().st_dev == folder.stat().st_dev
