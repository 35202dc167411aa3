"""L03: the database itself refuses to delete what is kept, whoever asks, on both databases."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.files.storage import storages
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from schakel.hub.documents import store
from schakel.hub.documents.directory import Kept
from schakel.hub.documents.models import Document, Event, SenderPdf
from schakel.hub.documents.retention.models import LegalHold, RetentionRule
from schakel.hub.documents.stored_files import registered
from schakel.hub.network.models import Transmission
from schakel.hub.records.deletion.guards import KEPT, OF_DOCUMENTS, PROOF
from schakel.hub.records.deletion.models import DeletionLine, DeletionList
from tests.hub.records.deletion.conftest import LONG_AGO, old_document, path_of

pytestmark = pytest.mark.django_db
NOT_FILED = {"sales.Attachment", "sales.Seller", "sales.Upload"}  # drafts and the letterhead: no business documents yet
WITH_ITS_COMPANY = {"network.Mandate"}  # PROTECT on both ends, and no page deletes it


@pytest.fixture
def kept(purchases):
    """One received today, with all that is guarded beside it."""
    document = old_document(purchases, received_at=timezone.now(), issue_date=timezone.localdate())
    Event.objects.create(document=document, kind="received")
    SenderPdf.objects.create(document=document, name="a.pdf", sha256="b" * 64)
    LegalHold.objects.create(document=document, reason="a dispute")
    Transmission.objects.create(direction="in", state="filed", message_id="m", instance_id="i", document=document)
    return document


def refused(text: str):
    return pytest.raises(IntegrityError, match=text)


def line_for(document: Document) -> DeletionLine:
    """Written past every check, as somebody would who wants it gone."""
    company = document.connection.company
    made = DeletionList.objects.create(company=company, year=2010)
    names = ("connection", "sha256", "size", "received_at")
    values = {name: getattr(document, name) for name in names}
    return DeletionLine.objects.create(
        deletion_list=made, document=document.pk, kept_until=date(2020, 12, 31), **values
    )


def delete_by_sql(table: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "table",
    ["documents_document", "documents_event", "documents_senderpdf", "documents_legalhold", "network_transmission"],
)
def test_L03_sql_past_every_check_is_refused(kept, table):
    with refused(KEPT):
        delete_by_sql(table)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_L03_no_table_of_documents_is_emptied_past_the_guards_of_its_rows(kept):
    connection.check_constraints()  # it empties nothing while a constraint waits
    for table in ("documents_event", "network_transmission", "documents_document"):
        with refused(KEPT), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table} CASCADE")


def test_L03_neither_the_row_nor_a_query_of_it_is_deleted(kept):
    Transmission.objects.update(document=None)
    for deed in (kept.delete, Document.everything.all().delete, Document.objects.filter(pk=kept.pk)._raw_delete):
        with refused(KEPT), transaction.atomic():
            deed(*(["default"] if deed.__name__ == "_raw_delete" else []))
    assert Document.objects.filter(pk=kept.pk).exists()


def test_L03_every_row_that_names_a_file_of_a_document_is_guarded():
    """A room that registers another one says here whether it may go."""
    tables = {"documents_document", "network_transmission", *OF_DOCUMENTS}
    named = {each.model for each in registered} - NOT_FILED - WITH_ITS_COMPANY
    assert {apps.get_model(name)._meta.db_table for name in named} <= tables


def test_L03_its_bytes_are_not_exchanged(kept):
    with refused(KEPT), transaction.atomic():
        Document.objects.filter(pk=kept.pk).update(sha256="c" * 64)
    kept.number = "2"
    kept.save()


def test_L03_no_line_of_a_list_opens_what_is_inside_its_period(kept):
    LegalHold.objects.update(ended_at=timezone.now())
    line = line_for(kept)
    with refused(KEPT), transaction.atomic():
        DeletionLine.objects.filter(pk=line.pk).update(deleted_at=timezone.now())


def test_L03_the_clock_that_counts_is_the_databases_own(kept, monkeypatch):
    LegalHold.objects.update(ended_at=timezone.now())
    line, later = line_for(kept), timezone.now() + timedelta(days=9000)
    monkeypatch.setattr(timezone, "now", lambda: later)
    with refused(KEPT), transaction.atomic():
        DeletionLine.objects.filter(pk=line.pk).update(deleted_at=later)


def test_L03_a_longer_period_and_a_hold_count_too(old):
    line = line_for(old)
    lines = DeletionLine.objects.filter(pk=line.pk)
    rule = RetentionRule.objects.create(company=old.connection.company, years=50)
    with refused(KEPT), transaction.atomic():
        lines.update(deleted_at=timezone.now())
    rule.delete()
    hold = LegalHold.objects.create(document=old, reason="a dispute")
    with refused(KEPT), transaction.atomic():
        lines.update(deleted_at=timezone.now())
    LegalHold.objects.filter(pk=hold.pk).update(ended_at=timezone.now())
    assert lines.update(deleted_at=timezone.now())


@pytest.mark.parametrize("year", [timezone.localdate().year - 10, timezone.localdate().year - 11])
def test_L03_the_last_year_that_is_kept_is_the_tenth(purchases, year):
    received = LONG_AGO.replace(year=year, month=12, day=31, hour=12)
    line = line_for(old_document(purchases, received_at=received, issue_date=None))
    lines = DeletionLine.objects.filter(pk=line.pk)
    if year == timezone.localdate().year - 11:
        assert lines.update(deleted_at=timezone.now())
        return
    with refused(KEPT), transaction.atomic():
        lines.update(deleted_at=timezone.now())


def test_L03_a_proof_is_neither_written_ahead_nor_changed_nor_deleted(old):
    line = line_for(old)
    lines = DeletionLine.objects.filter(pk=line.pk)
    lines.update(deleted_at=timezone.now())
    for change in ({"sha256": "d" * 64}, {"number": "9"}, {"deleted_at": None}):
        with refused(PROOF), transaction.atomic():
            lines.update(**change)
    with refused(PROOF), transaction.atomic():
        lines.delete()
    with refused(PROOF), transaction.atomic():
        line.pk, line.document, line.deleted_at = None, 99, timezone.now()
        line.save(force_insert=True)
    assert lines.update(files_removed_at=timezone.now())


def test_L03_the_store_deletes_nothing_by_name_and_nothing_that_a_row_names(old):
    with pytest.raises(Kept):
        storages["documents"].delete(store.key(old.sha256))
    assert store.remove_unnamed([old.sha256]) == set()
    assert path_of(old.sha256).exists()
