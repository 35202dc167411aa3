"""A company's Registration with its Mandate and Changes; Run over many of them; a Transmission on its way, each Attempt, Breaker,
Notice and Answer; Protest; ProviderAccount with its AccountCompanies; Inbox and UnclaimedDocument of what a provider has for us;
each SmlCertificate by which the SML knows our SMP."""

from schakel.hub.network.models.answer import Answer
from schakel.hub.network.models.breaker import Breaker
from schakel.hub.network.models.inbox import Inbox
from schakel.hub.network.models.mandate import Mandate
from schakel.hub.network.models.notice import Notice
from schakel.hub.network.models.protest import Protest
from schakel.hub.network.models.provider_account import AccountCompany, ProviderAccount
from schakel.hub.network.models.registration import Change, Registration
from schakel.hub.network.models.run import Run, RunLine
from schakel.hub.network.models.sml_certificate import SmlCertificate
from schakel.hub.network.models.transmission import Attempt, Transmission
from schakel.hub.network.models.unclaimed_document import UnclaimedDocument

__all__ = [
    "AccountCompany",
    "Answer",
    "Attempt",
    "Breaker",
    "Change",
    "Inbox",
    "Mandate",
    "Notice",
    "Protest",
    "ProviderAccount",
    "Registration",
    "Run",
    "RunLine",
    "SmlCertificate",
    "Transmission",
    "UnclaimedDocument",
]
