"""Several workers claim from the same rows: each row is worked exactly once, and tenants take turns."""

from tests.hub.databases import both, database, python

TOGETHER = """
import os
from schakel.cli.load import load; load()
from collections import Counter
from datetime import timedelta
from django.db import connections
from django.utils import timezone
from schakel.hub.network.models import Transmission

past = timezone.now() - timedelta(minutes=1)
Transmission.objects.bulk_create(
    Transmission(direction="out", state="queued", message_id=str(n), instance_id=str(n), sender="a", receiver="b",
                 document_type="c", process="d", envelope_sha256="e", due_at=past, fair_key=n % 3)
    for n in range(300)
)
connections.close_all()
pipes = []
for worker in range(4):
    reader, writer = os.pipe()
    if not os.fork():
        claimed = []
        while Transmission.objects.filter(due_at__lte=timezone.now()).exists():
            claimed += [str(row.pk) for row in Transmission.claim(batch=7)]
        os.write(writer, " ".join(claimed).encode())
        os._exit(0)
    os.close(writer)
    pipes.append(reader)
counts = Counter(pk for pipe in pipes for pk in os.fdopen(pipe).read().split())
print(len(counts), set(counts.values()))
"""


@both
def test_four_workers_claim_each_row_exactly_once(kind, tmp_path):
    with database(kind, tmp_path) as env:
        assert python(TOGETHER, env) == "300 {1}"
