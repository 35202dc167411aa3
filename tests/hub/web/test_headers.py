import re
from pathlib import Path

import pytest

import schakel
from schakel.hub.web.headers import POLICY

HUB = Path(schakel.__path__[0]) / "hub"
PAGES = [place for place in HUB.rglob("templates/**/*.html") if "mail" not in place.name and "/mail/" not in str(place)]


@pytest.fixture
def answer(client, settings, db):
    return client.get("/account/login/", headers={"host": settings.HOST})


def test_I05_a_page_is_never_framed_and_never_guessed(answer):
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_I01_nothing_inline_and_nothing_from_elsewhere_may_run():
    assert "unsafe" not in POLICY
    assert "script-src 'self';" in POLICY
    assert "style-src 'self';" in POLICY


@pytest.mark.parametrize("place", PAGES, ids=lambda place: place.name)
def test_no_template_has_anything_inline(place):
    text = place.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text)
    assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", text))


def test_H05_no_other_site_learns_an_address_and_a_redirect_tells_nobody(answer, client, settings):
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert client.get("/connections/", headers={"host": settings.HOST}).headers["Referrer-Policy"] == "no-referrer"
