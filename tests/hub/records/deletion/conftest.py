"""Documents of long ago, with what hangs on them."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from schakel.hub.connections.models import Connection
from schakel.hub.documents import store
from schakel.hub.documents.models import Document
from schakel.hub.records.deletion.lists import confirm_list, make_list, wait_for_others
from schakel.hub.records.deletion.models import DeletionList
from schakel.hub.records.deletion.worker import work_deletion_lists

LONG_AGO = datetime(2010, 6, 1, tzinfo=UTC)


def path_of(digest: str) -> Path:
    return Path(storages["documents"].path(store.key(digest)))


def keep_old(data: bytes) -> str:
    """In the store since long ago."""
    digest = store.keep(data)
    os.utime(path_of(digest), (LONG_AGO.timestamp(), LONG_AGO.timestamp()))
    return digest


def old_document(connection: Connection, data: bytes = b"an invoice", *, number: str = "1", **fields) -> Document:
    defaults = {"received_at": LONG_AGO, "issue_date": date(2010, 5, 30), "kind": "invoice", "issuer": "mill"}
    values = {**defaults, "size": len(data), "sha256": keep_old(data), "number": number, **fields}
    return Document.objects.create(connection=connection, **values)


@pytest.fixture
def old(purchases) -> Document:
    return old_document(purchases)


def ready_list(company, year: int = 2010, *, by) -> DeletionList:
    made = make_list(company, year, by=by)
    while work_deletion_lists():
        made.refresh_from_db()
    return made


def delete_listed(company, year: int = 2010, *, by) -> DeletionList:
    """Made, confirmed and worked to its end."""
    made = ready_list(company, year, by=by)
    assert wait_for_others(made)
    assert confirm_list(made.pk, by=by)
    DeletionList.objects.filter(pk=made.pk).update(due_at=timezone.now())
    while work_deletion_lists():
        pass
    made.refresh_from_db()
    return made
