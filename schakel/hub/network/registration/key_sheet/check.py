"""What a row of the sheet comes to: an address that is taken over, or whose key is handed out; or what is wrong with it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from schakel.einvoice.belgium import EnterpriseNumber, NotAnEnterpriseNumber
from schakel.hub.connections.models import Company, Office
from schakel.hub.network.access_points.accounts_file import accounts_in_file
from schakel.hub.network.models import AccountCompany, Registration
from schakel.hub.network.registration.key_sheet.columns import SCHEMES
from schakel.hub.web.sheet_columns import RowValues
from schakel.hub.web.sheet_rows import CheckedRow, RowOutcome
from schakel.peppol.sml_registration import KEY_LENGTH

State = Registration.State


class Faulty(Exception):
    """Permanent: the row cannot be saved; the sentence says why."""


@dataclass
class KeyRow(CheckedRow):
    """A row without faults has a company and a scheme; `registration` where there is one."""

    company: Company | None = None
    scheme: str = ""
    registration: Registration | None = None
    shown_name: str = ""

    @property
    def name(self) -> str:
        return self.shown_name or self.values.get("name", "") or self.values.get("number", "")

    @property
    def more(self) -> str:
        return self.values.get("scheme", "")


class KeyChecker:
    """Checks the rows of one office; with `leaving` those of companies that go elsewhere. What it needs is read once."""

    def __init__(self, office: Office, *, leaving: bool) -> None:
        self.leaving = leaving
        companies = Company.objects.open().filter(office=office).prefetch_related("participants")
        self.by_number = {each.enterprise_number: each for each in companies if each.enterprise_number}
        rows = Registration.objects.active().filter(company__office=office).select_related("company")
        self.registrations = {(row.company_id, row.scheme): row for row in rows}
        self.at_provider = set(
            AccountCompany.objects.active().filter(account__office=office).values_list("company", flat=True)
        )
        self.in_file = {each for account in accounts_in_file() for each in account.participants}
        self.seen: dict[tuple[int, str], int] = {}

    def check(self, number: int, values: RowValues) -> KeyRow:
        row = KeyRow(number, dict(values), RowOutcome.SAME)
        try:
            self.fill_in(row)
            row.outcome = self.outcome_of_leaving(row) if self.leaving else self.outcome_of(row)
        except Faulty as fault:
            row.outcome, row.faults = RowOutcome.FAULTY, [str(fault)]
        return row

    def fill_in(self, row: KeyRow) -> None:
        """Raises Faulty."""
        row.company = company = self.company_of(row.values)
        row.shown_name = company.name
        scheme = SCHEMES.get(row.values.get("scheme", "").strip())
        addresses = {each.scheme: str(each) for each in company.participants.all()}
        if scheme not in addresses:
            raise Faulty(_("This company has no such address: write 0208 or 9925."))
        row.scheme, row.registration = scheme, self.registrations.get((company.pk, scheme))
        if (company.pk, scheme) in self.seen:
            raise Faulty(_("This company is in row %(number)s too.") % {"number": self.seen[company.pk, scheme]})
        self.seen[company.pk, scheme] = row.number
        if company.pk in self.at_provider or addresses[scheme] in self.in_file:
            raise Faulty(_("This company is in an account at a provider: migration keys go through its own pages."))

    def outcome_of(self, row: KeyRow) -> RowOutcome:
        """Raises Faulty."""
        key, there = row.values.get("key", ""), row.registration
        if there and there.state == State.REGISTERED:
            return RowOutcome.SAME
        if there and there.state == State.LEAVING:
            raise Faulty(_("This address is being unregistered. Wait until that is done."))
        if not key:
            raise Faulty(_("Fill in the migration key."))
        if len(key) > KEY_LENGTH or not key.isascii() or not key.isprintable() or " " in key:
            raise Faulty(_("This is not a migration key: it has at most 24 letters, digits and signs."))
        if there is None:
            return RowOutcome.NEW
        is_waiting = there.state in (State.WANTED, State.MANDATE)
        return RowOutcome.SAME if is_waiting and there.migration_key == key else RowOutcome.CHANGED

    def outcome_of_leaving(self, row: KeyRow) -> RowOutcome:
        """Raises Faulty."""
        there = row.registration
        if there is None or there.state != State.REGISTERED or there.changed:
            raise Faulty(_("This address is not registered here, so there is no key to hand out."))
        return RowOutcome.SAME if there.migration_key else RowOutcome.NEW

    def company_of(self, values: RowValues) -> Company:
        try:
            digits = EnterpriseNumber.parse(values.get("number", "")).digits
        except NotAnEnterpriseNumber as fault:
            raise Faulty(_("The enterprise number is not right: its check digits do not fit.")) from fault
        if digits not in self.by_number:
            raise Faulty(_("Your office has no company with this number or name."))
        return self.by_number[digits]
