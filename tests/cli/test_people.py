"""`schakel people`: the personal data of an account, for a request that came by mail (L04)."""

import json

import pytest
from click.testing import CliRunner

from schakel.cli.people import people
from schakel.hub.people.models import User
from tests.hub.conftest import alice, bob, office, person  # noqa: F401 -- fixtures

pytestmark = pytest.mark.django_db


@pytest.fixture
def clara() -> User:
    return person("Clara")


def run(*words: str, answer: str = ""):
    return CliRunner().invoke(people, [*words, "--lang", "en"], input=answer)


def test_L04_the_data_are_written_as_json(clara, tmp_path):
    done = run("export", "Clara@clara.example")
    assert json.loads(done.stdout)["account"]["name"] == "Clara"
    out = tmp_path / "clara.json"
    assert run("export", "clara@clara.example", "-o", str(out)).exit_code == 0
    assert json.loads(out.read_text())["account"]["name"] == "Clara"


def test_L04_the_account_is_erased_after_a_question(clara):
    assert run("erase", "clara@clara.example", answer="n\n").exit_code == 1
    done = run("erase", "clara@clara.example", answer="y\n")
    assert (done.exit_code, f"former person {clara.pk}" in done.stdout) == (0, True)
    assert str(User.objects.get()) == f"former person {clara.pk}"


def test_L04_what_must_be_settled_first_is_said(office, alice):  # noqa: F811 -- the fixtures
    done = run("erase", alice.email, "--yes", "--json")
    assert (done.exit_code, json.loads(done.stdout)["erased"]) == (1, False)
    assert "only owner of Office Alice" in run("erase", alice.email, "--yes").stdout


def test_nobody_has_that_address(db):
    done = run("export", "nobody@nowhere.example")
    assert (done.exit_code, "nobody signs in here" in done.stderr) == (2, True)
