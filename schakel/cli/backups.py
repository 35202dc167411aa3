"""backup, restore, verify: what must be kept ten years, on another disk, and back."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from schakel.cli.load import load, record_command
from schakel.cli.options import in_json, json_option, language_option, stop

if TYPE_CHECKING:
    from schakel.hub.records.backup import CreatedBackup
    from schakel.hub.records.progress import Pace

FOLDER = click.argument("folder", callback=lambda _context, _parameter, value: absolute(value), metavar="FOLDER")
FOLDER_OR_NONE = click.argument(
    "folder", callback=lambda _context, _parameter, value: absolute(value), metavar="[FOLDER]", default=""
)
KEY = click.option(
    "--key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The file with the key of encrypted backups.",
)
SAMPLE = click.option(
    "--sample", type=click.IntRange(min=1), default=None, help="Read so many files, drawn by lot, instead of all."
)


@click.command()
@FOLDER
@click.option(
    "--encrypt-for",
    default="",
    metavar="KEY",
    help="Encrypt for this public key of age (age1…); chosen by the first backup.",
)
@click.option(
    "--keep", type=click.IntRange(min=1), default=None, help="Keep so many backups, the newest; all, without it."
)
@json_option
@language_option
def backup(folder: str, *, encrypt_for: str, keep: int | None, as_json: bool, lang: str) -> None:
    """Make a backup in FOLDER while the service goes on: the database, then each file that FOLDER does not have yet. FOLDER is a
    directory or s3://bucket/prefix.

    Exit code 0 all is in it, 1 some files are missing or damaged here and were left out, 2 there is no backup.
    """
    with records(lang):
        created = make_backup(folder, encrypt_for=encrypt_for, keep=keep or 0)
    manifest = created.manifest
    values = {"backup": manifest.name, "files": manifest.file_count, "new_files": created.new.files}
    values |= {"new_bytes": created.new.bytes, "damaged": manifest.damaged, "seconds": round(created.seconds, 1)}
    text = _("Backup {backup}: {files} files, {new_files} of them new; {seconds} seconds.")
    click.echo(in_json(values) if as_json else text.format(**values))
    name_damaged(manifest.damaged, as_json=as_json)


@click.command()
@FOLDER
@click.option(
    "--backup",
    "name",
    default="",
    metavar="NAME",
    help="Which backup, such as 2026-11-30T101500Z; the newest, without it.",
)
@click.option("--replace", is_flag=True, help="Move the data that are there aside first.")
@click.option(
    "--without-damaged", is_flag=True, help="Leave out files that the backup cannot give, instead of stopping."
)
@KEY
@json_option
@language_option
def restore(
    folder: str, *, name: str, replace: bool, without_damaged: bool, key: Path | None, as_json: bool, lang: str
) -> None:
    """Put a backup from FOLDER back where SCHAKEL_DATA and SCHAKEL_DATABASE say. Nothing may be there, unless --replace is given.

    Exit code 0 restored, 1 restored without some files, 2 nothing was changed.
    """
    with records(lang):
        from django.conf import settings

        from schakel.cli.supervisor import lock
        from schakel.hub.records.folder import open_folder
        from schakel.hub.records.history import record_restore
        from schakel.hub.records.places import Place
        from schakel.hub.records.restore import restore_backup

        with lock(settings.DATA):
            opened = open_folder(folder, key=key)
            done = restore_backup(
                Place.current(),
                opened,
                name,
                replace=replace,
                without_damaged=without_damaged,
                show=show_pace,
                on_loaded=lambda manifest: record_restore(manifest, opened.address),
            )
    values = {"backup": done.manifest.name, "files": done.files, "damaged": done.damaged}
    values |= {"aside": done.aside, "same_secret_key": done.is_same_key}
    click.echo(in_json(values) if as_json else _("Restored {backup}: the database and {files} files.").format(**values))
    if done.aside and not as_json:
        click.echo(_("What was there is in {aside}.").format(aside=", ".join(done.aside)))
    if not as_json:
        click.echo(_("What came after it is in the journal: schakel journal check."))
    if not done.is_same_key:
        click.echo(
            _(
                "The secret key here is not that of the backup: put back the file secret_key, or set SCHAKEL_SECRET_KEY."
            ),
            err=True,
        )
    name_damaged(done.damaged, as_json=as_json)


@click.command()
@FOLDER_OR_NONE
@click.option("--backup", "name", default="", metavar="NAME", help="Which backup in FOLDER; the newest, without it.")
@SAMPLE
@KEY
@json_option
@language_option
def verify(folder: str, *, name: str, sample: int | None, key: Path | None, as_json: bool, lang: str) -> None:
    """Read every file of the store and compare it with the database; with FOLDER, every file of a backup in it instead.

    Exit code 0 all is there, 1 something is missing, altered or left over, 2 it could not be looked through.
    """
    with records(lang):
        from schakel.hub.records.files import size_of
        from schakel.hub.records.folder import open_folder
        from schakel.hub.records.places import Place
        from schakel.hub.records.verify import require_not_older, verify_backup, verify_store

        if folder:
            opened = open_folder(folder, key=key)
            done = verify_backup(opened, name, sample=sample or 0, show=show_pace)
            require_not_older(Place.current(), opened)
        else:
            done = verify_store(Place.current(), sample=sample or 0, show=show_pace)
        for fault, which in done.faults:
            told = {"fault": fault.value, "file": which}
            click.echo(in_json(told) if as_json else f"{which}\t{fault.sentence}")
        values = {"files": done.files, "read": done.read, "faults": len(done.faults), "seconds": round(done.seconds, 1)}
        pace = size_of(round(done.bytes / max(done.seconds, 0.001)))
    text = _("{read} of {files} files read in {seconds} seconds ({pace} per second), {faults} faults.")
    click.echo(in_json(values) if as_json else text.format(pace=pace, **values))
    sys.exit(1 if done.faults else 0)


def make_backup(folder: str, *, encrypt_for: str = "", keep: int = 0) -> "CreatedBackup":
    """Raises RecordsError."""
    from schakel.cli.starting import require_schema
    from schakel.hub.records.backup import create_backup
    from schakel.hub.records.folder import create_folder
    from schakel.hub.records.history import record_backup
    from schakel.hub.records.models import Installation
    from schakel.hub.records.places import Place

    require_schema()
    record_command("backup")
    opened = create_folder(folder, Installation.current().pk.hex, encrypt_for)
    created = create_backup(Place.current(), opened, keep=keep, show=show_pace)
    record_backup(created, opened.address)
    return created


def absolute(address: str) -> str:
    """A directory from wherever the command runs; an address of a bucket, or nothing, as it is."""
    return address if not address or address.startswith("s3://") else str(Path(address).resolve())


@contextmanager
def records(lang: str) -> Iterator[None]:
    """Loaded, in this language; what cannot be done is said in a sentence, with exit code 2."""
    load()
    from django.utils import translation

    from schakel.hub.records.errors import RecordsError

    with translation.override(lang):
        try:
            yield
        except RecordsError as fault:
            stop(str(fault))


def show_pace(pace: "Pace") -> None:
    """Where somebody watches."""
    if sys.stderr.isatty():
        end = "\n" if pace.done >= pace.total else ""
        text = _("{done} of {total} files, {rate} per second")
        values = {"done": pace.done, "total": pace.total, "rate": round(pace.done / max(pace.seconds, 0.001))}
        click.echo(f"\r{text.format(**values)}  {end}", err=True, nl=False)


def name_damaged(damaged: list[str], *, as_json: bool) -> None:
    if not damaged:
        return
    if not as_json:
        for digest in damaged:
            click.echo(_("{digest} is missing or damaged.").format(digest=digest), err=True)
    sys.exit(1)
