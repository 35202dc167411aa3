"""The doctor's checks of the ten years: whether there is a backup, and whether the store is as it was kept."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schakel.hub.doctor.verdict import Result, bad, good, look
from schakel.hub.records import nightly
from schakel.hub.records.models import Backup, DamagedFile, StoreCheck

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
