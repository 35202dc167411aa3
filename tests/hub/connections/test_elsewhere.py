"""Whose clients are here: an office with an account hears of few numbers a day that they are with another office (ADR 0253)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from schakel.hub.connections.elsewhere import AlreadyElsewhere, AskedTooMuch, refused_numbers
from schakel.hub.connections.models import Company, ElsewhereAnswer, Member, Office, Scope
from schakel.hub.people.models import User
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import company_of, signed_in
from tests.hub.connections.company_import.sheets import checked, faults_of, imported, number_of, sheet

ELSEWHERE, TOO_MUCH = "already with another office", "You can add companies again tomorrow"


@pytest.fixture
def theirs(other_office, settings) -> list[str]:
    """The numbers of five companies of another office; three of them may be told in a day."""
    settings.NUMBERS_ELSEWHERE_PER_DAY = 3
    numbers = [number_of(n) for n in range(1, 6)]
    for number in numbers:
        company_of(other_office, f"Theirs {number}", number)
    return numbers


def rows_of(numbers) -> bytes:
    return sheet(*(f"{number};Some name;" for number in numbers))


def kinds(company_import) -> dict[int, str]:
    """By row: what is said of it."""
    return {
        number: "elsewhere" if ELSEWHERE in faults[0] else "too much" if TOO_MUCH in faults[0] else faults[0]
        for number, faults in faults_of(company_import).items()
    }


def test_G06_after_the_limit_what_is_elsewhere_and_what_is_free_get_one_answer(theirs, office, alice):
    free = [number_of(n) for n in range(100, 103)]
    company_import = checked(office, rows_of([free[0], *theirs, *free[1:]]), by=alice, language="en")
    assert kinds(company_import) == {
        3: "elsewhere", 4: "elsewhere", 5: "elsewhere", 6: "too much", 7: "too much", 8: "too much", 9: "too much"
    }  # fmt: skip
    assert company_import.counts() == {"new": 1, "faulty": 7}


def test_what_was_checked_before_the_limit_is_imported(theirs, office, alice):
    company_import = imported(office, rows_of([number_of(100), *theirs[:3]]), by=alice, language="en")
    assert company_import.counts() == {"added": 1, "faulty": 3}


def test_the_same_numbers_again_count_once_and_own_ones_never(theirs, office, alice, bakery):
    for _ in range(3):
        company_import = checked(office, rows_of([*theirs[:2], bakery.enterprise_number]), by=alice, language="en")
        assert kinds(company_import) == {2: "elsewhere", 3: "elsewhere"}
        assert company_import.counts()["here"] == 1
    assert ElsewhereAnswer.objects.count() == 2


def test_G06_neither_a_second_office_nor_a_colleague_nor_a_key_hears_more(theirs, office, alice, bob):
    second = Office.objects.create(name="Second", language="en")
    Member.objects.create(office=second, user=alice, role="owner")
    checked(office, rows_of(theirs[:3]), by=alice, language="en")
    asked = [
        checked(second, rows_of(theirs[3:4]), by=alice, language="en"),
        checked(office, rows_of(theirs[3:4]), by=bob, language="en"),
    ]
    assert [kinds(each) for each in asked] == [{2: "too much"}] * 2
    answers = [
        Program(key_of(office, bob, Scope.COMPANIES)[1]).post("/companies", {"number": number, "name": "X"})
        for number in (theirs[4], number_of(100))
    ]
    assert [(each.status_code, each.json()["code"]) for each in answers] == [(429, "asked_too_much")] * 2
    given = {"name": "X", "email": "", "language": "nl", "office": office.pk}
    for number in (theirs[4], number_of(100)):
        page = signed_in(bob).post(reverse("connections:new_company"), given | {"number": number})
        assert (page.status_code, TOO_MUCH in page.content.decode()) == (422, True)
    assert not Company.objects.filter(office__in=[office, second]).exists()


def test_by_hand_and_by_api_each_answer_counts_although_nothing_is_added(theirs, office, alice):
    program = Program(key_of(office, alice, Scope.COMPANIES)[1])
    for number in theirs[:3]:
        assert program.post("/companies", {"number": number, "name": "X"}).json()["code"] == "company_elsewhere"
    assert program.post("/companies", {"number": theirs[3], "name": "X"}).json()["code"] == "asked_too_much"
    assert ElsewhereAnswer.objects.count() == 3


def test_the_next_day_it_goes_on_and_nothing_is_left_of_it(theirs, office, alice):
    checked(office, rows_of(theirs[:3]), by=alice, language="en")
    ElsewhereAnswer.objects.update(at=timezone.now() - timedelta(days=1, seconds=1))
    assert kinds(checked(office, rows_of(theirs[3:]), by=alice, language="en")) == {2: "elsewhere", 3: "elsewhere"}
    assert set(ElsewhereAnswer.objects.values_list("number", flat=True)) == set(theirs[3:])


class Answers(TestCase):
    @given(st.lists(st.lists(st.integers(1, 12), max_size=8), max_size=6), st.integers(0, 5))
    def test_never_more_are_told_than_the_limit_and_after_it_all_answers_are_alike(self, calls, limit):
        """Numbers 1 to 6 are elsewhere, 7 to 12 are free."""
        office, other = (Office.objects.create(name=name, language="en") for name in ("Ours", "Other"))
        by = User.objects.create_user("a@a.example", "a long password", name="A")
        for n in range(1, 7):
            company_of(other, f"Theirs {n}", number_of(n))
        told: set[str] = set()
        with self.settings(NUMBERS_ELSEWHERE_PER_DAY=limit):
            for call in calls:
                wanted = [number_of(n) for n in call]
                found = refused_numbers(office, by, wanted)
                was_over = len(told) >= limit
                told |= {number for number, why in found.items() if why is AlreadyElsewhere}
                assert len(told) <= limit
                if was_over:
                    assert found == dict.fromkeys(wanted, AskedTooMuch)
        assert set(ElsewhereAnswer.objects.values_list("number", flat=True)) == told
