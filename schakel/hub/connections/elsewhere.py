"""How many numbers an office is told to be with another office: few a day, so that nobody reads off whose clients are here.

What is counted is the answer *with another office*, by number, of one office or one person. After the limit no number that the
office does not have is answered in either way, and none is added, until a day after the first of those answers (ADR 0253).
"""

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import ElsewhereAnswer, Office, Participant
from schakel.hub.connections.models.invitation_mail import lock_limits
from schakel.hub.people.models import User

DAY = timedelta(days=1)


class AlreadyElsewhere(Exception):
    """Permanent: the number belongs to a company of another office, of which nothing more is said."""

    code = "already_elsewhere"
    sentence = _(
        "This company is already with another office on this installation. "
        "Ask your client to have it transferred, or ask the operator."
    )


class AskedTooMuch(Exception):
    """Temporary: this office or this person heard of enough numbers that they are elsewhere."""

    code = "asked_too_much"
    sentence = _(
        "Too many of the numbers you entered today are with other offices. You can add companies again tomorrow, "
        "or ask the operator."
    )


Refusal = type[AlreadyElsewhere] | type[AskedTooMuch]


def refused_numbers(office: Office, by: User, numbers: Collection[str]) -> dict[str, Refusal]:
    """Of these numbers, which are not the office's own, those that it cannot add, and why. In the order in which they are asked.

    Never inside a transaction that may be undone: what was told counts, whatever follows."""
    wanted = list(dict.fromkeys(numbers))
    if not wanted:
        return {}
    taken = set(Participant.objects.filter(scheme__in=["0208"], value__in=wanted).values_list("value", flat=True))
    with transaction.atomic():
        lock_limits(office, by)
        told = told_today(office, by)
        found: dict[str, Refusal] = {}
        new: list[str] = []
        for number in wanted:
            if len(told) >= settings.NUMBERS_ELSEWHERE_PER_DAY:
                found[number] = AskedTooMuch
            elif number in taken:
                found[number] = AlreadyElsewhere
                new += [number] if number not in told else []
                told.add(number)
        if new:
            record(office, by, new)
    return found


def require_free(office: Office, by: User, number: str) -> None:
    """Of one company that is added by hand or by a program. An own number is free here: who adds it hears that it is there.

    Raises:
        AlreadyElsewhere   permanent
        AskedTooMuch       temporary
    """
    if office.companies.holding(number).exists():
        return
    for refusal in refused_numbers(office, by, [number]).values():
        raise refusal


def told_today(office: Office, by: User) -> set[str]:
    rows = ElsewhereAnswer.objects.filter(Q(office=office) | Q(user=by), at__gt=timezone.now() - DAY)
    return set(rows.values_list("number", flat=True))


def record(office: Office, by: User, numbers: list[str]) -> None:
    ElsewhereAnswer.objects.filter(at__lte=timezone.now() - DAY).delete()
    ElsewhereAnswer.objects.bulk_create(
        [ElsewhereAnswer(office=office, user=by, number=number) for number in numbers], ignore_conflicts=True
    )
