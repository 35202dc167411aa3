"""What takes long is done before the lock; what is filed is what was judged, whatever happens in between (ADR 0224)."""

import pytest
from django.db import connection
from django.utils import timezone

from schakel.hub.documents import filing, store
from schakel.hub.documents.models import Document
from schakel.hub.sales.drafts.attachments import attach
from schakel.hub.sales.issuing import issue as issuing
from schakel.hub.sales.issuing import prepare as preparing
from schakel.hub.sales.issuing.issue import file_draft, issue
from schakel.hub.sales.issuing.prepare import NotIssued, prepare
from schakel.hub.sales.models import Counter, Draft, Seller
from tests.hub.sales.conftest import content

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year


def another(draft: Draft, **changed) -> Draft:
    return Draft.objects.create(connection=draft.connection, content=content(**changed))


def said_in(document: Document) -> bytes:
    return store.read(document.sha256)


def test_it_is_written_and_judged_once_and_that_is_what_is_filed(draft, alice, monkeypatch):
    written, judged = [], []
    write, judge = preparing.write, filing.validate_tree
    monkeypatch.setattr(preparing, "write", lambda invoice: written.append(write(invoice)) or written[-1])
    monkeypatch.setattr(filing, "validate_tree", lambda *given, **more: judged.append(given) or judge(*given, **more))
    document = issue(draft, by=alice)
    assert written == [said_in(document)]
    assert [ubl for _tree, ubl in judged] == written
    assert document.judgements.get().report["verdict"] == "valid"


def test_only_the_rows_are_written_under_the_lock(draft, alice):
    depth = len(connection.savepoint_ids)
    depths = []

    def follow(_invoice, data):
        depths.append(len(connection.savepoint_ids) - depth)
        assert b"<cbc:ID>%d-0001</cbc:ID>" % YEAR in data
        return lambda document: depths.append((len(connection.savepoint_ids) - depth > 0, document.number))

    issue(draft, by=alice, follow=follow)
    assert depths == [0, (True, f"{YEAR}-0001")]


def test_when_the_number_went_to_another_meanwhile_it_is_made_again_with_the_next(draft, alice):
    ahead = prepare(draft)
    assert issue(another(draft), by=alice).number == ahead.number == f"{YEAR}-0001"
    document = issue(draft, by=alice, ahead=ahead)
    assert document.number == f"{YEAR}-0002"
    assert b"-0002</cbc:ID>" in said_in(document)


@pytest.mark.parametrize("change", ["content", "attachment", "settings"])
def test_when_what_it_is_made_of_changed_meanwhile_it_says_the_new(draft, alice, bakery, change):
    ahead = prepare(draft)
    if change == "content":
        Draft.objects.filter(pk=draft.pk).update(content=content(note="NEW"))
    elif change == "attachment":
        attach(draft, "NEW.csv", b"a;b\n1;2\n")
    else:
        Seller.objects.create(company=bakery, street="NEW")
    document = issue(draft, by=alice, ahead=ahead)
    assert (document.number, b"NEW" in said_in(document)) == (f"{YEAR}-0001", True)


def test_what_became_wrong_meanwhile_is_not_issued(draft, alice):
    ahead = prepare(draft)
    Draft.objects.filter(pk=draft.pk).update(content=content(order_reference=""))
    with pytest.raises(NotIssued, match="buyer_reference"):
        issue(draft, by=alice, ahead=ahead)
    assert not Document.objects.exists()
    assert not Counter.objects.exists()


def test_where_others_are_quicker_each_time_it_is_made_while_they_wait(draft, alice):
    """Whoever issues for the company at that moment waits for the lock; so it ends, and no number is passed over."""

    def overtaken(_invoice, data):
        if len(Document.objects.all()) < issuing.MOST_TRIES:
            issue(another(draft), by=alice)
        return lambda document: seen.append((document.number.encode() in data, document.number))

    seen: list[tuple[bool, str]] = []
    issue(draft, by=alice, follow=overtaken)
    assert seen == [(True, f"{YEAR}-{issuing.MOST_TRIES + 1:04}")]
    assert sorted(Document.objects.values_list("number", flat=True)) == [f"{YEAR}-{n:04}" for n in (1, 2, 3, 4)]


def test_under_the_lock_too_it_is_issued_once_and_not_with_what_is_wrong(draft, alice):
    document = issue(draft, by=alice)
    wrong = another(draft, order_reference="")
    told = {"by": alice, "address": "", "follow": None}
    assert file_draft(draft, None, **told) == document
    with pytest.raises(NotIssued, match="buyer_reference"):
        file_draft(wrong, None, **told)
    assert Counter.objects.get().next == 2


def test_what_cannot_be_read_back_is_not_issued(draft, alice, monkeypatch):
    """Our own fault, and never a document that nobody can open."""
    monkeypatch.setattr(preparing, "write", lambda _invoice: b"<Invoice")
    with pytest.raises(NotIssued):
        issue(draft, by=alice)
    monkeypatch.undo()
    monkeypatch.setattr(filing.ReadOnce, "report", None)
    with pytest.raises(NotIssued):
        issue(draft, by=alice)
    assert not Document.objects.exists()
