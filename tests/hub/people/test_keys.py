"""The keyboard: one list of what it does, and a switch for the keys of one letter (WCAG 2.1.4)."""

from pathlib import Path

import pytest

from schakel.hub.people.views import SINGLE_KEYS
from tests.hub.conftest import signed_in

SCRIPT = Path("schakel/hub/web/static/schakel/keys.js")
PAGES = [*Path("schakel/hub").rglob("templates/**/*.html"), SCRIPT]


def test_the_list_names_each_key(alice, office):
    page = signed_in(alice).get("/me/keys").text
    for key in SINGLE_KEYS:
        assert f"<kbd>{key}</kbd>" in page


@pytest.mark.parametrize("key", SINGLE_KEYS)
def test_what_the_list_names_is_there(key):
    texts = [page.read_text() for page in PAGES]
    assert any(f'data-key="{key}"' in text or f" {key}: " in text.partition("inRows = ")[2] for text in texts)


def test_single_keys_are_switched_off_and_on_again(alice, office):
    client = signed_in(alice)
    assert " data-single-keys" in client.get("/me/").text
    client.post("/me/keys", {"single_keys": "off"})
    assert " data-single-keys" not in client.get("/me/").text
    client.post("/me/keys", {"single_keys": "perhaps"})
    assert " data-single-keys" not in client.get("/documents/").text
    client.post("/me/keys", {"single_keys": "on"})
    assert " data-single-keys" in client.get("/documents/").text


def test_the_list_is_a_dialog_where_htmx_asks(alice, office):
    answer = signed_in(alice).get("/me/keys", headers={"hx-request": "true"})
    assert "<dialog" in answer.text
    assert "<html" not in answer.text
