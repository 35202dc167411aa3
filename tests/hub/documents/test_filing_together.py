"""The same bytes handed in by several processes at once are one document (product capability 13, as E02)."""

import os
import subprocess
import sys

from tests.hub.documents.ubl import invoice

TOGETHER = """
import os, sys, django
django.setup()
from django.core.management import call_command
from django.db import connections
from schakel.hub.connections.models import Company, Connection, Office, Participant
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Event, Way

call_command("migrate", verbosity=0)
company = Company.objects.create(office=Office.objects.create(name="Office"), name="Bakery")
Participant.objects.create(company=company, scheme="0208", value="0738401117")
Connection.objects.create(company=company, kind="purchase")
connections.close_all()
data = sys.stdin.buffer.read()
children = []
for _ in range(6):
    if not (child := os.fork()):
        file(data, Way.COMMAND)
        os._exit(0)
    children.append(child)
ends = {os.waitpid(child, 0)[1] for child in children}
print(ends, Document.objects.count(), sorted(Event.objects.values_list("kind", flat=True)))
"""


def test_the_same_bytes_filed_by_six_processes_are_one_document(tmp_path):
    env = {**os.environ, "SCHAKEL_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "schakel.hub.settings"}
    done = subprocess.run([sys.executable, "-c", TOGETHER], env=env, input=invoice(), capture_output=True, check=False)
    assert (done.stdout.decode().strip(), done.stderr) == (f"{{0}} 1 {['received', *['repeated'] * 5]}", b"")
