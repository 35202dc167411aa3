"""What a row of the sheet comes to: the account and the company it brings together, or what is wrong with it."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from schakel.base.folding import folded
from schakel.einvoice.belgium import EnterpriseNumber, NotAnEnterpriseNumber
from schakel.hub.connections.models import Company, Office
from schakel.hub.network.access_points.accounts import account_in_file
from schakel.hub.network.access_points.providers import providers
from schakel.hub.network.accounts import save
from schakel.hub.network.accounts.forms import account_credentials, checked_credential, checked_url, needs_legal_entity
from schakel.hub.network.accounts.save import ON_THE_NETWORK, AccountRefused
from schakel.hub.network.accounts.sheet.columns import secrets_of
from schakel.hub.network.models import AccountCompany, Registration
from schakel.hub.network.models.provider_account import fingerprint_of
from schakel.hub.web.sheet_columns import RowValues
from schakel.hub.web.sheet_rows import CheckedRow, RowOutcome
from schakel.peppol.identifiers import ParticipantId


class Faulty(Exception):
    """Permanent: the row cannot be saved; the sentence says why."""


@dataclass
class AccountRow(CheckedRow):
    """A row without faults has all of these; without `credentials` the company stays in the account it is in."""

    company: Company | None = None
    kind: str = ""
    url: str = ""
    credentials: dict[str, str] | None = None
    legal_entity: str = ""
    shown_name: str = ""

    @property
    def name(self) -> str:
        return self.shown_name or self.values.get("name", "") or self.values.get("number", "")

    @property
    def more(self) -> str:
        return " · ".join(self.values[name] for name in ("provider", "legal_entity", "url") if self.values.get(name))


class AccountChecker:
    """Checks the rows of one office from the top. What it needs of the database is read once."""

    def __init__(self, office: Office) -> None:
        self.office = office
        companies = list(Company.objects.open().filter(office=office).prefetch_related("participants"))
        self.by_number = {each.enterprise_number: each for each in companies if each.enterprise_number}
        seats = AccountCompany.objects.active().filter(company__in=companies).select_related("account")
        self.seats = {each.company_id: each for each in seats}
        here = Registration.objects.filter(company__office=office, access_point="as4", state__in=ON_THE_NETWORK)
        self.registered_here = set(here.values_list("company", flat=True))
        self.by_title = {folded(name): code for code, each in providers().items() for name in (code, each.title)}
        self.companies_of: dict[
            str, set[int]
        ] = {}  # fingerprint of an account → companies in it, with those of the rows above
        for seat in self.seats.values():
            self.companies_of.setdefault(seat.account.fingerprint, set()).add(seat.company_id)
        self.seen: dict[int, int] = {}  # company → row above
        self.urls: dict[str, str | ValidationError] = {}

    def check(self, number: int, values: RowValues) -> AccountRow:
        row = AccountRow(number, dict(values), RowOutcome.SAME)
        try:
            self.fill_in(row)
        except Faulty as fault:
            row.outcome, row.faults = RowOutcome.FAULTY, [str(fault)]
        except AccountRefused as refused:
            row.outcome, row.faults = RowOutcome.FAULTY, [str(refused.sentence)]
        except ValidationError as fault:
            row.outcome, row.faults = RowOutcome.FAULTY, fault.messages
        return row

    def fill_in(self, row: AccountRow) -> None:
        """Raises Faulty, AccountRefused, ValidationError."""
        row.company = company = self.company_of(row.values)
        row.shown_name = company.name
        if not row.values.get("provider"):
            return
        row.kind = self.kind_of(row.values["provider"])
        row.url = self.url_of(row.values.get("url", ""))
        row.legal_entity = (
            checked_credential(row.values.get("legal_entity", "")) if needs_legal_entity(row.kind) else ""
        )
        self.refuse(row, company)
        seat = self.seats.get(company.pk)
        given = secrets_of(row.values, office=self.office)
        if not given and seat and seat.account.kind == row.kind:
            row.outcome = RowOutcome.SAME if seat.legal_entity == row.legal_entity else RowOutcome.CHANGED
            return
        row.credentials = self.credentials_of(row.kind, given)
        row.outcome = self.outcome_of(row, seat)

    def refuse(self, row: AccountRow, company: Company) -> None:
        if company.pk in self.seen:
            raise Faulty(_("This company is in row %(number)s too.") % {"number": self.seen[company.pk]})
        self.seen[company.pk] = row.number
        if company.pk in self.registered_here:
            raise save.REGISTERED_HERE
        if any(account_in_file(ParticipantId(str(each))) for each in company.participants.all()):
            raise save.IN_CONFIGURATION
        if needs_legal_entity(row.kind) and not row.legal_entity:
            raise save.NO_LEGAL_ENTITY

    def outcome_of(self, row: AccountRow, seat: AccountCompany | None) -> RowOutcome:
        assert row.company
        assert row.credentials
        mark, has_many = fingerprint_of(row.kind, row.url, row.credentials), has_many_companies(row.kind)
        is_alone = not has_many and seat is not None and seat.account.kind == row.kind
        if seat and seat.account.fingerprint != mark and not is_alone:
            raise save.IN_ANOTHER
        inside = self.companies_of.setdefault(mark, set())
        if not has_many and inside - {row.company.pk}:
            raise save.ONE_COMPANY
        inside.add(row.company.pk)
        if seat is None:
            return RowOutcome.NEW
        known = seat.account.known_credentials
        hook = row.credentials.get("webhook_secret", "")
        is_same = seat.account.fingerprint == mark and seat.legal_entity == row.legal_entity
        return RowOutcome.SAME if is_same and hook in ("", known.get("webhook_secret")) else RowOutcome.CHANGED

    def company_of(self, values: RowValues) -> Company:
        try:
            digits = EnterpriseNumber.parse(values.get("number", "")).digits
        except NotAnEnterpriseNumber as fault:
            raise Faulty(_("The enterprise number is not right: its check digits do not fit.")) from fault
        if digits not in self.by_number:
            raise save.OTHER_OFFICE
        return self.by_number[digits]

    def kind_of(self, text: str) -> str:
        if folded(text) not in self.by_title:
            names = ", ".join(each.title for each in providers().values())
            raise Faulty(_("We do not know this provider. Write one of: %(names)s.") % {"names": names})
        return self.by_title[folded(text)]

    def url_of(self, text: str) -> str:
        """Each address is looked up once, in a sheet of 1,500 rows."""
        if text not in self.urls:
            try:
                self.urls[text] = checked_url(text)
            except ValidationError as fault:
                self.urls[text] = fault
        found = self.urls[text]
        if isinstance(found, ValidationError):
            raise found
        return found

    def credentials_of(self, kind: str, given: dict[str, str]) -> dict[str, str]:
        if not given.get("key"):
            raise Faulty(_("Fill in the key."))
        return {name: checked_credential(given.get(name, "")) for name in account_credentials(kind)}


def has_many_companies(kind: str) -> bool:
    return providers()[kind].capabilities.has_many_companies
