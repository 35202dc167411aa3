"""A provider's API: what leaves with an error."""

import json
from dataclasses import replace

import pytest

from schakel.hub.network.access_points.provider import ProviderRefused, ProviderUnavailable
from schakel.hub.network.access_points.providers import providers
from schakel.peppol.doors import Answer

KEYS = {"key": "key-of-ours", "secret": "secret-of-ours", "webhook_secret": "hush", "legal_entity": "7"}


class Repeating:
    """A provider that refuses, and repeats what it was sent."""

    def __init__(self, status: int) -> None:
        self.status = status

    def request(self, _method, _url, *, headers, **_rest) -> Answer:
        return Answer(self.status, json.dumps({**headers, "read": ["key-of-ours", "secret-of-ours"]}).encode())


@pytest.mark.parametrize("kind", sorted(providers()))
@pytest.mark.parametrize("status", [401, 422, 500])
def test_L06_an_error_repeats_no_key(kind, status):
    provider = providers()[kind]({name: KEYS[name] for name in providers()[kind].credentials})
    api = replace(provider.api, web=Repeating(status))
    with pytest.raises((ProviderRefused, ProviderUnavailable)) as raised:
        api.call("GET", "/")
    sent = {value.rpartition(" ")[2] for value in api.headers.values()}
    known = {KEYS["key"], *sent, *({KEYS["secret"]} if "secret" in provider.credentials else ())}
    assert [secret for secret in known if secret in str(raised.value.detail)] == []
    assert "…" in raised.value.detail
