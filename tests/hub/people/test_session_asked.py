"""A page that is open already asks who is signed in before it sends what was typed (ADR 0304)."""

import pytest
from django.conf import settings
from django.test import Client

from tests.hub.conftest import signed_in

pytestmark = pytest.mark.django_db


def test_a_stranger_is_nobody():
    answer = Client(headers={"host": settings.HOST}).get("/me/session")
    assert answer.json()["person"] is None
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_person_and_a_token_that_forms_take(alice):
    client = signed_in(alice)
    client.handler.enforce_csrf_checks = True
    answer = client.get("/me/session").json()
    assert answer["person"] == alice.pk
    form = {"language": "de", "csrfmiddlewaretoken": answer["token"]}
    assert client.post("/me/language", form, headers={"origin": f"http://{settings.HOST}"}).status_code == 302
    form["csrfmiddlewaretoken"] = "x" * 64
    assert client.post("/me/language", form, headers={"origin": f"http://{settings.HOST}"}).status_code == 403


def test_it_only_reads(alice):
    assert signed_in(alice).post("/me/session").status_code == 405


def test_who_signed_in_beside_it_reads_that_the_page_goes_on(alice):
    assert Client(headers={"host": settings.HOST}).get("/me/signed-in").url.startswith("/account/login/")
    assert signed_in(alice).get("/me/signed-in").status_code == 200
