"""The doctor's checks of the disk: shared folders, and who else can read or replace what is there."""

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from schakel import file_permissions
from schakel.hub.doctor.verdict import Result, bad, good, look

SAMPLE = 20  # files that are named or counted


def folders() -> Iterator[Result]:
    """The folders for statements and documents, because we move what we read; and the forwarders' own."""
    if settings.STATEMENTS_FOLDER:
        yield check_folder(_("bank statements"), "SCHAKEL_STATEMENTS_FOLDER", settings.STATEMENTS_FOLDER)
    if settings.DOCUMENTS_FOLDER:
        yield check_folder(_("incoming documents"), "SCHAKEL_DOCUMENTS_FOLDER", settings.DOCUMENTS_FOLDER)
    if settings.FORWARDING_FOLDER:
        yield check_folder(_("forwarded files"), "SCHAKEL_FORWARDING_FOLDER", settings.FORWARDING_FOLDER)


def check_folder(what: str, setting: str, folder: str) -> Result:
    probe = Path(folder) / f".doctor-{os.getpid()}"
    try:
        probe.parent.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as fault:
        values = {"what": what, "setting": setting, "fault": fault}
        return bad(_("the folder for %(what)s (%(setting)s) cannot be written to: %(fault)s") % values)
    return good(_("the folder for %(what)s is %(folder)s") % {"what": what, "folder": folder})


def permissions() -> Iterator[Result]:
    """Whether only our own user reads what lies on the disk. The start has put right what it could."""
    yield from others_at(settings.DATA)
    outside = {
        "SCHAKEL_STATEMENTS_FOLDER": settings.STATEMENTS_FOLDER,
        "SCHAKEL_DOCUMENTS_FOLDER": settings.DOCUMENTS_FOLDER,
    }
    for setting, folder in (outside | {"SCHAKEL_FORWARDING_FOLDER": settings.FORWARDING_FOLDER}).items():
        if folder and Path(folder).is_dir():
            yield from others_in_shared(setting, Path(folder).resolve())
    for path in map(Path, [*settings.AP_KEYS, *settings.SMP_KEYS, *filter(None, [settings.PROVIDERS])]):
        if path.exists() and path.stat().st_mode & file_permissions.OTHERS:
            yield bad(
                _("other users of this machine can read %(path)s, which contains keys: chmod 600 %(path)s")
                % {"path": path}
            )


def others_at(data: Path) -> Iterator[Result]:
    opened = list(islice(file_permissions.open_to_others(data), SAMPLE))
    if opened:
        yield bad(said_of_opened(opened, data))
    if above := file_permissions.replaceable_from(data):
        yield bad(
            _("others can write in %(above)s, and so replace %(data)s: chmod go-w %(above)s")
            % {"above": above, "data": data}
        )
    if os.geteuid() not in (0, data.stat().st_uid):
        yield look(_("%(data)s belongs to another user: run Schakel as that user") % {"data": data})
    if not opened and not above:
        yield good(_("only its owner can read %(data)s") % {"data": data})


def said_of_opened(opened: list[Path], data: Path) -> str:
    values = {"first": opened[0], "n": len(opened) - 1, "data": data}
    if len(opened) == 1:
        who = _("other users of this machine can read %(first)s") % values
    elif len(opened) < SAMPLE:
        who = _("other users of this machine can read %(first)s and %(n)s more") % values
    else:
        who = _("other users of this machine can read %(first)s and at least %(n)s more") % values
    todo = _(
        "chmod -R go= %(data)s, as the user who owns it; if that changes nothing, its file system has no rights: "
        "move the data to another one"
    )
    return f"{who}: {todo % values}"


def others_in_shared(setting: str, folder: Path) -> Iterator[Result]:
    """A folder outside the data is shared on purpose, with a group; within, nobody else comes by."""
    if folder.is_relative_to(settings.DATA):
        if not settings.DEMO:
            yield look(
                _("%(setting)s is in the data folder, which other programs cannot enter: choose a folder outside it")
                % {"setting": setting}
            )
    elif folder.stat().st_mode & 0o007:
        yield look(
            _(
                "every user of this machine can enter %(folder)s (%(setting)s): give it to a group, and chmod 2770 %(folder)s"
            )
            % {"folder": folder, "setting": setting}
        )
