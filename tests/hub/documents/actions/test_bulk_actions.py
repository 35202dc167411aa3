"""An action with many documents: for those ticked or all that were found, once each, by the worker, and for nobody else's."""

import pytest

from schakel.hub.documents import listing
from schakel.hub.documents.actions import worker
from schakel.hub.documents.actions.models import BulkAction
from schakel.hub.documents.actions.registry import Action, actions, find_action
from schakel.hub.documents.actions.start import start
from schakel.hub.documents.actions.worker import work_bulk_actions
from schakel.hub.documents.bills.history import HistoryChoice
from schakel.hub.documents.filing import file
from schakel.hub.documents.labels.models import DocumentLabel, Label
from schakel.hub.documents.models import Document, Event, Reading, Way
from schakel.hub.documents.quarantine import quarantine
from schakel.hub.due import LeaseLost
from schakel.hub.people.models import User
from tests.hub.conftest import signed_in
from tests.hub.documents.rows import documents as rows
from tests.hub.documents.ubl import invoice
from tests.hub.plans import plan

ADDRESS = "/documents/actions/"


@pytest.fixture
def seven(purchases) -> list[Document]:
    return rows(purchases, 7)


@pytest.fixture
def label(office) -> Label:
    return Label.objects.create(office=office, name="To discuss")


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(worker, "BATCH", 2)
    monkeypatch.setattr("schakel.hub.documents.actions.start.AT_ONCE", 0)


def read_by(user: User) -> list[str]:
    return sorted(Reading.objects.filter(user=user).values_list("document__number", flat=True))


def work_all() -> None:
    while work_bulk_actions():
        pass


def ask(user: User, action: str, *, follow: bool = True, **given):
    return signed_in(user).post(ADDRESS, {"action": action, **given}, follow=follow)


def test_those_ticked_are_done_at_once_and_the_list_says_so(alice, seven):
    answer = ask(alice, "mark_read", document=[seven[1].pk, seven[2].pk], query="?kind=")
    assert "Mark as read: done for 2 documents." in answer.text
    assert answer.redirect_chain == [("/documents/?", 302)]
    assert read_by(alice) == ["1", "2"]
    again = ask(alice, "mark_read", document=[seven[2].pk, seven[3].pk]).text
    assert "done for 1 document. Skipped 1 document: was so already." in " ".join(again.split())
    ask(alice, "mark_unread", document=[seven[1].pk])
    assert read_by(alice) == ["2", "3"]
    assert Event.objects.filter(kind="read").count() == 3


def test_all_that_was_found_is_asked_first_and_done_by_the_worker(alice, seven, small, label):
    found = {"all": "1", "query": "?number=3"}
    asked = ask(alice, f"label:{label.pk}", **found)
    assert "1 document." in asked.text
    assert not BulkAction.objects.exists()
    answer = ask(alice, f"label:{label.pk}", confirmed="1", all="1", query="")
    assert 'hx-trigger="every 2s"' in answer.text
    assert "under way" in signed_in(alice).get("/documents/").text
    work_all()
    assert DocumentLabel.objects.filter(label=label).count() == 7
    page = signed_in(alice).get(answer.redirect_chain[-1][0]).text
    assert "Done for 7 documents." in page
    assert "see the result" not in signed_in(alice).get("/documents/").text  # it was seen


def test_what_the_action_changes_in_what_is_found_leaves_none_out(alice, seven, small):
    begun = start("mark_read", "", by=alice, ticked=None, query="state=unread")
    work_all()
    begun.refresh_from_db()
    assert (begun.expected, begun.done, begun.skipped, len(read_by(alice))) == (7, 7, {}, 7)


def test_D01_a_worker_that_dies_does_nothing_twice_and_leaves_nothing_out(alice, seven, small, monkeypatch):
    done: list[int] = []

    def run(documents, by, option):
        done.extend(each.pk for each in documents)
        Reading.objects.bulk_create([Reading(document=each, user=by) for each in documents])
        if len(done) in {4, 8}:
            raise SystemExit("the worker dies")
        return {}

    monkeypatch.setitem(actions, "mark_read", Action("mark_read", "Mark", run, "ok"))
    begun = start("mark_read", "", by=alice, ticked=None, query="")
    for _death in range(2):
        with pytest.raises(SystemExit):
            work_all()
        BulkAction.objects.update(due_at="2020-01-01T00:00Z")  # its lease is over
    work_all()
    begun.refresh_from_db()
    assert begun.done == 7
    assert read_by(alice) == [str(n) for n in range(7)]  # a reading is unique: twice would fail


def test_a_row_that_another_worker_took_is_not_written(alice, seven, small):
    begun = start("mark_read", "", by=alice, ticked=None, query="")
    (mine,) = BulkAction.claim(batch=1)
    BulkAction.objects.filter(pk=begun.pk).update(due_at="2020-01-01T00:00Z")
    with pytest.raises(LeaseLost):
        worker.work(mine)
    assert read_by(alice) == []


def test_it_can_be_stopped_and_what_was_done_stays_done(alice, seven, small, monkeypatch):
    monkeypatch.setattr(worker, "TURN", -1)  # one batch, then others come first
    begun = start("mark_read", "", by=alice, ticked=None, query="")
    work_bulk_actions()
    signed_in(alice).post(f"{ADDRESS}{begun.pk}/stop")
    work_all()
    page = signed_in(alice).get(f"{ADDRESS}{begun.pk}/").text
    assert "Stopped. What was done stays done." in page
    assert "Done for 2 documents." in page
    assert len(read_by(alice)) == 2


def test_what_comes_later_is_left_alone(alice, purchases, seven, small):
    start("mark_read", "", by=alice, ticked=None, query="")
    rows(purchases, 1, first=7)
    work_all()
    assert len(read_by(alice)) == 7


def test_what_is_in_quarantine_is_left_alone(alice, seven, small):
    start("mark_read", "", by=alice, ticked=[each.pk for each in seven], query="")
    quarantine(seven[0], reason="odd", by=None)
    work_all()
    assert len(read_by(alice)) == 6


def test_a_name_with_a_wrong_letter_means_the_same_to_the_worker(alice, purchases):
    for number in ("A-1", "B-2"):
        file(invoice(number=number), Way.COMMAND)
    page = ask(alice, "mark_read", all="1", query="?q=vermeirem").text
    assert "2 documents." in page
    assert "q=%22vermeiren%22" in page
    start("mark_read", "", by=alice, ticked=None, query="q=vermeirem")
    work_all()
    assert read_by(alice) == []  # nothing is guessed where nobody sees it
    start("mark_read", "", by=alice, ticked=None, query="q=%22vermeiren%22")
    work_all()
    assert read_by(alice) == ["A-1", "B-2"]


@pytest.mark.parametrize("query", ["?state=nonsense", "?begin=yesterday", "?order=x"])
def test_a_filter_that_is_not_understood_does_not_mean_everything(alice, seven, query):
    answer = ask(alice, "mark_read", all="1", query=query)
    assert answer.status_code == 422
    assert "Remove that filter first." in answer.text
    assert "confirmed" not in answer.text


def test_nothing_ticked_is_said(alice, seven):
    assert "Select documents in the list first." in ask(alice, "mark_read").text


@pytest.mark.parametrize("action", ["", "nonsense", "label", "label:x", "label:99", "mark_read:1", "\0", "x" * 5000])
def test_an_unknown_action_is_not_there(alice, seven, action):
    assert ask(alice, action, document=[seven[0].pk]).status_code == 404


def test_G02_one_that_is_not_theirs_among_those_ticked_and_none_is_touched(alice, seven, mill_sales):
    theirs = rows(mill_sales, 1, first=50)
    answer = ask(alice, "mark_read", document=[seven[0].pk, theirs[0].pk])
    assert answer.status_code == 404
    assert read_by(alice) == []


def test_G04_who_loses_the_right_meanwhile_does_nothing_more(bob, seven, small, label):
    begun = start("label", str(label.pk), by=bob, ticked=None, query="")
    bob.memberships.all().delete()
    work_all()
    begun.refresh_from_db()
    assert (begun.done, begun.stopped_at is None) == (0, False)
    assert not DocumentLabel.objects.exists()


def test_G03_nobody_is_offered_the_labels_of_another_office(diane, clara, held, other_office, seven, label):
    for user in (diane, clara):
        assert find_action(f"label:{label.pk}", user) is None
        assert ask(user, f"label:{label.pk}", all="1", query="", confirmed="1").status_code == 404
    assert "To discuss" not in signed_in(clara).get("/documents/").text


def test_a_label_that_goes_meanwhile_stops_it(alice, seven, small, label):
    begun = start("label", str(label.pk), by=alice, ticked=None, query="")
    label.delete()
    work_all()
    begun.refresh_from_db()
    assert (begun.done, begun.ended_at is None) == (0, False)
    assert "Stopped." in signed_in(alice).get(f"{ADDRESS}{begun.pk}/").text


def test_what_fails_is_tried_again_and_said_at_last(alice, seven, monkeypatch, caplog):
    def run(documents, by, option):
        raise ValueError("no")

    monkeypatch.setitem(actions, "mark_read", Action("mark_read", "Mark", run, "ok"))
    answer = ask(alice, "mark_read", document=[seven[0].pk])
    assert 'hx-trigger="every 2s"' in answer.text  # it is tried again
    begun = BulkAction.objects.get()
    for _time in range(12):
        BulkAction.objects.filter(due_at__isnull=False).update(due_at="2020-01-01T00:00Z")
        work_bulk_actions()
    assert "We could not finish this." in signed_in(alice).get(f"{ADDRESS}{begun.pk}/").text
    assert "ValueError" in caplog.text


def test_all_that_was_found_can_be_downloaded_from_the_bar_too(alice, seven):
    answer = signed_in(alice).post("/documents/take/?number=3", {"all": "1", "document": [seven[0].pk]})
    assert 'name="number" value="3"' in answer.text
    assert 'name="document"' not in answer.text


def test_what_is_above_the_list_is_found_by_its_index(alice):
    rows = BulkAction.objects.filter(by=alice, seen_at=None).order_by("-pk")[:3]
    found = plan(rows)
    assert "bulk_actions_unseen" in found or "documents_bulkaction_by_id" in found
    assert "TEMP B-TREE" not in found


def test_it_costs_as_many_queries_for_a_batch_of_many(alice, purchases, django_assert_max_num_queries):
    made = rows(purchases, 50)
    with django_assert_max_num_queries(30):
        start("mark_read", "", by=alice, ticked=[each.pk for each in made], query="")
    assert len(read_by(alice)) == 50


def test_history_is_unread_to_nobody_so_unread_does_not_find_it(alice, bakery, purchases):
    file(invoice(), Way.UPLOAD, by=alice, history=HistoryChoice.HISTORY)
    assert listing.find_documents(alice, listing.Search(state="unread")).documents.count() == 0
