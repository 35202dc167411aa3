"""A deletion list from its making to its confirmation; the deleting itself is the worker's."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections.models import Company
from schakel.hub.people.models import User
from schakel.hub.records.deletion.models import DeletionLine, DeletionList

State = DeletionList.State


def make_list(company: Company, year: int, *, by: User) -> DeletionList:
    """The open one of this year, or a new one that the worker prepares."""
    known = {"company": company, "year": year}
    try:
        with transaction.atomic():
            made = DeletionList.objects.create(**known, made_by=by, due_at=timezone.now())
            record(Action.DELETION_PREPARED, made, place=company.place, by=by.pk, detail=f"{year}")
            return made
    except IntegrityError:  # somebody was first; or has cancelled theirs meanwhile
        return DeletionList.objects.open().filter(**known).first() or make_list(company, year, by=by)


def cancel(deletion_list: DeletionList) -> bool:
    """Nothing of it was deleted. False: it was confirmed meanwhile, or had ended."""
    with transaction.atomic():
        found = DeletionList.objects.filter(pk=deletion_list.pk, state__in=[State.GATHERING, State.READY])
        if not found.update(state=State.CANCELLED, ended_at=timezone.now(), due_at=None):
            return False
        DeletionLine.objects.filter(deletion_list=deletion_list, deleted_at=None).delete()
        record(Action.DELETION_CANCELLED, deletion_list, place=deletion_list.company.place)
    return True


def wait_for_others(deletion_list: DeletionList) -> bool:
    """Somebody confirmed it; False: it was not to be confirmed."""
    return bool(DeletionList.objects.filter(pk=deletion_list.pk, state=State.READY).update(state=State.WAITING))


def make_ready_again(pk: int) -> None:
    """The others said no, or did not answer."""
    DeletionList.objects.filter(pk=pk, state=State.WAITING).update(state=State.READY)


def confirm_list(pk: int, *, by: User | None) -> bool:
    """From here on the worker deletes."""
    now = timezone.now()
    waiting = DeletionList.objects.filter(pk=pk, state=State.WAITING)
    with transaction.atomic():
        if not waiting.update(
            state=State.CONFIRMED, confirmed_by=by, confirmed_at=now, due_at=now, attempts=0, interrupted_attempts=0
        ):
            return False
        confirmed = DeletionList.objects.select_related("company").get(pk=pk)
        record(Action.DELETION_CONFIRMED, confirmed, place=confirmed.company.place, by=by.pk if by else None)
    return True
