"""The accounts at providers, from the file that SCHAKEL_PROVIDERS names. Keys never stand in the database (L06).

[[account]]
kind = "recommand"
participants = ["0208:0738401117"]
key = "…"
secret = "…"
webhook_secret = "…"
"""

import pkgutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from schakel.hub.network.access_points.provider import Provider
from schakel.peppol.identifiers import ParticipantId


class AccountsWrong(ImproperlyConfigured):
    """Permanent: what is wrong with the file; the service does not start with it."""


@dataclass(frozen=True)
class ProviderAccount:
    name: str  # its kind and its place in the file, from 1: `recommand-1`
    kind: str
    participants: tuple[str, ...]  # `0208:0738401117`, lower case
    provider: Provider = field(compare=False)

    @property
    def senders(self) -> list[str]:
        """Its participants, as a transmission names them."""
        return [str(ParticipantId(each)) for each in self.participants]


def accounts() -> tuple[ProviderAccount, ...]:
    """Raises AccountsWrong."""
    return read_accounts(settings.PROVIDERS) if settings.PROVIDERS else ()


def account_of(participant: ParticipantId) -> ProviderAccount | None:
    return next((each for each in accounts() if participant.value.lower() in each.participants), None)


def senders() -> list[str]:
    """Every participant who is at a provider, as a transmission names it."""
    return [each for account in accounts() for each in account.senders]


@cache
def providers() -> dict[str, type[Provider]]:
    """Those we know, by their code: each folder beside this file is one, and says all about it in its `provider`."""
    folders = [each.name for each in pkgutil.iter_modules([str(Path(__file__).parent)]) if each.ispkg]
    known: list[type[Provider]] = [import_module(f"{__package__}.{name}.provider").PROVIDER for name in folders]
    return {each.code: each for each in known}


@cache
def read_accounts(path: str) -> tuple[ProviderAccount, ...]:
    try:
        entries = tomllib.loads(Path(path).read_text()).get("account", [])
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AccountsWrong(f"{path}: {error}") from error
    return tuple(account(number, each, path=path) for number, each in enumerate(entries, 1))


def account(number: int, entry: Mapping[str, Any], *, path: str) -> ProviderAccount:
    kind = entry.get("kind")
    if kind not in providers():
        raise AccountsWrong(f"{path}: account {number} wants a kind: {', '.join(providers())}")
    provider = providers()[kind]
    missing = [name for name, is_required in provider.credentials.items() if is_required and not entry.get(name)]
    if missing or not isinstance(entry.get("participants"), list):
        raise AccountsWrong(f"{path}: account {number} wants {', '.join(['participants', *missing])}")
    given = {name: str(entry.get(name, "")) for name in provider.credentials}
    return ProviderAccount(
        name=f"{kind.replace('.', '-')}-{number}",
        kind=kind,
        participants=tuple(str(each).lower() for each in entry["participants"]),
        provider=provider(given, base=str(entry.get("url", ""))),
    )
