"""*Today* for an office: whose numbers, that what is solved is gone, and the one button."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.hub.audit.models import AuditEntry
from schakel.hub.connections.membership import assign
from schakel.hub.connections.models import Company, Member
from schakel.hub.connections.todo import kinds
from schakel.hub.documents.models import Document
from schakel.hub.overview import counts
from schakel.hub.overview.models import TodayChoice, TodoCount, TodoSweep
from schakel.hub.overview.office import lines_of
from tests.hub.conftest import company_of, person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def mill(office) -> Company:
    return company_of(office, "Mill", "0899965307")


@pytest.fixture
def errors(bought) -> Document:
    document = bought()
    Document.objects.update(verdict="invalid")
    return document


def remove(company: Company) -> None:
    company.connections.all().delete()
    company.delete()


def numbers(user, *, only_mine=False) -> dict[str, int]:
    return {line.kind.code: line.found.number for line in lines_of(user, only_mine=only_mine)}


def test_a_line_for_each_kind_worst_first_with_number_time_and_the_one_button(alice, office, mill, errors, count):
    Document.objects.update(received_at=timezone.now() - timedelta(days=3))
    count()
    shown = signed_in(alice).get("/today/").text
    assert "1 document has errors, and nobody looked at it" in shown
    assert "for 3 days" in shown
    assert f'href="/documents/{errors.pk}/"' in shown
    assert "2 companies have no bookkeeping package" in shown
    assert shown.index("has errors") < shown.index("no bookkeeping package")
    assert shown.partition("</main>")[0].count("button primary") == 1


def test_everybody_lands_there_and_who_has_nothing_yet_is_told_how_to_begin(alice, office, bakery, count):
    count()
    assert signed_in(alice).get("/", follow=True).redirect_chain[-1][0] == "/today/"
    assert signed_in(person("Nobody")).get("/", follow=True).redirect_chain[-1][0] == "/connections/"


def test_nothing_to_do_says_so_kindly(alice, office, count):
    count()
    assert signed_in(alice).get("/today/").text.count("Nothing waits") == 1


def test_what_is_solved_is_gone_at_once_for_who_solved_it_and_within_a_minute_for_others(
    alice, bob, office, errors, count
):
    count()
    assert numbers(alice)["unchecked"] == numbers(bob)["unchecked"] == 1
    TodoSweep.objects.update(counted_at=timezone.now() - counts.LATE)
    signed_in(alice).get(f"/documents/{errors.pk}/")
    assert "unchecked" not in numbers(alice)
    assert "unchecked" not in signed_in(alice).get("/today/").text
    assert numbers(bob)["unchecked"] == 1
    count()
    assert "unchecked" not in numbers(bob)


def test_what_concerns_a_whole_office_is_counted_at_once(alice, office, bakery, mill, count):
    count()
    assert numbers(alice)["without_package"] == 2
    TodoSweep.objects.update(counted_at=timezone.now() - counts.LATE)
    remove(mill)
    AuditEntry.objects.create(office=office.pk, user=alice.pk, via="page", action="x", subject="connections.office")
    assert numbers(alice)["without_package"] == 1


def test_G02_a_member_of_some_companies_sees_no_number_that_counts_another(alice, office, bakery, mill, errors, count):
    mia = person("Mia")
    assign(Member.objects.create(office=office, user=mia, all_companies=False), [mill])
    count()
    assert numbers(mia) == {"without_package": 1}
    assert numbers(alice) == {"unchecked": 1, "without_package": 2}
    TodoSweep.objects.update(counted_at=None)  # all is counted while they wait
    assert numbers(mia) == {"without_package": 1}
    shown = signed_in(mia).get("/today/").text + signed_in(mia).get("/today/without_package/").text
    assert "Bakery" not in shown


def test_G01_a_stranger_and_a_reader_see_none(diane, other_office, office, errors, count):
    rita = person("Rita")
    until = timezone.localdate() + timedelta(days=9)
    reader = Member.objects.create(office=office, user=rita, role="reader", all_companies=False, last_day=until)
    assign(reader, list(Company.objects.all()))
    count()
    assert numbers(diane) == numbers(rita) == {}
    for user in (diane, rita):
        assert "Bakery" not in signed_in(user).get("/today/without_package/").text


def test_only_mine_are_those_i_am_responsible_for(alice, office, bakery, mill, count):
    count()
    assert "Only mine" not in signed_in(alice).get("/today/").text
    Company.objects.filter(pk=mill.pk).update(responsible=Member.objects.get(user=alice))
    client = signed_in(alice)
    assert "Only mine" in client.get("/today/").text
    client.post("/today/choice", {"who": "mine"})
    assert TodayChoice.objects.get(user=alice).only_mine
    assert numbers(alice, only_mine=True) == {"without_package": 1}
    assert "1 company has no bookkeeping package" in client.get("/today/").text
    listed = client.get("/today/without_package/?who=mine").text
    assert "Mill" in listed
    assert "Bakery" not in listed


def test_the_companies_of_a_kind_each_with_its_button_without_what_was_solved(
    alice, office, bakery, mill, errors, count
):
    count()
    TodoSweep.objects.update(counted_at=timezone.now() - counts.LATE)
    client = signed_in(alice)
    assert f'href="/documents/{errors.pk}/"' in client.get("/today/unchecked/").text
    client.get(f"/documents/{errors.pk}/")
    assert "Nothing waits here any more" in client.get("/today/unchecked/").text
    assert client.get("/today/nowhere/").status_code == 404


class TestCounting:
    def test_only_what_changed_is_written(self, office, bakery, mill, count):
        count()
        before = set(TodoCount.objects.values_list("pk", flat=True))
        assert len(before) == 2
        remove(mill)
        count()
        assert set(TodoCount.objects.values_list("pk", flat=True)) < before

    def test_one_kind_that_fails_keeps_no_other_from_being_counted_and_it_is_tried_again(
        self, office, bakery, monkeypatch, caplog
    ):
        broken = kinds["undecided"]
        monkeypatch.setattr(type(broken), "found", fail_for(broken, type(broken).found))
        counts.begin()
        counts.update_counts()
        row = TodoSweep.objects.get()
        assert TodoCount.objects.filter(kind="without_package").count() == 1
        assert row.counted_at is None
        assert row.due_at > timezone.now()
        assert "undecided could not be counted" in caplog.text

    def test_after_an_update_with_other_kinds_all_is_counted_at_once(self, office, bakery, count):
        count()
        assert counts.update_counts() == 0
        TodoCount.objects.create(company=bakery, kind="gone", number=1, since=timezone.now())
        TodoSweep.objects.update(version="older")
        assert counts.update_counts() == 1
        assert not TodoCount.objects.filter(kind="gone").exists()

    def test_a_count_that_was_given_up_begins_anew(self, office, bakery, count):
        count()
        TodoSweep.objects.update(due_at=None)
        assert counts.update_counts() == 1


def fail_for(broken, found):
    def instead(kind, companies=None):
        if kind is broken:
            raise ValueError("broken")
        return found(kind, companies)

    return instead
