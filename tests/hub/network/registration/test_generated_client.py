"""A program of an office, with a client that a generator made of our description: from a sheet to registered clients."""

import json
import subprocess
from pathlib import Path

import pytest

from schakel.hub import worker
from schakel.hub.connections.models import InvitationMail, Scope
from tests.hub.api_client import key_of
from tests.hub.connections.company_import.sheets import number_of, sheet
from tests.hub.connections.test_invitation import PAGE, visitor
from tests.hub.network.registration.test_worker import publishing, sml  # noqa: F401 -- fixtures

SCRIPT = Path(__file__).with_name("generated_client.py")


def answer_all() -> None:
    """Each client opens the link of their e-mail and accepts everything in it, the mandate too."""
    for letter in InvitationMail.objects.all():
        assert visitor(letter).post(PAGE, {"answer": "accept:all", "name": "Nora", "password": "a long password"})


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_from_a_sheet_over_the_clients_word_to_registered(
    generated,
    live_server,
    settings,
    tmp_path,
    office,
    alice,
    sml,  # noqa: F811 -- the fixture
):
    settings.HOST, settings.ALLOWED_HOSTS = "localhost", ["*"]
    clients = tmp_path / "clients.csv"
    clients.write_bytes(
        sheet(
            f"{number_of(1)};Bakery;ann@bakery.example",
            f"{number_of(2)};Mill;max@mill.example",
            "123;Odd;o@odd.example",
        )
    )
    key = key_of(office, alice, Scope.COMPANIES, Scope.INVITE)[1]
    command = [generated, SCRIPT, live_server.url, key, clients]
    others = {"worker": worker.drain, "clients": answer_all}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdin
        assert program.stdout
        for line in program.stdout:
            if line.startswith("{"):
                break
            others[line.strip()]()
            program.stdin.write("\n")
            program.stdin.flush()
    assert program.returncode == 0
    told = json.loads(line)
    [faults] = told.pop("import")[2:][0]
    assert len(faults) == 1
    assert told == {
        "asked": ["sent", "sent"],
        "reminded": [0, 2],  # they got an e-mail a moment ago
        "run": ["asked", "registered", "registered"],
        "invitations": ["accepted"],
        "mandates": ["confirmed", "confirmed"],
        "registrations": [[f"0208:{number_of(n)}", "registered", True] for n in (2, 1)],
    }
    assert set(sml.at) == {f"0208:{number_of(n)}" for n in (1, 2)}
