"""Programs that work with the office and its clients through the API: their keys, as the story has them."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from schakel.hub.connections.models import ApiKey, Company, Office
from schakel.hub.people.models import User


def connect(
    cards: Iterable[Mapping[str, Any]], office: Office, companies: Mapping[str, Company], *, now: datetime
) -> None:
    """Nobody keeps the secrets."""
    for card in cards:
        of = companies[card["company"]] if "company" in card else office
        by = User.objects.get(email=card["by"])
        key, _secret = ApiKey.make(of, by, name=card["name"], scopes=card["scopes"])
        used_at = now - timedelta(days=card["used"], minutes=23) if "used" in card else None
        ApiKey.objects.filter(pk=key.pk).update(made_at=now - timedelta(days=card["made"]), used_at=used_at)
