"""The story's companies on the demonstration's network, and its keys: made at the start, where they are missing."""

from datetime import timedelta

from django.utils import timezone

from schakel.hub.connections.models import Company
from schakel.hub.demonstration import wires
from schakel.hub.demonstration.story import story
from schakel.hub.network.models import Mandate, Registration
from schakel.hub.network.registration.document_types import Choice, kinds_of
from schakel.hub.network.registration.worker import next_night

LEFT_OUT = "1900001950"  # a company that a visitor may register
WAITING = "1900002049"  # a company whose client has still to confirm
SILENT = timedelta(days=9)  # since they were asked
EMPTY_HANDED = {WAITING: Registration.State.MANDATE, wires.ELSEWHERE: Registration.State.WANTED}


def connect_once() -> None:
    """Everything a supplier needs to reach the companies. A company somebody registered or unregistered stays as it is."""
    wires.made_once()
    numbers = {card["number"] for card in story()["companies"]} - {LEFT_OUT}
    for company in Company.objects.filter(enterprise_number__in=numbers, registrations=None, mandates=None):
        confirm(company, by=company.name)
        Registration.objects.bulk_create(rows_of(company))


def confirm(company: Company, *, by: str) -> None:
    """The mandate: given long ago, or just asked for."""
    waiting = company.enterprise_number == WAITING
    mandate = Mandate(company=company, given_by=by, email=company.email, language=company.language)
    mandate.given_on = timezone.localdate(company.created_at)
    mandate.state = Mandate.State.ASKED if waiting else Mandate.State.CONFIRMED
    mandate.renew()
    if waiting:
        Mandate.objects.filter(pk=mandate.pk).update(recorded_at=timezone.now() - SILENT)
    else:
        Mandate.objects.filter(pk=mandate.pk).update(
            due_at=None, sent_at=company.created_at, recorded_at=company.created_at, state_at=company.created_at
        )


def rows_of(company: Company) -> list[Registration]:
    state = EMPTY_HANDED.get(company.enterprise_number, Registration.State.REGISTERED)
    due = {Registration.State.REGISTERED: next_night(), Registration.State.WANTED: timezone.now()}.get(state)
    return [
        Registration(
            company=company,
            scheme=participant.scheme,
            value=participant.value,
            document_types=kinds_of(list(Choice)),
            state=state,
            due_at=due,
            created_at=company.created_at,
            state_at=company.created_at,
        )
        for participant in company.participants.all()
        if state == Registration.State.REGISTERED or participant.scheme == "0208"
    ]
