"""A client that a generator makes of our description works: it uploads, lists, downloads, connects a package and mails.

The generator is installed in an environment of its own (`generated` in conftest.py), so this is no part of the quick suite.
"""

import json
import subprocess
from pathlib import Path

import pytest

from schakel.hub.sales.models import Mailing
from tests.hub.api_client import key_of
from tests.hub.documents.ubl import BAKERY, invoice, party


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_generated_client_does_what_a_program_of_an_office_does(
    generated, live_server, settings, tmp_path, office, alice, purchases, sales
):
    settings.HOST, settings.ALLOWED_HOSTS = "localhost", ["*"]
    key = key_of(office, alice)[1]
    bill, sale = tmp_path / "bill.xml", tmp_path / "sale.xml"
    bill.write_bytes(invoice(number="B-1"))
    sale.write_bytes(invoice(number="S-1", seller=party("Bakery", BAKERY), buyer=party("Hôtel Zoë", "0899965307")))
    command = [generated, Path(__file__).with_name("generated_client.py"), live_server.url, key, bill, sale]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "listed": ["B-1", "S-1"],
        "number": "B-1",
        "is_original": True,
        "pdf": "%PDF-",
        "contents": "both",
        "routes": ["in@yuki.example"],
        "refused": [422, "not_mailable"],  # another program made and sent it
        "mailed": ["queued", "zoe@zoe.example"],
    }
    assert Mailing.objects.get().document.number != "S-1"
