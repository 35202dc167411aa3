"""A client that a generator makes of our description works: it uploads, lists, downloads, connects a package and mails.

The generator is installed in an environment of its own, so this is no part of the quick suite.
"""

import json
import subprocess
from pathlib import Path

import pytest

from interop.others.environments import python_with
from interop.others.handed import Missing
from schakel.hub.api import api
from schakel.hub.sales.models import Mailing
from tests.hub.api_client import key_of
from tests.hub.documents.ubl import BAKERY, invoice, party

GENERATOR = ("openapi-python-client==0.29.1", "httpx<1")


@pytest.fixture(scope="module")
def generated(tmp_path_factory) -> Path:
    """The interpreter of an environment with the client."""
    folder = tmp_path_factory.mktemp("client")
    try:
        python = python_with(folder / "venv", *GENERATOR)
    except Missing as why:
        pytest.skip(str(why))
    (folder / "openapi.json").write_text(json.dumps(api.get_openapi_schema(), default=str))
    place = next((folder / "venv").glob("lib/python3*/site-packages")) / "schakel_client"
    told = ("generate", "--path", folder / "openapi.json", "--meta", "none", "--output-path", place)
    done = subprocess.run(
        [python.with_name("openapi-python-client"), *told], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Endpoint will not be generated" not in done.stdout
    assert "response will be omitted" not in done.stdout
    return python


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
