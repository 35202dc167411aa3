"""Writing into the log, in the transaction of what is told: both are there or none is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import models
from django.utils import timezone

from schakel.hub.audit.models import INSTALLATION, AuditEntry
from schakel.hub.audit.origin import Via, current

LONGEST_DETAIL = 500  # characters
offices_of: list[
    Callable[[int], Iterable[int]]
] = []  # id of an account → of the offices it works in; a room above adds it


@dataclass(frozen=True)
class Place:
    """Whose log it belongs to. Without an office: the installation's."""

    office: int = INSTALLATION
    company: int | None = None


def record(
    action: str,
    on: models.Model | None = None,
    *,
    place: Place = Place(),
    by: int | None = None,
    detail: str = "",
) -> None:
    """Somebody did this, with that row: by default who is signed in, or whose API key it is.

    `detail` is a code or a few, never what a document says, an address of somebody or a secret.
    """
    AuditEntry.objects.create(**facts_of(action, on, place, by=by, detail=detail))


@dataclass(frozen=True)
class Deed:
    """One of many that are recorded together."""

    action: str
    on: models.Model
    place: Place
    by: int | None = None
    detail: str = ""


def record_all(deeds: Iterable[Deed]) -> None:
    rows = [AuditEntry(**facts_of(each.action, each.on, each.place, by=each.by, detail=each.detail)) for each in deeds]
    AuditEntry.objects.bulk_create(rows, batch_size=500)


def record_once_a_day(action: str, on: models.Model, *, place: Callable[[], Place], by: int) -> None:
    """As `record`; of the same person, row and day only the first time. `place` is only asked then."""
    today = timezone.localdate()
    same = AuditEntry.objects.filter(action=action, user=by, subject_id=on.pk, day=today)
    if not same.exists():
        entry = AuditEntry(**facts_of(action, on, place(), by=by, detail=""), day=today)
        AuditEntry.objects.bulk_create([entry], ignore_conflicts=True)  # another request may be first


def record_of_person(action: str, user: int | None, *, detail: str = "") -> None:
    """What somebody did with their own account: in the log of each office they work in, else in the installation's."""
    offices = [office for find in offices_of for office in find(user)] if user else []
    for office in offices or [INSTALLATION]:
        record(action, by=user, place=Place(office), detail=detail)


def record_of_operator(action: str, detail: str) -> None:
    """In the installation's log, when a command does it; what a person does is recorded where it happens."""
    if current().via == Via.COMMAND:
        record(action, detail=detail)


def facts_of(action: str, on: models.Model | None, place: Place, *, by: int | None, detail: str) -> dict[str, object]:
    origin = current()
    return {
        "action": str(action),
        "office": place.office,
        "company": place.company,
        "user": by if by is not None else origin.user,
        "key": origin.key,
        "via": origin.via.value,
        "address": origin.address()[:45],
        "subject": on._meta.label_lower if on is not None else "",
        "subject_id": on.pk if on is not None else None,
        "detail": detail[:LONGEST_DETAIL],
    }
