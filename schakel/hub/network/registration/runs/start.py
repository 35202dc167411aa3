"""Starting a run, trying what failed again, stopping it and going on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import Place, record
from schakel.hub.connections.models import Company, Office
from schakel.hub.network.models import Registration, Run, RunLine
from schakel.hub.network.registration import worker as registration_worker
from schakel.hub.people.models import User, normal

MOST = 10_000  # companies in one run
State = RunLine.State


@dataclass(frozen=True)
class RunWish:
    """What is asked of each company."""

    sides: Collection[str]  # of `Connection.Side`
    role: str
    registers: bool
    document_choices: Sequence[str] = ()
    also_vat: bool = False


class TooManyCompanies(Exception):
    """Permanent: more than `MOST` companies."""

    code = "too_many_companies"


def start(companies: Collection[Company], wish: RunWish, *, by: User) -> list[Run]:
    """A run for each office of these companies; a company that is named twice is in it once. The worker asks the clients.

    Raises:
        TooManyCompanies   permanent
    """
    if len(companies) > MOST:
        raise TooManyCompanies
    once = {company.pk: company for company in companies}.values()
    offices = Office.objects.filter(pk__in={company.office_id for company in once}).order_by("name", "pk")
    with transaction.atomic():
        return [
            start_in(office, [each for each in once if each.office_id == office.pk], wish, by=by) for office in offices
        ]


def start_in(office: Office, companies: Collection[Company], wish: RunWish, *, by: User) -> Run:
    now = timezone.now()
    run = Run.objects.create(
        office=office,
        by=by,
        sides=list(wish.sides),
        role=wish.role,
        registers=wish.registers,
        document_choices=list(wish.document_choices),
        also_vat=wish.also_vat,
    )
    RunLine.objects.bulk_create(
        [RunLine(run=run, company=each, email_normal=address_of(each), due_at=now) for each in companies],
        batch_size=500,
    )
    record(Action.RUN_CHANGED, run, place=Place(office.pk), by=by.pk, detail="started")
    return run


def address_of(company: Company) -> str:
    """In normal form; empty where it has none."""
    return normal(company.email) if company.email else ""


def stop(run: Run) -> int:
    """Who was not asked yet is not asked; what was sent stays sent. Returns how many are left out."""
    with transaction.atomic():
        Run.objects.select_for_update(no_key=True).get(pk=run.pk)
        Run.objects.filter(pk=run.pk).update(stopped_at=timezone.now())
        record(Action.RUN_CHANGED, run, place=Place(run.office_id), detail="stopped")
        waiting = run.lines.filter(state=State.WAITING)
        return waiting.update(state=State.STOPPED, state_at=timezone.now(), due_at=None)


def retry_failed(run: Run, *, by: User) -> int:
    """What was stopped or failed begins anew, with the address the company has now; failed registrations too. In the name of
    the person who asks for it. Returns how many."""
    now = timezone.now()
    with transaction.atomic():
        Run.objects.select_for_update(no_key=True).get(pk=run.pk)
        Run.objects.filter(pk=run.pk).update(stopped_at=None, by=by)
        undelivered = Q(letter__bounced_at__isnull=False) | (
            Q(letter__sent_at=None, letter__due_at=None) & ~Q(letter=None)
        )
        given_up = Q(state=State.WAITING, due_at=None)
        again = Q(state__in=[State.STOPPED, State.FAILED]) | given_up | (Q(state=State.ASKED) & undelivered)
        lines = list(run.lines.filter(again).select_related("company"))
        for line in lines:
            line.email_normal = address_of(line.company)
            line.state, line.state_at, line.why, line.due_at = State.WAITING, now, "", now
            line.attempts, line.interrupted_attempts, line.last_error = 0, 0, ""
        changed = [
            "email_normal", "state", "state_at", "why", "due_at", "attempts", "interrupted_attempts", "last_error",
        ]  # fmt: skip
        RunLine.objects.bulk_update(lines, changed, batch_size=500)
        failed = failed_registrations(run) if run.registers else []
        record(Action.RUN_CHANGED, run, place=Place(run.office_id), by=by.pk, detail="tried again")
        for row in failed:
            registration_worker.proceed(row, by=by)
    return len(lines) + len(failed)


def failed_registrations(run: Run) -> list[Registration]:
    asked = run.lines.filter(state=State.ASKED).values("company")
    rows = Registration.objects.filter(company__in=asked, company__office=run.office, state=Registration.State.FAILED)
    return list(rows.select_related("company"))
