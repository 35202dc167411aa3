"""Registering: from an office's wish, over the client's word, to a company that receives here; and away again."""

import logging
import random
from collections.abc import Collection
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections import holders
from schakel.hub.connections.models import Company
from schakel.hub.due import work_each
from schakel.hub.network.access_points.registrar import access_point_for, registrar_of
from schakel.hub.network.models import Mandate, Registration
from schakel.hub.network.registration.directory import ask_to_index, compare
from schakel.hub.network.registration.lookup import HERE, NetworkLocation, find_location
from schakel.hub.people.models import User, normal
from schakel.peppol.errors import PeppolError
from schakel.peppol.identifiers import ParticipantId

MOST_TRIES = 12  # over some two days
State, Changed = Registration.State, Registration.Changed

log = logging.getLogger(__name__)


def request_registration(
    company: Company, schemes: Collection[str], kinds: list[str], *, by: User, migration_key: str = ""
) -> list[Registration]:
    """Rows for these of its participants: due at once under a mandate that the client confirmed, waiting for it otherwise.

    What is registered already gets these kinds of document.
    """
    with transaction.atomic():
        chosen = company.participants.filter(scheme__in=schemes).order_by("scheme")
        rows = [find_or_begin(company, each.scheme, each.value) for each in chosen]
        for row in rows:
            row.document_types = kinds
            if row.state == State.REGISTERED:
                row.set_state(State.REGISTERED, by=by, due_at=row.due_at or next_night())
                continue
            row.migration_key = migration_key
            proceed(row, by=by)
    return rows


def find_or_begin(company: Company, scheme: str, value: str) -> Registration:
    active = Registration.objects.active().filter(company=company, scheme=scheme, value=value).first()
    if active:
        return active
    access_point = access_point_for(ParticipantId(f"{scheme}:{value}"))
    return Registration(company=company, scheme=scheme, value=value, access_point=access_point)


def proceed(row: Registration, *, by: User | None) -> None:
    if Mandate.objects.filter(company=row.company, state=Mandate.State.CONFIRMED).exists():
        row.set_state(State.WANTED, by=by, due_at=timezone.now())
    else:
        row.set_state(State.MANDATE, by=by)


def record_answer(mandate: Mandate, state: Mandate.State) -> None:
    """The client's word; only the first counts."""
    with transaction.atomic():
        open_ = Mandate.objects.filter(pk=mandate.pk, state=Mandate.State.ASKED)
        if not open_.update(state=state, state_at=timezone.now(), due_at=None):
            return
        for row in mandate.company.registrations.filter(state=State.MANDATE):
            if state == Mandate.State.CONFIRMED:
                row.set_state(State.WANTED, due_at=timezone.now())
            else:
                row.set_state(State.UNREGISTERED)
        holders.look_again(mandate.company)
        record(Action.MANDATE_CHANGED, mandate, place=mandate.company.place, detail=str(state))
    log.info("mandate %s of company %s: %s", mandate.pk, mandate.company_id, state)


def confirmed_addresses(company: Company) -> list[str]:
    """The addresses whose readers confirmed a mandate of the company."""
    confirmed = Mandate.objects.filter(company=company, state=Mandate.State.CONFIRMED)
    return [normal(address) for address in confirmed.values_list("email", flat=True)]


def has_confirmed(company: Company, user: User) -> bool:
    """This person confirmed the company's mandate: the mail about it went to an address that they have proved to be theirs."""
    return bool(EmailAddress.objects.filter(user=user, verified=True, email__in=confirmed_addresses(company)).exists())


def request_end(row: Registration, *, by: User | None) -> None:
    """Off the network; what never was on it is off at once."""
    if row.state in {State.REGISTERED, State.LEAVING}:
        row.set_state(State.LEAVING, by=by, due_at=timezone.now())
    else:
        row.set_state(State.UNREGISTERED, by=by)


def prepare_migration(row: Registration) -> None:
    """A migration key for the other side; until it is used, everything stays as it is. Raises PeppolError."""
    row.migration_key = registrar_of(row).prepare_migration(row)
    row.save(update_fields=["migration_key"])
    record(Action.REGISTRATION_CHANGED, row, place=row.company.place, detail="migration key")


def work_registrations() -> int:
    """The worker's step: what is wanted, what leaves, and the nightly look at what stands."""
    rows = Registration.claim(Q(state__in=[State.WANTED, State.LEAVING, State.REGISTERED]))
    return work_each(rows, work, most=MOST_TRIES)


def work(row: Registration) -> None:
    try:
        ACTIONS[State(row.state)](row)
    except PeppolError as error:
        final = error.permanent and row.state != State.REGISTERED
        row.retry(f"{error.code}: {error.detail}"[:500], most=0 if final else MOST_TRIES)
        if row.state == State.REGISTERED:
            row.due_at = row.due_at or next_night()
            row.save(update_fields=["due_at"])
        elif row.due_at is None:
            record_failure(row)


def register(row: Registration) -> None:
    """Published here, unless somebody else has it and no migration key came along; a provider does that itself."""
    where = find_location(row.participant)
    if where not in (None, HERE) and not row.migration_key and row.access_point == "as4":
        row.found = where.as_json() if where else {}
        row.set_state(State.ELSEWHERE)
        return
    if where != HERE:
        registrar_of(row).register(row)
    row.found, row.migration_key, row.changed = {}, "", Changed.NOTHING
    row.set_state(State.REGISTERED, due_at=next_night())
    ask_to_index(row)


def unregister(row: Registration) -> None:
    registrar_of(row).unregister(row)
    row.found, row.migration_key, row.changed = {}, "", Changed.NOTHING
    row.directory = None
    row.set_state(State.UNREGISTERED)
    ask_to_index(row, "DELETE")


def check(row: Registration) -> None:
    """Whether the network still says what we say. A move for which we gave the key is the end; any other is marked."""
    where = find_location(row.participant)
    if where not in (None, HERE) and row.migration_key:
        row.set_state(State.UNREGISTERED)
        return
    row.changed = deviation_of(row, where)
    row.found = where.as_json() if where and row.changed else {}
    row.others = other_addresses(row)
    compare(row)
    row.checked_at, row.due_at, row.attempts, row.interrupted_attempts, row.last_error = (
        timezone.now(),
        next_night(),
        0,
        0,
        "",
    )
    row.save()
    if row.changed:
        log.warning("%s is registered here, but the network says: %s %s", row, row.changed, row.found)


def other_addresses(row: Registration) -> dict[str, dict[str, str]]:
    """Where the company's other numbers are that are not ours: some senders use those only (0208 and 9925)."""
    ours = Registration.objects.active().filter(company=row.company).values_list("scheme", flat=True)
    others = row.company.participants.exclude(scheme__in=ours)
    found = {str(other): find_location(ParticipantId(str(other))) for other in others}
    return {address: where.as_json() for address, where in found.items() if where and where != HERE}


def deviation_of(row: Registration, where: NetworkLocation | None) -> Registration.Changed:
    """What a provider published is at an SMP of its own, which we do not know beforehand."""
    if where is None:
        return Changed.GONE
    return Changed.NOTHING if where == HERE or row.access_point != "as4" else Changed.MOVED


ACTIONS = {State.WANTED: register, State.LEAVING: unregister, State.REGISTERED: check}


def record_failure(row: Registration) -> None:
    error = row.last_error
    row.set_state(State.FAILED)
    row.last_error = error
    row.save(update_fields=["last_error"])


def next_night() -> datetime:
    """Between one and five, not all at once."""
    tomorrow = timezone.localtime() + timedelta(days=1)
    start = tomorrow.replace(hour=1, minute=0, second=0, microsecond=0)
    return start + timedelta(seconds=random.randrange(4 * 3600))  # noqa: S311 -- spread, no secret
