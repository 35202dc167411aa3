"""What is done and looked at before the service begins: the database brought up to date, sound, and of this version."""

import time
from gettext import gettext as _

import click

from schakel.cli.language import default_language, gettext_noop

PATIENCE = 30.0  # seconds for somebody who began at the same time to bring the database up to date
NOT_UP_TO_DATE = gettext_noop("The database is not up to date: run `schakel prepare`, or `schakel up`.")
MANY = 20  # changes that are missing only where there is no database yet


def prepare_all(*, check: bool) -> None:
    """Brings the database and the static files up to date, and loads the demonstration where it is wanted and missing."""
    from django.conf import settings
    from django.core.management import call_command

    from schakel.hub.web.static_files import collect_static_files

    require_sound(wanted=check)
    if len(missing_changes()) > MANY:
        click.echo(
            _("First start: making the database and loading the demonstration. This takes about a minute, once.")
            if settings.DEMO
            else _("First start: making the database. This takes about a minute, once.")
        )
    collect_static_files()  # first: `serve` waits for the database only
    call_command("migrate", verbosity=0)
    require_newest()
    if settings.DEMO:
        from schakel.hub.demonstration import registrations, story

        story.tell_once()
        registrations.connect_once()


def missing_changes() -> list[str]:
    """The changes that the database has not had yet.

    D14: after a step back to an older version nothing is written into tables it does not know. Raises ClickException.
    """
    from schakel.hub.web.schema_changes import difference

    missing, newer = difference()
    if newer:
        raise click.ClickException(
            _("The database was made by a newer version, which has {change}: use that one.").format(change=newer[0])
        )
    return missing


def require_schema() -> None:
    """D18: for a command that does not bring the database up to date itself. Beside one that does, it waits for it."""
    from schakel.hub.web.schema_changes import alone

    until, told = time.monotonic() + PATIENCE, False
    while True:
        with alone():  # who brings it up to date now is waited for, however long that takes
            if not missing_changes():
                return
        if time.monotonic() > until:
            raise click.ClickException(_(NOT_UP_TO_DATE))
        if not told:
            click.echo(_("The database is not up to date; waiting for `schakel prepare`."), err=True)
        told = True
        time.sleep(0.5)


def require_newest() -> None:
    """L02: an older copy of the database would give out numbers a second time, and not know messages that were acknowledged.
    Raises ClickException.
    """
    from django.conf import settings

    from schakel.hub.records.reconcile import is_older_copy

    if is_older_copy():
        text = _(
            "The database is older than the journal in {folder}: run `schakel journal replay`, which files again what is "
            "missing. If the journal belongs to another database, move it away."
        )
        raise click.ClickException(text.format(folder=settings.JOURNAL))


def require_sound(*, wanted: bool = False) -> None:
    """D05: after the disk failed SQLite is looked through before anything is written; less thoroughly when it is `wanted`
    because the service was cut off, for then the mark of a failed disk may be lost too. Raises ClickException.
    """
    from schakel.hub import storage_failure
    from schakel.hub.sqlite.checking import faults_found

    with storage_failure.check_after_loss() as failed:
        if not (failed or wanted):
            return
        click.echo(_("Schakel did not end as it should the last time; looking through the database."), err=True)
        if faults := faults_found(thoroughly=failed):
            text = _("The database is damaged ({fault}): restore the last backup.")
            raise click.ClickException(text.format(fault=faults[0]))


def warn_of_standbys() -> None:
    """D10: said at the start, not only when somebody asks the doctor."""
    from django.utils import translation

    from schakel.hub import doctor

    with translation.override(default_language()):
        for text in doctor.standbys():
            click.echo(_("Warning: {text}.").format(text=text), err=True)
