"""Routes that a program asks for, by connection: what is wrong with which of them, or the choices to save."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from schakel.hub.connections.models import Connection
from schakel.hub.forwarding.models import Forwarder
from schakel.hub.forwarding.route_choices import CompanyChoices, RouteChoice

Errors = list[dict[str, str]]


def requested_routes(forwarder: Forwarder, asked: Sequence[tuple[int, str]]) -> tuple[list[CompanyChoices], Errors]:
    """`asked` has connection and address; an error has the place (`routes.3.address`) and a sentence for the reader."""
    rows = Connection.objects.open().filter(company__office=forwarder.office, pk__in=[pk for pk, _address in asked])
    known = {row.pk: row for row in rows.select_related("company")}
    choices, errors, seen = [], [], set[int]()
    for place, (pk, address) in enumerate(asked):
        connection = known.get(pk)
        if connection is None:
            errors.append(error(place, "connection", _("Your office has no such connection.")))
        elif pk in seen:
            errors.append(error(place, "connection", _("This connection is here twice.")))
        else:
            seen.add(pk)
            try:
                there = kept_address(forwarder, connection, address.strip())
            except ValidationError as fault:
                errors.append(error(place, "address", " ".join(fault.messages)))
            else:
                choices.append(
                    CompanyChoices(connection.company, (RouteChoice(connection, is_on=True, address=there),))
                )
    return choices, errors


def kept_address(forwarder: Forwarder, connection: Connection, text: str) -> str:
    """Raises ValidationError."""
    kind = forwarder.kind_itself
    if not text and not kind.is_address_needed:
        return kind.usual_address(connection)
    if text and not kind.address_label:
        raise ValidationError(_("This kind has no address for each company."))
    return kind.check_address(text)


def error(place: int, name: str, sentence: str) -> dict[str, str]:
    return {"at": f"routes.{place}.{name}", "why": sentence}
