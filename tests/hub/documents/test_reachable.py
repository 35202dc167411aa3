"""G03: rows of other rooms are asked for their own document, not for a place in a list of all that somebody may read."""

import pytest
from django.db import connection

from schakel.hub.documents.bills.models import Twin
from schakel.hub.documents.models import Event
from schakel.hub.documents.quarantine import quarantine
from schakel.hub.documents.reachable import of_reachable
from tests.hub.documents.rows import documents as rows
from tests.hub.plans import plan


def test_G03_only_rows_of_what_one_may_read(alice, clara, held, purchases, sales, diane, other_office):
    mine, theirs = rows(purchases, 1), rows(sales, 1, first=1)
    for document in (*mine, *theirs):
        document.events.create(kind="received", way="peppol")
    found = {
        user: set(Event.objects.filter(of_reachable(user)).values_list("document", flat=True))
        for user in (alice, clara, diane)
    }
    assert found == {alice: {mine[0].pk, theirs[0].pk}, clara: {mine[0].pk}, diane: set()}
    quarantine(mine[0], reason="odd", by=None)
    assert not Event.objects.filter(of_reachable(clara)).exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL joins")
def test_no_list_of_all_documents_is_made_for_one(alice, purchases):
    document = rows(purchases, 1)[0]
    told = plan(Twin.objects.about(document).filter(of_reachable(alice, document="earlier")))
    assert "documents_document_connection" not in told
    assert "documents_document USING INTEGER PRIMARY KEY" in told or " USING INTEGER PRIMARY KEY" in told
