"""A program with an API key."""

import json

from django.conf import settings
from django.test import Client

from schakel.hub.connections.models import ApiKey, Scope


def key_of(of, by, *scopes: str, name: str = "Program") -> tuple[ApiKey, str]:
    return ApiKey.make(of, by, name=name, scopes=list(scopes) or list(Scope.values))


class Program:
    """It asks with its key, and reads what it gets."""

    def __init__(self, secret: str = "", language: str = "en") -> None:
        headers = {"host": settings.HOST, "accept-language": language}
        self.client = Client(headers=headers | ({"authorization": f"Bearer {secret}"} if secret else {}))

    def get(self, path: str, **query):
        return self.client.get(f"/api/v1{path}", query)

    def post(self, path: str, data: bytes | dict = b"", *, once: str = ""):
        return self.ask("POST", path, data, once=once)

    def ask(self, method: str, path: str, data: bytes | dict = b"", *, once: str = ""):
        type_ = "application/json" if isinstance(data, dict) else "application/xml"
        sent = json.dumps(data).encode() if isinstance(data, dict) else data
        headers = {"Idempotency-Key": once} if once else {}
        return self.client.generic(method, f"/api/v1{path}", sent, content_type=type_, headers=headers)
