"""Anchors: each day how far each chain was, kept outside. Who owns the database can write the log anew, but not what stands there.

A file of a few lines: for each chain its last position and that row's hash, and nothing of what was done.
"""

import json
import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from schakel.hub.audit.actions import Action
from schakel.hub.audit.chain import canonical, link_all
from schakel.hub.audit.models import AuditEntry
from schakel.hub.records.errors import RecordsError
from schakel.hub.records.models import AuditAnchor, Installation

MARK = "schakel_audit_anchor"
VERSION = 1
PREFIX, ENDING = "schakel-audit-", ".json"
HOUR = time(1, 30)  # local, from which on the day's anchor is made
LARGEST = 10 * 1024 * 1024  # bytes of a file of anchors

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Anchor:
    day: str  # 2026-11-30
    heads: dict[int, tuple[int, bytes]]  # of each office: the last position, and the hash of that row


def today() -> str:
    """The day whose anchor is to be there by now."""
    return f"{(timezone.localtime() - timedelta(hours=HOUR.hour, minutes=HOUR.minute)).date()}"


def create_anchor() -> AuditAnchor | None:
    """Today's, unless there is one: then None, also when another process is first."""
    day = today()
    if AuditAnchor.objects.filter(day=day).exists():
        return None
    link_all()
    now = timezone.now()
    row, is_new = AuditAnchor.objects.get_or_create(
        day=day, defaults={"made_at": now, "content": content_of(day, now), "due_at": now}
    )
    return row if is_new else None


def content_of(day: str, at: datetime) -> bytes:
    heads = AuditEntry.objects.exclude(position=None).values_list("office").annotate(last=Max("position"))
    chains = [head_of(office, position) for office, position in heads.order_by("office")]
    head = {MARK: VERSION, "installation": Installation.current().pk.hex, "day": day, "at": at.isoformat()}
    return canonical({**head, "chains": chains}) + b"\n"


def head_of(office: int, position: int) -> dict[str, object]:
    digest = AuditEntry.objects.values_list("hash", flat=True).get(office=office, position=position)
    return {"office": office, "position": position, "hash": bytes(digest or b"").hex()}


def read_anchor(data: bytes, *, name: str) -> Anchor:
    """Raises RecordsError: it is no anchor, or one of a newer Schakel."""
    try:
        found = json.loads(data)
        if found[MARK] != VERSION:
            raise ValueError(found[MARK])
        heads = {int(each["office"]): (int(each["position"]), bytes.fromhex(each["hash"])) for each in found["chains"]}
        return Anchor(str(found["day"])[:10], heads)
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise RecordsError("not_an_anchor", _("%(name)s is no anchor of the audit log.") % {"name": name}) from fault


def collect_anchors(paths: Iterable[Path] = ()) -> list[Anchor]:
    """Of the database, of the folder of the settings, and of these files and folders; without those that were accepted.

    Raises RecordsError: one cannot be read.
    """
    found = {bytes(row.content): f"{row}" for row in AuditAnchor.objects.order_by("day")}
    own = Path(settings.AUDIT_ANCHORS).glob(f"{PREFIX}*{ENDING}") if settings.AUDIT_ANCHORS else []
    for path in [*sorted(own), *files_in(paths)]:
        found.setdefault(read_file(path), str(path))
    anchors = [read_anchor(data, name=name) for data, name in found.items()]
    explained = accepted_days()
    return [each for each in anchors if each.day not in explained]


def files_in(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        yield from sorted(place.glob(f"{PREFIX}*{ENDING}")) if place.is_dir() else [place]


def read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST)
    except OSError as fault:
        text = _("The anchor %(name)s cannot be read: %(fault)s.")
        raise RecordsError("unreadable_anchor", text % {"name": path, "fault": fault.strerror}) from fault


def accepted_days() -> set[str]:
    """Of which somebody said why the log is another one: an older backup was restored."""
    said = AuditEntry.objects.filter(action=Action.ANCHORS_ACCEPTED).values_list("detail", flat=True)
    return {detail[:10] for detail in said}


def write_file(anchor: AuditAnchor, folder: Path) -> None:
    """On the disk when it returns. One that is there stays: it may say more than this one. Raises OSError."""
    path = folder / f"{PREFIX}{anchor}{ENDING}"
    folder.mkdir(parents=True, exist_ok=True)
    if path.exists():
        return
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(anchor.content)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
