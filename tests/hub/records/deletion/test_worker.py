"""L03: a confirmed list is deleted piece by piece, with a proof; what has a reason to be kept stays."""

from datetime import date

import pytest
from django.db.models import PROTECT
from django.utils import timezone

from schakel.hub.connections.models import Company, Connection
from schakel.hub.documents import store
from schakel.hub.documents.bills.models import Bill, Effect
from schakel.hub.documents.models import Document, Event, Quarantine, SenderPdf
from schakel.hub.documents.retention.models import LegalHold, RetentionRule
from schakel.hub.network.models import Answer, Protest, Transmission
from schakel.hub.payments.models import Payable, Payment
from schakel.hub.records.deletion import proof, worker
from schakel.hub.records.deletion.candidates import of_company, years_past
from schakel.hub.records.deletion.lists import cancel, confirm_list, wait_for_others
from schakel.hub.records.deletion.models import DeletionLine, DeletionList
from schakel.hub.records.deletion.reasons import KEEPING, Reason
from schakel.hub.sales.models import Draft, Mailing
from tests.hub.conftest import company_of
from tests.hub.plans import plan, plans
from tests.hub.records.deletion.conftest import (
    LONG_AGO,
    delete_listed,
    keep_old,
    old_document,
    path_of,
    ready_list,
)

pytestmark = pytest.mark.django_db
State = DeletionList.State


def transmission(document: Document, /, **fields) -> Transmission:
    values = {
        "direction": "in",
        "state": "filed",
        "message_id": "m",
        "instance_id": "i",
        "sender": "s",
        "receiver": "r",
    }
    values |= {"document": document, "company": document.connection.company}
    return Transmission.objects.create(**{**values, **fields})


def hang_everything_on(document: Document) -> list[str]:
    """One of each that the database would not let go by itself. Returns the names of their files."""
    names = [keep_old(b"%d" % n) for n in range(6)]
    came = transmission(document, raw_sha256=names[0], envelope_sha256=names[1])
    answered = transmission(document, message_id="a", instance_id="a", envelope_sha256=names[2])
    company = document.connection.company
    answer = Answer.objects.create(company=company, transmission=answered, document=document, sha256=names[3])
    Protest.objects.create(
        company=company, document=document, answer=answer, says="withdrawn", language="nl", sha256=names[4]
    )
    transmission(document, message_id="r", instance_id="r", document=None, repeat_of=came, raw_sha256=names[5])
    SenderPdf.objects.create(document=document, name="a.pdf", sha256=names[4])
    Mailing.objects.create(document=document, email="a@a.example", language="nl", state="sent")
    Draft.objects.create(connection=document.connection, content={}, document=document)
    Event.objects.create(document=document, kind="received")
    return names


def test_L03_a_document_goes_with_its_files_and_its_line_says_what_it_was(old, alice):
    names = hang_everything_on(old)
    done = delete_listed(old.connection.company, by=alice)
    assert (done.state, done.count, done.bytes, done.confirmed_by) == (State.DONE, 1, old.size, alice)
    assert not Document.everything.filter(pk=old.pk).exists()
    assert not any(path_of(name).exists() for name in [*names, old.sha256])
    line = done.lines.get()
    assert (line.document, line.sha256, line.number, line.issuer) == (old.pk, old.sha256, old.number, old.issuer)
    assert set(line.files) == {*names, old.sha256}
    assert line.deleted_at
    assert line.files_removed_at
    assert line.kept_until == date(2020, 12, 31)


def test_L03_E04_a_message_that_comes_again_is_still_known(old, alice):
    hang_everything_on(old)
    delete_listed(old.connection.company, by=alice)
    assert set(Transmission.objects.values_list("message_id", "raw_sha256", "envelope_sha256", "document")) == {
        ("m", "", "", None), ("a", "", "", None), ("r", "", "", None)
    }  # fmt: skip


def test_L03_nothing_that_protects_a_document_is_forgotten():
    """A room that adds such a relation adds it to `dependents` and to the test above."""
    protecting = {
        f"{related.field.model._meta.label}.{related.field.name}"
        for related in Document._meta.related_objects
        if related.on_delete is PROTECT
    }
    assert protecting == {
        "network.Answer.document", "network.Protest.document", "network.Transmission.document", "sales.Draft.about",
        "sales.Draft.document", "sales.Mailing.document", "sales.Upload.document",
    }  # fmt: skip


@pytest.fixture
def shared(old, office):
    """The same bytes at the seller, as its sale."""
    mill = company_of(office, "Mill", "0899965307")
    return old_document(mill.connections.get(side=Connection.Side.SALES))


def test_L03_the_file_of_two_companies_goes_with_the_last_of_them(old, shared, alice):
    assert shared.sha256 == old.sha256
    delete_listed(old.connection.company, by=alice)
    assert store.read(shared.sha256) == b"an invoice"
    delete_listed(shared.connection.company, by=alice)
    assert not path_of(shared.sha256).exists()


def rows_that_keep(document: Document) -> dict[Reason, object]:
    today, connection = timezone.localdate(), document.connection
    company = connection.company
    return {
        Reason.HOLD: lambda: LegalHold.objects.create(document=document, reason="a dispute"),
        Reason.QUARANTINE: lambda: Quarantine.objects.create(document=document, reason="odd"),
        Reason.CONTESTED: lambda: Bill.objects.create(
            document=document, office=company.office, company=company, effect=Effect.CONTESTED
        ),
        Reason.OPEN: lambda: Payable.objects.create(
            document=document, connection=connection, side=connection.side, is_open=True, due=today
        ),
        Reason.PAID_LATER: lambda: Payment.objects.create(document=document, how="by_hand", amount=1, paid_on=today),
        Reason.UNDER_WAY: lambda: transmission(document, due_at=timezone.now()),
        Reason.CREDIT_DRAFT: lambda: Draft.objects.create(connection=connection, content={}, about=document),
    }


@pytest.mark.parametrize("reason", [each for each in Reason if each != Reason.PERIOD])
def test_L03_what_is_not_settled_is_on_no_list(old, alice, reason):
    rows_that_keep(old)[reason]()
    assert {each for each, *_ in KEEPING} == set(rows_that_keep(old))
    assert ready_list(old.connection.company, by=alice).count == 0


@pytest.mark.parametrize("reason", [Reason.HOLD, Reason.CONTESTED, Reason.QUARANTINE])
def test_L03_what_is_contested_after_it_was_listed_stays_and_the_proof_says_why(old, alice, reason):
    other = old_document(old.connection, b"another", number="2")
    made = ready_list(old.connection.company, by=alice)
    rows_that_keep(old)[reason]()
    assert made.count == 2
    done = delete_listed(old.connection.company, by=alice)
    assert done == made
    assert set(done.lines.values_list("document", "why_kept")) == {(old.pk, reason), (other.pk, "")}
    assert store.read(old.sha256) == b"an invoice"
    assert not path_of(other.sha256).exists()


def test_L03_another_year_and_another_company_are_not_touched(old, alice, office):
    next_year = old_document(old.connection, b"next", number="2", received_at=LONG_AGO.replace(year=2011))
    mill = company_of(office, "Mill", "0899965307")
    others = old_document(mill.connections.get(side=Connection.Side.SALES), b"others")
    delete_listed(old.connection.company, by=alice)
    assert set(Document.objects.all()) == {next_year, others}
    assert [(each.company, each.year, each.count) for each in years_past(type(mill).objects.all())] == [
        (old.connection.company, 2011, 1), (mill, 2010, 1)
    ]  # fmt: skip


def test_L03_a_company_that_keeps_longer_has_nothing_to_list(old, alice):
    company = old.connection.company
    RetentionRule.objects.create(company=company, years=50)
    company.refresh_from_db()
    assert years_past(type(company).objects.all()) == []
    assert ready_list(company, by=alice).count == 0


def test_L03_a_worker_that_died_between_rows_and_files_goes_on(old, alice, monkeypatch):
    made = ready_list(old.connection.company, by=alice)
    wait_for_others(made)
    confirm_list(made.pk, by=alice)

    def die(*_):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(store, "remove_unnamed", lambda digests: die() if digests else set())
        with pytest.raises(SystemExit):
            worker.work_deletion_lists()
    assert not Document.objects.exists()
    assert path_of(old.sha256).exists()
    DeletionList.objects.update(due_at=timezone.now())
    while worker.work_deletion_lists():
        pass
    assert not path_of(old.sha256).exists()
    made.refresh_from_db()
    assert made.state == State.DONE


def test_L03_pieces_end_where_the_next_begins(old, alice, monkeypatch):
    monkeypatch.setattr(worker, "PIECE", 2)
    for n in range(4):
        old_document(old.connection, b"more %d" % n, number=str(n))
    assert delete_listed(old.connection.company, by=alice).lines.exclude(files_removed_at=None).count() == 5


def test_L03_a_cancelled_list_deletes_nothing(old, alice):
    made = ready_list(old.connection.company, by=alice)
    assert cancel(made)
    assert not wait_for_others(made)
    assert not DeletionLine.objects.exists()
    assert Document.objects.exists()


def test_L03_bytes_that_are_kept_again_meanwhile_are_not_lost(old, alice):
    done = delete_listed(old.connection.company, by=alice)
    assert store.keep(b"an invoice") == old.sha256
    assert store.remove_unnamed([old.sha256]) == {old.sha256}  # its row may come yet
    assert store.read(old.sha256) == b"an invoice"
    assert done.state == State.DONE


def test_L03_the_digest_of_the_list_is_that_of_its_lines(old, alice):
    made = ready_list(old.connection.company, by=alice)
    assert made.digest == proof.digest(made)
    line = made.lines.get()
    line.sha256 = "e" * 64
    line.save()
    assert made.digest != proof.digest(made)


def test_old_documents_of_a_company_are_found_by_an_index(old):
    assert "documents_d_connect" in plan(of_company(old.connection.company))


def test_what_is_past_its_period_is_counted_by_an_index_of_all_companies(old):
    """By the day of receipt, whatever the database chooses: a million younger ones are not read."""
    with plans() as told:
        years_past(Company.objects.all())
    counting = next(each for each in told if "documents_document" in each)
    assert "documents_d_" in counting
    assert "SCAN documents_document" not in counting
