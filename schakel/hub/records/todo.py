"""What waits for the operator about what is kept, for *Today* (connections.todo)."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schakel.hub.connections.todo import OperatorLine
from schakel.hub.records.models import Backup, DamagedFile

LONGEST = timedelta(days=2)  # between two backups, where there are any


def operator_lines() -> list[OperatorLine]:
    return [*damage(), *late_backup()]


def damage() -> list[OperatorLine]:
    """What the nightly check, or `schakel verify`, found."""
    number = DamagedFile.objects.count()
    if not number:
        return []
    oldest = DamagedFile.objects.order_by("found_at").values_list("found_at", flat=True).first()
    text = ngettext("%(n)s stored file is missing or altered", "%(n)s stored files are missing or altered", number)
    return [
        OperatorLine("bad", text % {"n": number}, oldest, _("Run schakel verify, and restore it from a backup"), "")
    ]


def late_backup() -> list[OperatorLine]:
    last = Backup.objects.order_by("-finished_at").values_list("finished_at", flat=True).first()
    if last is None or last > timezone.now() - LONGEST:
        return []
    return [OperatorLine("bad", _("The last backup is more than two days old"), last, _("Run schakel backup"), "")]
