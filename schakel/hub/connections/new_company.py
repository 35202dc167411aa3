"""Adding a client company: its numbers, its addresses on the network, and its two connections."""

from datetime import date

from django.db import IntegrityError, transaction

from schakel.einvoice.belgium import EnterpriseNumber
from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections.elsewhere import AlreadyElsewhere
from schakel.hub.connections.membership import assign
from schakel.hub.connections.models import Company, Connection, Member, Office, Participant


class AlreadyHere(Exception):
    """Permanent: the number belongs to a company of this office."""

    code = "already_here"

    def __init__(self, company: Company) -> None:
        super().__init__(company.pk)
        self.company = company


def add_company(
    office: Office,
    number: EnterpriseNumber,
    *,
    name: str,
    email: str = "",
    language: str = "",
    phone: str = "",
    responsible: Member | None = None,
    mandate_given_on: date | None = None,
    note: str = "",
) -> Company:
    """The company with its participants (0208, and 9925 for whoever writes to its VAT number) and two connections. A
    responsible member who works for some companies works for this one too.

    Raises:
        AlreadyHere, AlreadyElsewhere
    """
    company = Company(
        office=office,
        name=name,
        enterprise_number=number.digits,
        vat_number=number.vat_number,
        email=email,
        language=language or office.language,
        phone=phone,
        responsible=responsible,
        mandate_given_on=mandate_given_on,
        note=note,
    )
    try:
        with transaction.atomic():
            company.save()
            Participant.objects.bulk_create(participants_of(company, number))
            Connection.objects.bulk_create(Connection(company=company, side=side) for side in Connection.Side)
            record(Action.COMPANY_ADDED, company, place=company.place)
            if responsible:
                assign(responsible, [company])
    except IntegrityError as error:
        raise conflict_of(office, number) from error
    return company


def participants_of(company: Company, number: EnterpriseNumber) -> list[Participant]:
    addresses = [("0208", number.digits), ("9925", number.vat_number.lower())]
    return [Participant(company=company, scheme=scheme, value=value) for scheme, value in addresses]


def conflict_of(office: Office, number: EnterpriseNumber) -> AlreadyHere | AlreadyElsewhere:
    own = office.companies.holding(number.digits).first()
    return AlreadyHere(own) if own else AlreadyElsewhere()
