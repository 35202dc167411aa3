"""A key used from several processes at once is let in as often as it may be, in all of them together."""

from tests.hub.databases import both, database, python

TOGETHER = """
import os, time
from schakel.cli.load import load; load()
from django.db import connections
from schakel.hub.connections.models import ApiKey, Office
from schakel.hub.people.models import User

now = time.time()
time.time = lambda: now
person = User.objects.create(email="a@a.example", name="A")
key, _secret = ApiKey.make(Office.objects.create(name="A"), person, name="A", scopes=[])
connections.close_all()
pipes = []
for process in range(4):
    reader, writer = os.pipe()
    if not os.fork():
        admitted = sum(key.count_call(50) for _ in range(40))
        os.write(writer, str(admitted).encode())
        os._exit(0)
    os.close(writer)
    pipes.append(reader)
print(sum(int(os.fdopen(pipe).read()) for pipe in pipes))
"""


@both
def test_four_processes_let_it_in_fifty_times_together(kind, tmp_path):
    with database(kind, tmp_path) as env:
        assert python(TOGETHER, env) == "50"
