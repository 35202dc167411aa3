"""Documents as rows only, many at once: for tests of what looks at rows and never at bytes."""

from django.utils import timezone

from schakel.hub.connections.models import Connection
from schakel.hub.documents.models import Document


def documents(connection: Connection, count: int, *, first: int = 0) -> list[Document]:
    now = timezone.now()
    rows = [
        Document(connection=connection, sha256=f"{n:064x}", size=1, received_at=now, number=str(n), fault="none")
        for n in range(first, first + count)
    ]
    return Document.objects.bulk_create(rows, batch_size=1000)
