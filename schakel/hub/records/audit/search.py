"""Looking in the log of one office: by person, company, action and day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from schakel.hub.audit.models import AuditEntry
from schakel.hub.connections.models import Company, Office
from schakel.hub.connections.models.company import sort_name_of
from schakel.hub.people.models import User

ORDER = ("-at", "-id")
MOST_NAMED = 200  # people or companies that a text may mean


@dataclass(frozen=True)
class AuditQuery:
    person: str = ""  # part of a name or an address
    company: str = ""  # part of a name, or digits of a number
    action: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def of(cls, form: forms.Form) -> "AuditQuery":
        """What is filled in rightly; the rest is not asked."""
        found = getattr(form, "cleaned_data", {})
        return cls(**{name: found[name] for name in cls.__dataclass_fields__ if found.get(name)})


def entries_of(office: Office, asked: AuditQuery) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.filter(office=office.pk)
    if asked.company:
        rows = rows.filter(company__in=companies_named(office, asked.company))
    return narrow(rows, asked)


def narrow(rows: QuerySet[AuditEntry], asked: AuditQuery) -> QuerySet[AuditEntry]:
    """By all that is asked but the company."""
    if asked.person:
        rows = rows.filter(user__in=people_named(asked.person))
    if asked.action:
        rows = rows.filter(action=asked.action)
    if asked.since:
        rows = rows.filter(at__gte=midnight(asked.since))
    if asked.until:
        rows = rows.filter(at__lt=midnight(asked.until + timedelta(days=1)))
    return rows


def people_named(text: str) -> list[int]:
    """Of everybody: who is not in this log is not found in it."""
    found = User.objects.filter(Q(name__icontains=text) | Q(email__icontains=text))
    return list(found.order_by("pk").values_list("pk", flat=True)[:MOST_NAMED])


def companies_named(office: Office, text: str) -> list[int]:
    digits = "".join(sign for sign in text if sign.isdigit())
    named = Q(sort_name__contains=sort_name_of(text))
    if len(digits) >= 4:
        named |= Q(enterprise_number__contains=digits)
    found = Company.objects.filter(named, office=office).order_by("sort_name", "pk")
    return list(found.values_list("pk", flat=True)[:MOST_NAMED])


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
