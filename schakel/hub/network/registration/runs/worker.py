"""The worker's step of runs: each client is asked once, in one mail for all companies of its address (ADR 0298).

What is written for one address is one transaction, with the line's own state: killed in the middle, nothing of it is there,
and the line is due again; killed after it, the line is done. So no client gets a second mail.
"""

import logging

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from schakel.hub.audit.origin import acting_for
from schakel.hub.connections.models import Company, Connection, Invitation, InvitationMail, Office
from schakel.hub.connections.models.invitation_mail import room_at
from schakel.hub.connections.sharing import ShareRequest, TooMany, share
from schakel.hub.connections.states import with_state
from schakel.hub.due import LeaseLost, work_each
from schakel.hub.network.models import Mandate, Run, RunLine
from schakel.hub.network.registration.document_types import kinds_of
from schakel.hub.network.registration.mandates import is_of_office
from schakel.hub.network.registration.runs.start import address_of
from schakel.hub.network.registration.worker import request_registration
from schakel.hub.people.models import User, normal

BATCH = 50
State, Why = RunLine.State, RunLine.Why

log = logging.getLogger(__name__)


def ask_clients() -> int:
    """The worker's step."""
    return work_each(RunLine.claim(batch=BATCH), ask)


def ask(line: RunLine) -> None:
    """This line's address; or later, when the limit of invitations is reached."""
    try:
        with transaction.atomic():
            ask_address(line)
    except TooMany:
        assert line.run.by  # who asks counts among the limit; without one it is not reached
        until = room_at(line.run.office, line.run.by, more=1)
        Run.objects.filter(pk=line.run_id).update(waits_until=until)
        line.postpone(until)
        log.info("run %s goes on at %s: the limit of invitations is reached", line.run_id, until)


def ask_address(line: RunLine) -> None:
    run = Run.objects.select_for_update(no_key=True).get(pk=line.run_id)  # so that two lines of one address take turns
    update_address(line)
    if run.stopped_at or not line.email_normal:
        lines = list(RunLine.objects.filter(pk=line.pk, state=State.WAITING).select_related("company"))
    else:
        waiting = run.lines.filter(state=State.WAITING, email_normal=line.email_normal)
        lines = [each for each in waiting.select_related("company").order_by("pk") if is_current(each)]
    if line not in lines:  # another of its address was first
        line.settle()
        return
    state, why = fault_of(run, line, lines[0].company.email)
    letter = None
    if not state:
        assert run.by
        lines = still_theirs(run, lines)
        with acting_for(run.by_id):
            letter, why = write(run, [each.company for each in lines], by=run.by)
        state = State.FAILED if why else State.ASKED
    finish(lines, line if line in lines else None, state=state, why=why, letter=letter)


def is_current(line: RunLine) -> bool:
    """Its company still has the address that the line has."""
    return line.email_normal == address_of(line.company)


def update_address(line: RunLine) -> None:
    """To that which its company has now: somebody may have corrected it since the run began."""
    if not is_current(line):
        line.email_normal = address_of(line.company)
        RunLine.objects.filter(pk=line.pk).update(email_normal=line.email_normal)


def fault_of(run: Run, line: RunLine, email: str) -> tuple[str, str]:
    """Nothing when the client may be asked."""
    if run.stopped_at:
        return State.STOPPED, ""
    if run.by is None or not Office.objects.of(run.by).filter(pk=run.office_id).exists():
        return State.FAILED, Why.NO_RIGHT
    if not line.email_normal:
        return State.FAILED, Why.NO_ADDRESS
    try:
        validate_email(email)
    except ValidationError:
        return State.FAILED, Why.BAD_ADDRESS
    if is_of_office(run.office, line.email_normal):
        return State.FAILED, Why.OWN_ADDRESS
    return "", ""


def still_theirs(run: Run, lines: list[RunLine]) -> list[RunLine]:
    """Those of the others say why they are left out."""
    managed = set(Company.objects.managed_by(run.by).filter(run_lines__in=lines).values_list("pk", flat=True))
    gone = [each for each in lines if each.company.office_id != run.office_id]
    taken = [each for each in lines if each not in gone and each.company_id not in managed]
    finish(gone, None, state=State.FAILED, why=Why.NOT_YOURS, letter=None)
    finish(taken, None, state=State.FAILED, why=Why.NO_RIGHT, letter=None)
    return [each for each in lines if each not in gone and each not in taken]


def finish(lines: list[RunLine], mine: RunLine | None, *, state: str, why: str, letter: InvitationMail | None) -> None:
    """Raises LeaseLost when another worker has the line meanwhile: then nothing of this is written."""
    values = {
        "state": state,
        "state_at": timezone.now(),
        "why": why,
        "letter": letter,
        "due_at": None,
        "last_error": "",
    }
    RunLine.objects.filter(pk__in=[each.pk for each in lines if each != mine]).update(**values)
    if mine and not mine.end_attempt(**values):
        raise LeaseLost


def write(run: Run, companies: list[Company], *, by: User) -> tuple[InvitationMail | None, str]:
    """The mail of one address, with the mandates it asks for; and why not.

    Raises:
        TooMany   temporary
    """
    if not companies:
        return None, ""
    open_ = with_state(Connection.objects.filter(company__in=companies, side__in=run.sides))
    offered = list(open_.exclude(state=Connection.State.ACCEPTED).order_by("company", "side"))
    letter = None
    if offered:
        first = companies[0]
        shared = share(run.office, by, [ShareRequest(first.email, offered, language=first.language, role=run.role)])
        if shared.too_often:
            return None, Why.TOO_OFTEN
        letter = shared.letters[0] if shared.letters else None
    if run.registers:
        invited = set() if letter is None else companies_in(letter)
        for company in companies:
            ask_mandate(run, company, by=by, in_invitation=company.pk in invited)
    return letter, ""


def companies_in(letter: InvitationMail) -> set[int]:
    return set(Invitation.objects.filter(letter=letter).values_list("connection__company", flat=True))


def ask_mandate(run: Run, company: Company, *, by: User, in_invitation: bool) -> None:
    """Unless it is confirmed, or asked already by a mail of its own; then the registration, unless there is one."""
    newest = Mandate.objects.filter(company=company).order_by("-pk").first()
    if newest is None or newest.state == Mandate.State.REFUSED:
        newest = Mandate(
            company=company,
            given_on=timezone.localdate(),
            email=company.email,
            language=company.language,
            recorded_by=by,
        )
        if in_invitation:
            newest.ask_in_invitation()
        else:
            newest.renew()
    elif newest.state == Mandate.State.ASKED and in_invitation and is_of_address(newest, company.email):
        Mandate.objects.filter(pk=newest.pk).update(in_invitation=True, email=company.email)
    if not company.registrations.active().exists():
        schemes = ["0208", "9925"] if run.also_vat else ["0208"]
        request_registration(company, schemes, kinds_of(run.document_choices), by=by)


def is_of_address(mandate: Mandate, email: str) -> bool:
    """What was asked by a mail of its own to someone else stays with them; the address of an invitation may be corrected."""
    return mandate.in_invitation or normal(mandate.email) == normal(email)
