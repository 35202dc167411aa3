"""Entries with the names that their ids have now, for a reader."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.hub.audit.actions import Action
from schakel.hub.audit.models import AuditEntry
from schakel.hub.audit.origin import Via
from schakel.hub.connections.models import ApiKey, Company
from schakel.hub.documents.models import Document
from schakel.hub.people.models import User

DOCUMENT = Document._meta.label_lower
NAMED_USER = re.compile(r"\buser=(\d{1,18})\b")
VIAS = {
    Via.PAGE: gettext_lazy("on a page"),
    Via.API: gettext_lazy("with a program"),
    Via.COMMAND: gettext_lazy("on the server"),
    Via.WORKER: gettext_lazy("automatically"),
}


@dataclass(frozen=True)
class ReadableEntry:
    entry: AuditEntry
    person: str
    company: str
    about: str  # the number of a document
    document: int | None  # its id
    is_reachable: bool  # whether the reader may open it
    via: str
    detail: str  # codes, with people by name
    note: str  # what a page shows of it: the reason that somebody gave, or the people it is about


@dataclass(frozen=True)
class Names:
    """By id."""

    people: dict[int, str]
    companies: dict[int, str]
    keys: dict[int, str]
    documents: dict[int, str]


WITH_REASON = {
    Action.TRANSMISSION_LOOKED_INTO.value,
    Action.ANCHORS_ACCEPTED.value,
    "document_looked_into",
}  # their detail is words that somebody typed


def readable_entries(entries: Sequence[AuditEntry], *, reader: User) -> list[ReadableEntry]:
    """Companies and documents by name as far as the reader may reach them now."""
    named = {int(found) for each in entries for found in NAMED_USER.findall(each.detail)}
    people = names_of_people({each.user for each in entries if each.user} | named)
    companies = Company.objects.managed_by(reader, also_closed=True).filter(pk__in={each.company for each in entries})
    keys = ApiKey.objects.managed_by(reader).filter(pk__in={each.key for each in entries})
    documents = Document.objects.reachable_by(reader).filter(
        pk__in=[each.subject_id for each in entries if each.subject == DOCUMENT]
    )
    names = Names(
        people,
        dict(companies.values_list("pk", "name")),
        dict(keys.values_list("pk", "name")),
        dict(documents.values_list("pk", "number")),
    )
    return [readable(each, names) for each in entries]


def readable(entry: AuditEntry, names: Names) -> ReadableEntry:
    is_document = entry.subject == DOCUMENT
    via = str(VIAS.get(Via(entry.via), entry.via)) if entry.via in set(Via) else entry.via
    return ReadableEntry(
        entry=entry,
        person=person_of(entry, names.people),
        company=names.companies.get(entry.company or 0, ""),
        about=names.documents.get(entry.subject_id or 0, "") or f"{entry.subject_id}" if is_document else "",
        document=entry.subject_id if is_document else None,
        is_reachable=is_document and entry.subject_id in names.documents,
        via=f"{via} ({names.keys[entry.key]})" if entry.key in names.keys else via,
        detail=NAMED_USER.sub(lambda found: names.people.get(int(found[1]), found[0]), entry.detail),
        note=entry.detail if entry.action in WITH_REASON else named_in(entry.detail, names.people),
    )


def named_in(detail: str, people: dict[int, str]) -> str:
    return ", ".join(people[pk] for pk in map(int, NAMED_USER.findall(detail)) if pk in people)


def person_of(entry: AuditEntry, people: dict[int, str]) -> str:
    if entry.user:
        return people.get(entry.user) or _("Erased account %(number)s") % {"number": entry.user}
    return _("The operator") if entry.via == Via.COMMAND else _("Unknown") if entry.via == Via.PAGE else "Schakel"


def names_of_people(ids: Iterable[int]) -> dict[int, str]:
    rows = User.objects.filter(pk__in=set(ids)).values_list("pk", "name", "email")
    return {pk: f"{name} ({email})" if name else email for pk, name, email in rows}
