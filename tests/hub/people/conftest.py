"""Visitors who click: a browser of their own, and the code out of the newest mail."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

PASSWORD = "a long password"


@pytest.fixture(autouse=True)
def fresh_counts(db) -> None:
    later()


def later() -> None:
    """The counts of tries have run out."""
    cache.clear()


@pytest.fixture
def visitor(settings) -> Client:
    return visitor_of(settings)


def visitor_of(settings, language: str = "en") -> Client:
    return Client(headers={"host": settings.HOST, "accept-language": language})


def code() -> str:
    return re.search(r"^    ([A-Z]{4}-[A-Z]{4})$", mail.outbox[-1].body, re.MULTILINE)[1]


def sign_in(client: Client, user, password: str = PASSWORD):
    return client.post("/account/login/", {"login": user.email, "password": password})


def who(client: Client) -> str | None:
    return client.session.get("_auth_user_id")
