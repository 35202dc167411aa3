"""Public services that are asked who a Belgian enterprise is: VIES and the Peppol Directory. Off unless the operator says so.

VIES names who is liable to VAT, with the address; the Directory names who is on Peppol. Both are asked slowly: VIES limits how
many questions of a country it answers at once, and the Directory answers two a second.
Sources: the REST interface of VIES (European Commission), GET ms/{country}/vat/{number}; the Directory's search 1.0.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError

from schakel.hub import outside
from schakel.hub.connections.models.company import LONGEST_NAME
from schakel.hub.connections.models.office import plain_name
from schakel.hub.intervals import Interval
from schakel.peppol.directory import find_listing
from schakel.peppol.errors import LookupUnavailable, Unreachable
from schakel.peppol.identifiers import ParticipantId

TIMEOUT = 5.0  # seconds
LARGEST_ANSWER = 100_000  # bytes
NOTHING = {"", "---"}  # what VIES writes where it tells nothing
UNANSWERED = re.compile(r"(?!INVALID$)[A-Z_]+")  # why VIES does not know whether a number is valid
PLACE = re.compile(r"([0-9]{4})\s+(.+)")


@dataclass(frozen=True)
class Enterprise:
    """As a register has it, in the language that was asked for where it knows one; empty texts are not known."""

    number: str  # ten digits
    name: str
    street: str = ""
    post_code: str = ""
    city: str = ""


@dataclass(frozen=True)
class Service:
    """`ask` takes ten digits and raises LookupUnavailable (temporary); None: it does not know the enterprise."""

    ask: Callable[[str], Enterprise | None]
    pace: Interval  # between two questions of this process


def ask_vies(number: str) -> Enterprise | None:
    url = f"{settings.VIES}/ms/BE/vat/{number}"
    try:
        answer = outside.Web().get(url, limit=LARGEST_ANSWER, timeout=TIMEOUT)
    except Unreachable as fault:
        raise LookupUnavailable(f"no answer from {url}") from fault
    if answer.status != 200:
        raise LookupUnavailable(f"VIES answers {answer.status}")
    try:
        told = json.loads(answer.body)
        is_valid, why = told["isValid"], str(told.get("userError", "INVALID"))
        name, address = str(told.get("name") or ""), str(told.get("address") or "")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise LookupUnavailable(f"no answer of VIES: {type(fault).__name__}") from fault
    if is_valid is not True:
        if UNANSWERED.fullmatch(why):  # such as MS_UNAVAILABLE: the country did not answer, and nothing is known
            raise LookupUnavailable(f"VIES answers {why}")
        return None
    return enterprise_of(number, name, address)


def enterprise_of(number: str, name: str, address: str) -> Enterprise | None:
    """`address` is a street and a place, a line each."""
    name = plain_text(name, most=LONGEST_NAME)
    if name in NOTHING:
        return None
    lines = [plain_text(line, most=150) for line in address.splitlines()]
    lines = [line for line in lines if line not in NOTHING]
    place = PLACE.fullmatch(lines[-1]) if len(lines) > 1 else None
    if place is None:
        return Enterprise(number, name)
    return Enterprise(number, name, street=lines[0], post_code=place[1], city=place[2])


def ask_directory(number: str) -> Enterprise | None:
    listing = find_listing(ParticipantId(f"0208:{number}"), http=outside.Web(), directory=settings.DIRECTORY_OF_NAMES)
    names = [plain_text(name, most=LONGEST_NAME) for name in listing.names] if listing else []
    return next((Enterprise(number, name) for name in names if name), None)


def plain_text(text: object, *, most: int) -> str:
    """On one line, as a person would type it; nothing where it holds what a name may not (H09)."""
    line = " ".join(str(text).split())
    try:
        plain_name(line)
    except ValidationError:
        return ""
    return line if len(line) <= most else ""


SERVICES = {"vies": Service(ask_vies, Interval(1.0)), "directory": Service(ask_directory, Interval(0.6))}
