"""The doctor's checks of the ten years: whether there is a backup, and whether the store is as it was kept."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schakel.hub.doctor.verdict import Result, bad, good, look
from schakel.hub.records import nightly
from schakel.hub.records.models import AuditAnchor, AuditCheck, Backup, DamagedFile, StoreCheck

OLD = timedelta(days=2)
QUARTER = timedelta(days=95)


def backups() -> Iterator[Result]:
    """That somebody makes them: that they are whole says `schakel verify FOLDER`, and that they work the drill."""
    last = Backup.objects.order_by("-finished_at").first()
    if settings.DEMO:
        yield good(_("the demonstration is not backed up"))
        return
    if last is None:
        yield look(_("no backup was made yet: schakel backup FOLDER"))
        return
    values = {"at": f"{timezone.localtime(last.finished_at):%Y-%m-%d %H:%M}", "place": last.place}
    if timezone.now() - last.finished_at > OLD:
        yield look(_("the last backup is of %(at)s (%(place)s): make one each night") % values)
    else:
        yield good(_("the last backup is of %(at)s (%(place)s)") % values)
    if last.damaged_files:
        text = ngettext(
            "%(n)s file was missing or damaged when it was made: schakel verify",
            "%(n)s files were missing or damaged when it was made: schakel verify",
            last.damaged_files,
        )
        yield bad(text % {"n": last.damaged_files})


def audit_log() -> Iterator[Result]:
    """What the nightly check of the log found."""
    last = AuditCheck.objects.first()
    if last is None:
        yield good(_("the log of who did what is checked for the first time tonight"))
    elif last.faults:
        values = {"n": last.faults, "first": last.first_fault}
        yield bad(
            _("the log of who did what is not as it was written (%(n)s): %(first)s; see schakel audit verify") % values
        )
    elif timezone.now() - last.checked_at > OLD:
        at = f"{timezone.localtime(last.checked_at):%Y-%m-%d %H:%M}"
        yield look(
            _("the log of who did what was last checked on %(at)s: does the worker run each night?") % {"at": at}
        )
    else:
        yield good(_("the log of who did what is as it was written: %(n)s rows") % {"n": last.entries})
    if not (settings.DEMO or settings.AUDIT_ANCHORS or settings.AUDIT_ANCHORS_BY_MAIL):
        yield look(_("nothing outside proves the log: set SCHAKEL_AUDIT_ANCHORS, or SCHAKEL_AUDIT_ANCHORS_BY_MAIL"))
    late = AuditAnchor.objects.filter(due_at__isnull=False, made_at__lt=timezone.now() - OLD).order_by("day").first()
    if late:
        values = {"day": late.day, "error": late.last_error}
        yield bad(_("the anchor of the log of %(day)s is not outside yet: %(error)s") % values)


def damaged_files() -> Iterator[Result]:
    """What the nightly check found, looked at again now."""
    nightly.check_again()
    damaged = DamagedFile.objects.order_by("found_at")
    if first := damaged.first():
        text = ngettext(
            "%(n)s file of the store is missing or altered: %(first)s; put it back from a backup",
            "%(n)s files of the store are missing or altered, the first is %(first)s; put them back from a backup",
            damaged.count(),
        )
        yield bad(text % {"n": damaged.count(), "first": first.sha256})
    since = timezone.now() - QUARTER
    late = [each for each in StoreCheck.objects.order_by("pk") if (each.round_ended_at or each.began_at) < since]
    if late:
        text = _("the files of %(what)s were not all read within a quarter: does the worker run each night?")
        yield look(text % {"what": late[0].reference})
    elif not first:
        yield good(_("no file of the store is known to be damaged; each is read once a quarter"))
