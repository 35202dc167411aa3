"""The story's companies on the demonstration's network, and its keys: made at the start, where they are missing."""

from schakel.hub.connections.models import Company
from schakel.hub.demonstration import wires
from schakel.hub.demonstration.story import story
from schakel.hub.network.document_types import Choice, kinds_of
from schakel.hub.network.models import Registration


def connect_once() -> None:
    """Everything a supplier needs to reach the companies. A company somebody registered or unregistered stays as it is."""
    wires.made_once()
    numbers = [card["number"] for card in story()["companies"]]
    missing = Company.objects.filter(enterprise_number__in=numbers, registrations=None)
    Registration.objects.bulk_create(row for company in missing for row in rows_of(company))


def rows_of(company: Company) -> list[Registration]:
    return [
        Registration(
            company=company,
            scheme=participant.scheme,
            value=participant.value,
            document_types=kinds_of(list(Choice)),
            state=Registration.State.REGISTERED,
            created_at=company.created_at,
            state_at=company.created_at,
        )
        for participant in company.participants.all()
    ]
