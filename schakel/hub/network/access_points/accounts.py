"""The accounts at providers, from the file that SCHAKEL_PROVIDERS names. Keys never stand in the database (L06).

[[account]]
kind = "recommand"
participants = ["0208:0738401117"]
key = "…"
secret = "…"
webhook_secret = "…"
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from schakel.hub.network.access_points.e_invoice_be.provider import EInvoiceBe
from schakel.hub.network.access_points.peppyrus.provider import Peppyrus
from schakel.hub.network.access_points.provider import Provider
from schakel.hub.network.access_points.recommand.provider import Recommand
from schakel.hub.network.access_points.storecove.provider import Storecove
from schakel.peppol.identifiers import ParticipantId

KINDS = ("e-invoice.be", "peppyrus", "recommand", "storecove")


class AccountsWrong(ImproperlyConfigured):
    """Permanent: what is wrong with the file; the service does not start with it."""


@dataclass(frozen=True)
class Account:
    name: str  # its kind and its place in the file, from 1: `recommand-1`
    kind: str
    participants: tuple[str, ...]  # `0208:0738401117`, lower case
    provider: Provider = field(compare=False)

    @property
    def senders(self) -> list[str]:
        """Its participants, as a transmission names them."""
        return [str(ParticipantId(each)) for each in self.participants]


def accounts() -> tuple[Account, ...]:
    """Raises AccountsWrong."""
    return read(settings.PROVIDERS) if settings.PROVIDERS else ()


def account_of(participant: ParticipantId) -> Account | None:
    return next((each for each in accounts() if participant.value.lower() in each.participants), None)


def senders() -> list[str]:
    """Every participant who is at a provider, as a transmission names it."""
    return [each for account in accounts() for each in account.senders]


@cache
def read(path: str) -> tuple[Account, ...]:
    try:
        told = tomllib.loads(Path(path).read_text()).get("account", [])
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AccountsWrong(f"{path}: {error}") from error
    return tuple(account(number, each, path=path) for number, each in enumerate(told, 1))


def account(number: int, told: Mapping[str, Any], *, path: str) -> Account:
    kind, key = told.get("kind"), told.get("key")
    if kind not in KINDS or not key or not isinstance(told.get("participants"), list):
        raise AccountsWrong(f"{path}: account {number} wants kind ({', '.join(KINDS)}), key and participants")
    return Account(
        name=f"{kind.replace('.', '-')}-{number}",
        kind=kind,
        participants=tuple(str(each).lower() for each in told["participants"]),
        provider=provider(kind, told),
    )


def provider(kind: str, told: Mapping[str, Any]) -> Provider:
    key, base = str(told["key"]), str(told.get("url", ""))
    webhook = str(told.get("webhook_secret", ""))
    match kind:
        case "e-invoice.be":
            return EInvoiceBe(key, webhook_secret=webhook, base=base)
        case "peppyrus":
            return Peppyrus(key, base=base)
        case "storecove":
            return Storecove(key, legal_entity=str(told.get("legal_entity", "")), base=base)
    return Recommand(key, secret=str(told.get("secret", "")), webhook_secret=webhook, base=base)
