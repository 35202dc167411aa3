"""Accounts are added, changed and removed; companies come to them and leave. All who do it, by page, sheet or API, do it here."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import Place, record
from schakel.hub.connections.models import Company, Office
from schakel.hub.network.access_points.accounts import account_in_file
from schakel.hub.network.access_points.providers import providers
from schakel.hub.network.models import AccountCompany, Inbox, ProviderAccount, Registration, Transmission
from schakel.hub.network.models.provider_account import fingerprint_of, new_name
from schakel.hub.people.models import User
from schakel.hub.web.language import Sentence
from schakel.peppol.identifiers import ParticipantId

ON_THE_NETWORK = [Registration.State.WANTED, Registration.State.REGISTERED, Registration.State.LEAVING]


class AccountRefused(Exception):
    """Permanent, until something else is changed first."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(code)
        self.code, self.sentence = code, sentence


SAME_ACCOUNT = AccountRefused("same_account", _("Your office already has an account with this key."))
OTHER_OFFICE = AccountRefused("other_office", _("Your office has no company with this number or name."))
ONE_COMPANY = AccountRefused(
    "one_company", _("At this provider an account is for one company, and this one has a company already.")
)
IN_ANOTHER = AccountRefused("in_another_account", _("This company is in another account. Remove it there first."))
IN_CONFIGURATION = AccountRefused(
    "in_configuration", _("The operator of this installation has set up an account for this company.")
)
REGISTERED_HERE = AccountRefused(
    "registered_here", _("This company is registered through our own access point. End that registration first.")
)
NO_LEGAL_ENTITY = AccountRefused(
    "no_legal_entity", _("Fill in the number that the company has at this provider (legal entity).")
)
STILL_REGISTERED = AccountRefused(
    "still_registered", _("A company is registered through this account. End its registration first.")
)
STILL_SENDING = AccountRefused(
    "still_sending", _("Documents are still on their way through this account. Try again when they have arrived.")
)


def create_account(office: Office, kind: str, url: str, credentials: Mapping[str, str], *, by: User) -> ProviderAccount:
    """Tried by the worker at once, and its inbox looked into. Raises AccountRefused."""
    account = ProviderAccount(office=office, kind=kind, url=url, name=new_name(kind), created_by=by)
    with transaction.atomic():
        refuse_same(office, kind, url, credentials)
        account.credentials = dict(credentials)
        account.due_at = timezone.now()
        account.save()
        Inbox.objects.create(account=account.name, due_at=timezone.now())
        record(Action.PROVIDER_ACCOUNT_ADDED, account, place=Place(office.pk), by=by.pk, detail=kind)
    return account


def change_account(account: ProviderAccount, url: str, credentials: Mapping[str, str]) -> None:
    """Another address or other keys: tried anew. Raises AccountRefused."""
    with transaction.atomic():
        refuse_same(account.office, account.kind, url, credentials, but=account)
        account.url = url
        account.credentials = dict(credentials)
        account.state = ProviderAccount.State.UNTRIED
        account.work_again()
        account.save(update_fields=["url", "encrypted", "fingerprint", "state"])
        Inbox.objects.update_or_create(account=account.name, defaults={"due_at": timezone.now()})
        record(Action.PROVIDER_ACCOUNT_CHANGED, account, place=Place(account.office_id), detail="key")


def refuse_same(
    office: Office, kind: str, url: str, credentials: Mapping[str, str], *, but: ProviderAccount | None = None
) -> None:
    """One after the other in an office, so that the same sheet twice at once makes no account twice."""
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    same = office.provider_accounts.filter(fingerprint=fingerprint_of(kind, url, dict(credentials)))
    if any(each != but for each in same):
        raise SAME_ACCOUNT


def add_company(account: ProviderAccount, company: Company, *, legal_entity: str = "") -> None:
    """From now on its documents go through this account. Once more changes nothing but the number. Raises AccountRefused."""
    with transaction.atomic():
        Office.objects.select_for_update(no_key=True).get(pk=account.office_id)
        company = Company.objects.select_for_update(no_key=True).get(pk=company.pk)
        refuse_company(account, company, legal_entity=legal_entity)
        AccountCompany.objects.filter(company=company).exclude(account__office=account.office_id).delete()
        AccountCompany.objects.update_or_create(
            company=company, defaults={"account": account, "legal_entity": legal_entity}
        )
        record(Action.PROVIDER_ACCOUNT_CHANGED, account, place=company.place, detail="company added")
        company.registrations.exclude(state__in=ON_THE_NETWORK).active().update(access_point="provider")


def refuse_company(account: ProviderAccount, company: Company, *, legal_entity: str) -> None:
    """Raises AccountRefused."""
    provider = providers()[account.kind]
    there = AccountCompany.objects.active().filter(company=company).first()
    if company.office_id != account.office_id:
        raise OTHER_OFFICE
    if there and there.account_id != account.pk:
        raise IN_ANOTHER
    if any(account_in_file(ParticipantId(str(each))) for each in company.participants.all()):
        raise IN_CONFIGURATION
    if not provider.capabilities.has_many_companies and account.companies.exclude(company=company).exists():
        raise ONE_COMPANY
    if "legal_entity" in provider.credentials and not legal_entity:
        raise NO_LEGAL_ENTITY
    if company.registrations.filter(state__in=ON_THE_NETWORK, access_point="as4").exists():
        raise REGISTERED_HERE


def remove_company(seat: AccountCompany) -> None:
    """Raises AccountRefused: something hangs on it."""
    with transaction.atomic():
        record(Action.PROVIDER_ACCOUNT_CHANGED, seat.account, place=seat.company.place, detail="company removed")
        release(AccountCompany.objects.filter(pk=seat.pk))


def remove_account(account: ProviderAccount) -> None:
    """With its key, and its inbox here. Raises AccountRefused: something hangs on it."""
    with transaction.atomic():
        Office.objects.select_for_update(no_key=True).get(pk=account.office_id)
        release(account.companies.all())
        Inbox.objects.filter(account=account.name).delete()
        record(Action.PROVIDER_ACCOUNT_ENDED, account, place=Place(account.office_id))
        account.delete()


def release(seats: QuerySet[AccountCompany]) -> None:
    """Raises AccountRefused."""
    companies = list(seats.values_list("company", flat=True))
    list(Company.objects.select_for_update(no_key=True).filter(pk__in=companies).order_by("pk"))
    registrations = Registration.objects.filter(company__in=companies, access_point="provider").active()
    if registrations.filter(state__in=ON_THE_NETWORK).exists():
        raise STILL_REGISTERED
    on_their_way = Q(state=Transmission.State.QUEUED) | Q(state=Transmission.State.SENT, due_at__isnull=False)
    if Transmission.objects.outgoing().filter(on_their_way, company__in=companies).exists():
        raise STILL_SENDING
    registrations.update(access_point="as4")
    seats.delete()
