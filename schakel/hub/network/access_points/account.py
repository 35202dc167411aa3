"""Account: one at a provider, ready to be used; of the operator, from the file, or of an office, from a row."""

from dataclasses import dataclass, field

from django.db.models import Q

from schakel.hub import encryption
from schakel.hub.network.access_points.provider import Provider, ProviderUnavailable
from schakel.hub.network.access_points.providers import providers
from schakel.hub.network.models import AccountCompany, ProviderAccount
from schakel.peppol.identifiers import ParticipantId


@dataclass(frozen=True)
class Account:
    name: str  # of the file: its kind and its place there, from 1: `recommand-1`; of an office: `recommand-abcdefg`
    kind: str
    provider: Provider = field(compare=False)
    participants: tuple[str, ...] = ()  # of the file: `0208:0738401117`, lower case
    row: ProviderAccount | None = None  # of an office
    fingerprint: str = ""  # as ProviderAccount has it: the same one at the provider, by whatever way it is known here

    @property
    def senders(self) -> list[str]:
        """Of the file: its participants, as a transmission names them."""
        return [str(ParticipantId(each)) for each in self.participants]

    def own_transmissions(self) -> Q:
        """Those that its companies send, and those of others here with the same key, who would not hear of them again."""
        same = AccountCompany.objects.active().filter(account__fingerprint=self.fingerprint)
        return Q(sender__in=self.senders) | Q(company__in=same.values("company"))

    def takes_for(self, company: int | None) -> bool:
        """Whether what is in its inbox may be this company's: of an office, it is for its own companies only (G01)."""
        if self.row is None:
            return True
        return AccountCompany.objects.active().filter(account=self.row, company=company).exists()


def open_account(row: ProviderAccount, *, legal_entity: str = "") -> Account:
    """Raises ProviderUnavailable (temporary): its key was encrypted with another secret key."""
    provider = providers().get(row.kind)
    try:
        known = row.credentials
    except encryption.Unreadable as fault:
        raise ProviderUnavailable("fill in the key again", code="ACCOUNT_UNREADABLE") from fault
    if provider is None:
        raise ProviderUnavailable(f"no provider is called {row.kind}", code="ACCOUNT_UNREADABLE")
    given = {name: str(known.get(name, "")) for name in provider.credentials}
    if "legal_entity" in given:
        given["legal_entity"] = legal_entity
    opened = provider(given, base=row.url)
    return Account(name=row.name, kind=row.kind, provider=opened, row=row, fingerprint=row.fingerprint)
