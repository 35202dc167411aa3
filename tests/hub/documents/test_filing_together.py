"""The same bytes handed in by several processes at once are one document (product capability 13, as E02)."""

import subprocess
import sys

import pytest

from tests.hub.databases import database
from tests.hub.documents.ubl import invoice

TOGETHER = """
import os, sys
from schakel.cli.load import load; load()
from django.db import connections
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Event, Way

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


@pytest.mark.processes
def test_the_same_bytes_filed_by_six_processes_are_one_document(tmp_path):
    with database("sqlite", tmp_path) as env:
        done = subprocess.run(
            [sys.executable, "-c", TOGETHER], env=env, input=invoice(), capture_output=True, check=False
        )
    assert (done.stdout.decode().strip(), done.stderr) == (f"{{0}} 1 {['received', *['repeated'] * 5]}", b"")
