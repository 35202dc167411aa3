"""What it costs to look for documents that a room has not seen, beside 1,000,000 that it has: by pieces, and all at once."""

import os
import tempfile
import time
from statistics import median

os.environ["SCHAKEL_DATA"] = tempfile.mkdtemp(prefix="schakel-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "schakel.hub.settings"
COUNT = 1_000_000


def main() -> None:
    from schakel.cli.load import load

    load()
    from django.core.management import call_command

    from schakel.hub.connections.models import Company, Connection, Office
    from schakel.hub.documents import unseen
    from schakel.hub.documents.models import Document
    from schakel.hub.documents.unseen import Unseen
    from schakel.hub.forwarding.models import Dispatch
    from tests.hub.documents.rows import documents

    call_command("migrate", verbosity=0)
    company = Company.objects.create(
        office=Office.objects.create(name="Office", language="en"), name="Bakery", enterprise_number="1"
    )
    here = Connection.objects.create(company=company, side="purchase")
    for first in range(0, COUNT, 50_000):
        made = documents(here, 50_000, first=first)
        Dispatch.objects.bulk_create((Dispatch(document=each) for each in made), batch_size=10_000)

    unseen.EVERY = unseen.REST = 0.0
    looks, pieces = [], Unseen("dispatch")
    for _ in range(COUNT // unseen.PIECE + 1):
        start = time.perf_counter()
        assert pieces.first(200) == []
        looks.append(time.perf_counter() - start)
    unseen.EVERY = unseen.REST = 5.0
    between = []
    for _ in range(20):
        start = time.perf_counter()
        pieces.first(200)
        between.append(time.perf_counter() - start)
    start = time.perf_counter()
    assert not Document.objects.filter(dispatch=None).exists()
    whole = time.perf_counter() - start
    print(f"a look between two pieces {median(between) * 1e3:.1f} ms; with a piece {median(looks) * 1e3:.1f} ms")
    print(f"all of {COUNT:,} at once {whole * 1e3:.0f} ms: {whole / median(looks):.0f} times that")


if __name__ == "__main__":
    main()
