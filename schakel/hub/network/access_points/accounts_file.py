"""The operator's accounts at providers, from the file that SCHAKEL_PROVIDERS names. Their keys never stand in the database (L06).

[[account]]
kind = "recommand"
participants = ["0208:0738401117"]
key = "…"
secret = "…"
webhook_secret = "…"
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from schakel.hub.network.access_points.account import Account
from schakel.hub.network.access_points.providers import providers
from schakel.hub.network.models.provider_account import fingerprint_of


class AccountsWrong(ImproperlyConfigured):
    """Permanent: what is wrong with the file; the service does not start with it."""


def accounts_in_file() -> tuple[Account, ...]:
    """As it was at the start. Raises AccountsWrong."""
    return read_accounts(settings.PROVIDERS) if settings.PROVIDERS else ()


@cache
def read_accounts(path: str) -> tuple[Account, ...]:
    try:
        entries = tomllib.loads(Path(path).read_text()).get("account", [])
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AccountsWrong(f"{path}: {error}") from error
    return tuple(read_account(number, each, path=path) for number, each in enumerate(entries, 1))


def read_account(number: int, entry: Mapping[str, Any], *, path: str) -> Account:
    kind = entry.get("kind")
    if kind not in providers():
        raise AccountsWrong(f"{path}: account {number} wants a kind: {', '.join(providers())}")
    provider = providers()[kind]
    missing = [name for name, is_required in provider.credentials.items() if is_required and not entry.get(name)]
    if missing or not isinstance(entry.get("participants"), list):
        raise AccountsWrong(f"{path}: account {number} wants {', '.join(['participants', *missing])}")
    given = {name: str(entry.get(name, "")) for name in provider.credentials}
    url = str(entry.get("url", ""))
    return Account(
        name=f"{kind.replace('.', '-')}-{number}",
        kind=kind,
        provider=provider(given, base=url),
        participants=tuple(str(each).lower() for each in entry["participants"]),
        fingerprint=fingerprint_of(kind, url, given),
    )
