"""The file of accounts, and the providers that are found in their folders."""

from pathlib import Path

import pytest

from schakel.hub.network.access_points import accounts_file as held
from schakel.hub.network.access_points.providers import providers
from tests.hub.network.access_points.provider_fakes import KINDS


@pytest.mark.parametrize("text", ["", "[[account]]\nkind = 'x'", "[[account]]\nkind = 'peppyrus'\nkey = 'k'", "["])
def test_a_wrong_file_says_what_is_wrong(tmp_path, settings, text):
    place = tmp_path / "wrong.toml"
    place.write_text(text)
    settings.PROVIDERS = str(place)
    if not text:
        assert held.accounts_in_file() == ()
        return
    with pytest.raises(held.AccountsWrong, match=r"wrong\.toml"):
        held.accounts_in_file()


def test_every_provider_is_tried_here_and_documented():
    """A provider is one folder: nothing else names it but its fake and its page."""
    assert set(providers()) == set(KINDS)
    page = (Path(__file__).parents[4] / "docs" / "operating" / "providers.md").read_text()
    for code, provider in providers().items():
        assert code in page
        assert [name for name in provider.credentials if f"\n{name} = " not in page] == []


@pytest.mark.parametrize("wrong", ["kind = 'nobody'", "kind = 'peppyrus'", "kind = 'storecove'\nkey = 'k'"])
def test_an_account_that_says_too_little_is_named_with_what_it_wants(settings, tmp_path, wrong):
    place = tmp_path / "few.toml"
    place.write_text(f"[[account]]\n{wrong}\n")
    settings.PROVIDERS = str(place)
    wants = {"nobody": "a kind: e-invoice.be, peppyrus", "peppyrus": "participants, key", "storecove": "participants"}
    with pytest.raises(held.AccountsWrong, match=next(text for kind, text in wants.items() if kind in wrong)):
        held.accounts_in_file()
