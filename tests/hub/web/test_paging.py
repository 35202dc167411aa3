import base64
import json

import pytest

from schakel.hub.people.models import User
from schakel.hub.web.paging import cursor_near, opened, page
from tests.hub.conftest import person

BY_NAME = ("name", "id")


@pytest.fixture
def people(db) -> list[User]:
    made = [User.objects.create_user(f"p{place}@x.test", name=f"Name {place // 3}") for place in range(10)]
    return sorted(made, key=lambda one: (one.name, one.pk))


def walked(order: tuple[str, ...], size: int) -> list[User]:
    seen, after = [], ""
    while True:
        found = page(User.objects.all(), order=order, after=after, size=size)
        seen += found.rows
        if not found.next:
            return seen
        after = found.next


@pytest.mark.parametrize("size", [1, 3, 9, 10, 11])
def test_walking_the_pages_shows_each_row_once_in_order(people, size):
    assert walked(BY_NAME, size) == people
    assert walked(("-name", "-id"), size) == people[::-1]


def test_a_row_that_comes_in_between_disturbs_no_page(people):
    first = page(User.objects.all(), order=BY_NAME, size=5)
    User.objects.create_user("early@x.test", name="A")
    assert page(User.objects.all(), order=BY_NAME, after=first.next, size=5).rows == people[5:]


def test_a_time_can_be_walked_by(db):
    made = [person(name) for name in ("Ann", "Bea", "Cas")]
    assert walked(("-date_joined", "-id"), 1) == made[::-1]


@pytest.mark.parametrize(("size", "rows"), [(0, 1), (-5, 1), (200, 200), (201, 200), (10**9, 200)])
def test_I07_the_size_of_a_page_stays_within_bounds(db, size, rows):
    User.objects.bulk_create(User(email=f"p{place}@x.test", name=f"Name {place}") for place in range(202))
    found = page(User.objects.all(), order=BY_NAME, size=size)
    assert len(found.rows) == rows
    assert found.next


def closed(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "forged",
    [
        "x",
        "%%%",
        "é",
        closed("a"),
        closed({}),
        closed([None, 1]),
        closed([1]),
        closed(["a", "b"]),
        closed([[1], 2]),
    ],
)
def test_I07_a_forged_cursor_is_a_first_page(people, forged):
    assert page(User.objects.all(), order=BY_NAME, after=forged).rows == people


def test_I07_a_forged_cursor_behind_everything_is_an_empty_page(people):
    assert page(User.objects.all(), order=BY_NAME, after=closed(["a", 10**30])).rows == []


def test_a_cursor_says_only_where_it_stands(people):
    assert opened(page(User.objects.all(), order=BY_NAME, size=1).next) == [people[0].name, people[0].pk]


@pytest.mark.parametrize("order", [BY_NAME, ("-name", "-id")])
@pytest.mark.parametrize("size", [2, 4, 10])
def test_a_page_begins_near_each_row_that_is_not_on_the_first(people, order, size):
    whole = people if order == BY_NAME else people[::-1]
    for place, row in enumerate(whole):
        cursor = cursor_near(User.objects.all(), row, order=order, size=size, lead=1)
        assert bool(cursor) == (place >= size)
        if cursor:
            assert (
                page(User.objects.all(), order=order, after=cursor, size=size).rows[:2] == whole[place - 1 : place + 1]
            )
