"""What is wrong with each row of a sheet of companies; and of one without faults, the company it describes."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from schakel.base.folding import folded
from schakel.einvoice.belgium import EnterpriseNumber, NotAnEnterpriseNumber
from schakel.hub.connections.company_import.column_sets import ColumnSet, column_sets
from schakel.hub.connections.company_import.columns import OWN_COLUMNS
from schakel.hub.connections.elsewhere import refused_numbers
from schakel.hub.connections.forms import NOT_FOUND, UNANSWERED, address_fault
from schakel.hub.connections.models import Company, Member, Office
from schakel.hub.connections.models.company import LONGEST_NAME, LONGEST_NOTE, phone_number
from schakel.hub.connections.models.office import plain_name
from schakel.hub.people.models import User, normal
from schakel.hub.web.sheet_columns import RowValues

ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
BELGIAN_DAY = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
Known = dict[str, Company | str]  # by enterprise number: the office's own company, or why it cannot be added


@dataclass(frozen=True)
class FoundNames:
    """Names by enterprise number; of those `unanswered` a public service could not say it now."""

    by_number: dict[str, str]
    unanswered: Collection[str] = ()


FindNames = Callable[[Collection[str]], FoundNames]  # enterprise numbers → names


@dataclass
class CheckedRow:
    """What a row comes to. `company_id` is the office's own company with this number, where there is one."""

    values: RowValues
    number: EnterpriseNumber | None = None
    name: str = ""
    language: str = ""
    responsible: Member | None = None
    mandate_given_on: date | None = None
    company_id: int | None = None
    faults: list[str] = field(default_factory=list)

    @property
    def own_values(self) -> list[tuple[ColumnSet, RowValues]]:
        """What rooms above get of it."""
        return [(each, own) for each in column_sets if (own := each.own(self.values))]


class RowChecker:
    """Checks rows of one sheet of one office. What it needs of the database is read once for all rows of a call.

    `by` asks whether numbers are with another office; None: they were asked about before.
    """

    def __init__(self, office: Office, *, by: User | None, find_names: FindNames) -> None:
        self.office, self.by, self.find_names = office, by, find_names
        self.members = Members(office)

    def check(self, rows: list[RowValues], *, above: dict[str, int], numbers: list[int]) -> list[CheckedRow]:
        """`above` has the rows of this sheet by enterprise number that were checked before; these are added to it.
        `numbers` are those of these rows in the sheet."""
        checked = [self.with_number(values) for values in rows]
        known = self.known([each.number.digits for each in checked if each.number])
        names = self.names(checked, known)
        for number, row in zip(numbers, checked, strict=True):
            self.check_row(row, number, above=above, known=known, names=names)
        return checked

    def with_number(self, values: RowValues) -> CheckedRow:
        row = CheckedRow(values)
        found = {name: values[name] for name in ("number", "vat_number") if name in values}
        if not found:
            row.faults.append(_("Fill in the enterprise number or the VAT number."))
        parsed = [number for name, text in found.items() if (number := self.parsed(row, name, text))]
        if len(set(parsed)) > 1:
            row.faults.append(_("The enterprise number and the VAT number are of two companies."))
        elif parsed and not row.faults:
            row.number = parsed[0]
        return row

    def parsed(self, row: CheckedRow, name: str, text: str) -> EnterpriseNumber | None:
        try:
            return EnterpriseNumber.parse(text)
        except NotAnEnterpriseNumber as fault:
            row.faults.append(fault_at(name, fault.said_in(get_language() or "en")))
            return None

    def known(self, digits: list[str]) -> Known:
        """Of those that cannot be added: own companies; and of others why, of which nothing is read."""
        own = self.office.companies.holding(*digits).only("enterprise_number", "name", "closes_on")
        mine = {company.enterprise_number: company for company in own}
        if self.by is None:
            return dict(mine)
        refused = refused_numbers(self.office, self.by, [each for each in digits if each not in mine])
        return {number: str(why.sentence) for number, why in refused.items()} | mine

    def names(self, rows: list[CheckedRow], known: Known) -> FoundNames:
        nameless = [each.number.digits for each in rows if each.number and "name" not in each.values]
        return self.find_names([digits for digits in nameless if digits not in known]) if nameless else FoundNames({})

    def check_row(
        self, row: CheckedRow, number: int, *, above: dict[str, int], known: Known, names: FoundNames
    ) -> None:
        if row.number is not None:
            digits = row.number.digits
            row.name = row.values.get("name") or names.by_number.get(digits, "")
            first = above.setdefault(digits, number)
            if first != number:
                row.faults.append(_("This is the same company as in row %(number)s.") % {"number": first})
                return
            if digits in known:
                note_known(row, known[digits])
                return
        self.check_values(row, is_unanswered=bool(row.number and row.number.digits in names.unanswered))

    def check_values(self, row: CheckedRow, *, is_unanswered: bool) -> None:
        values = row.values
        row.name = row.name or values.get("name", "")
        if row.number or row.name:  # without a right number it is not known whether the name can be found
            faults = [str(UNANSWERED)] if is_unanswered and not row.name else name_faults(row.name)
            row.faults += [fault_at("name", fault) for fault in faults]
        if fault := address_fault(values.get("email", "")):
            row.faults.append(fault_at("email", fault))
        row.faults += [fault_at("phone", fault) for fault in phone_faults(values.get("phone", ""))]
        if len(values.get("note", "")) > LONGEST_NOTE:
            row.faults.append(fault_at("note", _("At most %(most)s characters.") % {"most": LONGEST_NOTE}))
        row.language = language_of(values.get("language", ""), otherwise=self.office.language)
        if not row.language:
            row.faults.append(fault_at("language", _("Write nl, fr, en or de.")))
        if day := values.get("mandate_given_on", ""):
            row.mandate_given_on = day_of(day)
            if row.mandate_given_on is None or row.mandate_given_on > timezone.localdate():
                row.faults.append(fault_at("mandate_given_on", _("Write a day that is over, for example 30/11/2026.")))
        if person := values.get("responsible", ""):
            row.responsible = self.members.find(person)
            if row.responsible is None:
                row.faults.append(fault_at("responsible", _("Nobody in your office, or several, are called this.")))
        for columns, own in row.own_values:
            row.faults += columns.faults(self.office, own)


def note_known(row: CheckedRow, found: Company | str) -> None:
    """`found`: the office's own company, or why this number cannot be added."""
    if isinstance(found, Company) and found.is_closed:
        row.faults.append(_("You closed this company. Open it again on its page."))
    elif isinstance(found, Company):
        row.company_id, row.name = found.pk, found.name
    else:
        row.faults.append(found)


def fault_at(name: str, sentence: str) -> str:
    heading = next(column.heading for column in OWN_COLUMNS if column.name == name)
    return f"{heading}: {sentence}"


def name_faults(name: str) -> list[str]:
    if not name:
        return [str(NOT_FOUND)]
    if len(name) > LONGEST_NAME:
        return [_("At most %(most)s characters.") % {"most": LONGEST_NAME}]
    return faults_by(plain_name, name)


def phone_faults(text: str) -> list[str]:
    return faults_by(phone_number, text) if text else []


def faults_by(validate: Callable[[str], None], text: str) -> list[str]:
    try:
        validate(text)
    except ValidationError as fault:
        return [str(message) for message in fault.messages]
    return []


def day_of(text: str) -> date | None:
    """`2026-11-30`, `30/11/2026`, `30-11-2026` or `30.11.2026`."""
    iso, belgian = ISO_DAY.fullmatch(text), BELGIAN_DAY.fullmatch(text)
    parts = iso.groups() if iso else belgian.groups()[::-1] if belgian else ()
    try:
        return date(*map(int, parts)) if parts else None
    except ValueError:
        return None


def language_of(text: str, *, otherwise: str) -> str:
    """A code, or the name of a language in one of the four; "" for anything else."""
    return languages_by_word().get(folded(text), "") if text else otherwise


@cache
def languages_by_word() -> dict[str, str]:
    found = {"d": "de", "e": "en", "f": "fr", "n": "nl"}
    for reader, _word in settings.LANGUAGES:
        with override(reader):
            found |= {folded(str(word)): code for code, word in settings.LANGUAGES}
    return found | {code: code for code, _word in settings.LANGUAGES}


class Members:
    """Of one office, by what a sheet calls them: their address, or their name when nobody else has it."""

    def __init__(self, office: Office) -> None:
        self.by_word: dict[str, Member | None] = {}
        for member in office.members.working().select_related("user").order_by("pk"):
            name = folded(member.user.name)
            self.by_word[name] = None if name in self.by_word else member
            self.by_word[normal(member.user.email)] = member

    def find(self, text: str) -> Member | None:
        return self.by_word.get(normal(text)) or self.by_word.get(folded(text))
