"""A worker is killed after the other side took a document and before we noted it (J06): it goes once more, recognisable."""

import json

import pytest

from tests.hub.databases import both, database, python
from tests.hub.forwarding.receiver import receiving

KILLED = """
import json, os, signal, sys
from schakel.cli.load import load; load()
from django.conf import settings
from django.db import connections
from django.utils import timezone
from schakel.hub.connections.models import Connection
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Way
from schakel.hub.forwarding import worker
from schakel.hub.forwarding.dispatcher import dispatch_new
from schakel.hub.forwarding.kinds.webhook import signatures
from schakel.hub.forwarding.models import Forward, Forwarder, Route
from tests.hub.documents.ubl import invoice

settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", {mail}, False
settings.FORWARDING_FOLDER = settings.DATA / "out"
settings.ALLOWED_TARGETS = {{"{hook}"}}
purchases = Connection.objects.select_related("company__office").get(side="purchase")
for kind, address in (("email", "books@package.example"), ("folder", "in"), ("webhook", "")):
    row = Forwarder(office=purchases.company.office, name=kind, kind=kind, language="en")
    row.options = {{"url": "http://{hook}/fine"}} if kind == "webhook" else {{}}
    row.secrets = signatures.new_secrets() if kind == "webhook" else {{}}
    row.save()
    Route.objects.create(forwarder=row, connection=purchases, address=address)
file(invoice(), Way.COMMAND)
dispatch_new()
connections.close_all()
for _ in range(3):
    if not os.fork():
        worker.record = lambda *args, **named: os.kill(os.getpid(), signal.SIGKILL)
        worker.send_due()
        os._exit(1)
    assert os.WTERMSIG(os.wait()[1]) == signal.SIGKILL
assert not Forward.objects.filter(state="sent").exists()
assert worker.send_due() == 0, "the lease still holds"
Forward.objects.update(due_at=timezone.now())
while worker.send_due():
    pass
print(json.dumps({{"states": sorted(Forward.objects.values_list("state", flat=True)),
                  "files": [path.name for path in (settings.DATA / "out").rglob("*.xml")],
                  "left": [path.name for path in (settings.DATA / "out").rglob(".*")]}}))
"""


@both
@pytest.mark.long
def test_J06_killed_before_the_note_it_goes_once_more_under_the_same_name(kind, tmp_path, mail_server):
    mail_server.kept.clear()
    mail_server.behave()
    with database(kind, tmp_path) as env, receiving() as (host, got):
        told = json.loads(python(KILLED.format(mail=mail_server.port, hook=host), env))
    assert told["states"] == ["sent", "sent", "sent"]
    assert len(told["files"]) == 1
    assert told["left"] == []
    assert len(mail_server.kept) == len(got) == 2
    assert len({each["Message-ID"] for each in mail_server.kept}) == 1
    assert len({headers["webhook-id"] for headers, _body in got}) == 1
