"""L02: an older copy of the database is restored. What was acknowledged or numbered since is listed and filed again, and no
number is used twice."""

import shutil

import pytest
from django.conf import settings
from django.utils import timezone

from schakel.cli.starting import require_newest
from schakel.hub.connections.models import Company
from schakel.hub.documents import store
from schakel.hub.documents.models import Document, Event
from schakel.hub.journal.writer import writer
from schakel.hub.network.inbound.filing import work_received
from schakel.hub.network.models import Registration, Transmission
from schakel.hub.records.deletion.models import DeletionLine, DeletionList
from schakel.hub.records.events import RecordsEvent
from schakel.hub.records.missing import Kind, Outcome
from schakel.hub.records.reconcile import check_journal, is_older_copy, replay_journal
from schakel.hub.sales.issuing import issue as issuing
from schakel.hub.sales.issuing.issue import issue
from schakel.hub.sales.models import Counter, Draft, Numbering
from tests.hub.documents.ubl import invoice
from tests.hub.guards import without_guards
from tests.hub.network.conftest import registered
from tests.hub.network.posting import post
from tests.hub.network.world import INVOICE
from tests.hub.sales.conftest import content

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year


@pytest.fixture
def issued(draft, alice, django_capture_on_commit_callbacks) -> Document:
    with django_capture_on_commit_callbacks(execute=True):
        return issue(draft, by=alice)


def forget() -> None:
    """What an older copy does not know; drafts are as they were before."""
    Draft.objects.update(document=None)
    with without_guards():
        Transmission.objects.all().delete()
        Document.everything.all().delete()
    Counter.objects.all().delete()


def said(found) -> list[tuple[Kind, str, Outcome]]:
    return [(each.kind, each.name, each.outcome) for each in found.missing]


def test_L02_a_database_that_has_all_of_it_is_no_older_copy(peer, served, issued):
    post(peer.message(invoice()))
    found = check_journal()
    assert (found.receipts, found.numbers, found.missing, found.unrecorded, found.faults) == (1, 1, [], [], [])
    assert not is_older_copy()
    assert replay_journal().missing == []


def test_L02_L03_a_number_whose_document_was_deleted_after_its_period_is_not_missing(issued):
    made = DeletionList.objects.create(company=issued.connection.company, year=2010)
    named = {name: getattr(issued, name) for name in ("connection", "sha256", "size", "received_at")}
    line = DeletionLine(deletion_list=made, document=0, kept_until=timezone.localdate(), **named)
    line.save()
    DeletionLine.objects.filter(pk=line.pk).update(deleted_at=timezone.now())
    forget()
    assert (check_journal().missing, is_older_copy()) == ([], False)


def test_L02_an_acknowledged_message_comes_back_with_the_receipt_that_was_given(peer, served):
    sent = peer.message(invoice())
    receipt = post(sent).content
    work_received()
    forget()
    assert is_older_copy()
    assert said(check_journal()) == [(Kind.MESSAGE, sent.message_id, Outcome.MISSING)]
    assert Transmission.objects.count() == 0
    assert said(replay_journal()) == [(Kind.MESSAGE, sent.message_id, Outcome.FILED)]
    assert not is_older_copy()
    work_received()
    row = Transmission.objects.get()
    assert (row.state, row.document.number, store.read(row.raw_sha256)) == ("filed", "2026-1184", sent.body)
    assert post(sent).content == bytes(row.receipt) == receipt  # its sender comes again
    assert (replay_journal().missing, Document.objects.count()) == ([], 1)


def test_L02_a_message_that_its_sender_repeated_before_the_replay_is_there_once(peer, served):
    post(sent := peer.message(invoice()))
    forget()
    post(sent)
    assert replay_journal().missing == []
    assert Transmission.objects.count() == 1


def test_L02_numbers_go_on_behind_the_last_one_and_the_document_is_filed_again(issued, draft, sales, alice):
    data = store.read(issued.sha256)
    forget()
    with pytest.raises(Exception, match="schakel journal replay"):
        require_newest()
    assert said(replay_journal()) == [(Kind.NUMBER, f"{YEAR}-0001", Outcome.FILED)]
    require_newest()
    again = Document.objects.get()
    assert (again.number, again.connection, store.read(again.sha256)) == (f"{YEAR}-0001", sales, data)
    assert RecordsEvent.FROM_JOURNAL in again.events.values_list("kind", flat=True)
    draft.refresh_from_db()
    assert draft.document == again  # and is not issued a second time
    assert issue(Draft.objects.create(connection=sales, content=content()), by=alice).number == f"{YEAR}-0002"
    assert check_journal().unrecorded == []


def test_L02_its_store_may_be_an_older_one_too(issued, peer, served):
    post(peer.message(invoice()))
    forget()
    shutil.rmtree(settings.STORAGES["documents"]["OPTIONS"]["location"])
    replay_journal()
    work_received()
    assert set(Document.objects.values_list("number", flat=True)) == {"2026-1184", f"{YEAR}-0001"}
    for document in Document.objects.all():
        store.read(document.sha256)


def test_L02_a_company_that_came_after_the_copy_is_named_and_its_documents_wait(issued, peer, served, bakery):
    sent = peer.message(invoice())
    post(sent)
    forget()
    Registration.objects.all().delete()
    Company.objects.update(enterprise_number="0403170701")
    found = replay_journal()
    assert [each.outcome for each in found.missing] == [Outcome.NO_COMPANY] * 2
    assert found.missing[1].party == bakery.name
    require_newest()  # the operator saw the list: the service may begin
    Company.objects.update(enterprise_number="0738401117")
    registered(bakery, "0208", bakery.enterprise_number, str(INVOICE))
    assert [each.outcome for each in replay_journal().missing] == [Outcome.FILED] * 2


def test_L02_a_number_that_was_rolled_back_is_no_document(draft, alice, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(issuing, "remember", lambda _draft: None)
        patched.setattr(issuing.numbers, "record_number", fail_after(issuing.numbers.record_number))
        with pytest.raises(ZeroDivisionError):
            issue(draft, by=alice)
    found = check_journal()
    assert (found.missing, is_older_copy()) == ([], False)
    assert issue(draft, by=alice).number == f"{YEAR}-0001"


def fail_after(deed):
    def failing(*told, **named):
        deed(*told, **named)
        raise ZeroDivisionError

    return failing


def test_L02_of_an_older_copy_a_number_that_was_perhaps_used_is_filed_and_marked(draft, alice, peer, served):
    issue(draft, by=alice)  # its transaction never ends here, so that nobody wrote that it was used
    post(peer.message(invoice()))
    forget()
    found = replay_journal()
    assert [(each.outcome, each.is_sure) for each in found.missing] == [(Outcome.FILED, True), (Outcome.FILED, False)]
    assert Document.objects.get().number == f"{YEAR}-0001"


def test_L02_a_number_that_two_documents_have_is_named(issued, draft, sales, alice, django_capture_on_commit_callbacks):
    forget()
    Draft.objects.all().delete()
    other = Draft.objects.create(connection=sales, content=content(order_reference="PO 8"))
    with django_capture_on_commit_callbacks(execute=True):
        issue(other, by=alice)  # by an older version, which did not ask the journal
    assert check_journal().used_twice == [f"{sales.company.enterprise_number}: {YEAR}-0001"]


def test_L02_what_the_journal_should_have_and_has_not_is_named(issued, peer, served):
    post(first := peer.message(invoice(number="1")))
    post(second := peer.message(invoice(number="2")))
    writer.close()
    (file,) = settings.JOURNAL.iterdir()
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))
    found = check_journal()
    assert (found.unrecorded, first.message_id in found.unrecorded) == ([second.message_id], False)


def test_L02_a_journal_that_cannot_be_written_gives_no_receipt_and_no_number(peer, served, draft, alice, monkeypatch):
    sent, program = peer.message(invoice()), draft
    with monkeypatch.context() as patched:
        patched.setattr(settings, "JOURNAL", settings.DATA / "secret_key" / "journal")
        answer = post(sent)
        assert (answer.status_code, answer.content, answer["Retry-After"]) == (503, b"", "60")
        with pytest.raises(Exception, match="the journal cannot be written"):
            issue(program, by=alice)
    assert post(sent).status_code == 200
    assert issue(program, by=alice).number == f"{YEAR}-0001"
    assert check_journal().missing == []
    assert Event.objects.filter(kind="issued").count() == 1


def test_L02_the_sequence_goes_on_also_where_its_pattern_is_another(issued, bakery):
    Numbering.objects.filter(company=bakery).update(pattern="N{####}")
    forget()
    replay_journal()
    assert Counter.objects.get(year=YEAR).next == 2
