"""The table of deeds with money, walked as each of six people; the guides hold the same table."""

from pathlib import Path

import pytest

from schakel.hub.connections.models import Access, Role
from tests.hub.conftest import person
from tests.hub.payments.camt import IBAN
from tests.hub.payments.money_actions import ALONE, ASKS, NO, ROWS, WHO, Scene

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guide"
TOLD = {True: ALONE, None: ASKS, False: NO}
DUTCH = {ALONE: "alleen", ASKS: "met een ander", NO: "nee"}


@pytest.fixture
def scene(bakery, alice, bob, clara, diane, other_office):
    second, reader = person("Dirk"), person("Rita")
    bakery.accounts.create(iban=IBAN)
    for connection in bakery.connections.all():
        for user in (clara, second):
            Access.objects.create(connection=connection, user=user)
        Access.objects.create(connection=connection, user=reader, role=Role.READ)
    return Scene(bakery, dict(zip(WHO, (alice, bob, clara, second, reader, diane), strict=True)))


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.do.__name__}{'-two' * row.two}")
def test_G07_who_may_do_what_with_money_alone(scene, row, who):
    if row.two:
        scene.two()
    assert TOLD[row.do(scene, who)] == row.answers[WHO.index(who)]


@pytest.mark.parametrize(("guide", "language"), [("office.md", "en"), ("kantoor.md", "nl")])
def test_the_guide_tells_the_same(guide, language):
    words = {each: each for each in TOLD.values()} if language == "en" else DUTCH
    wanted = [(getattr(row, language), *(words[answer] for answer in row.answers)) for row in ROWS]
    assert table(GUIDE / guide, set(words.values())) == wanted


def table(guide: Path, words: set[str]) -> list[tuple[str, ...]]:
    """The rows of which every cell but the first is one of these words."""
    rows = [tuple(cell.strip() for cell in line.strip("| \n").split("|")) for line in guide.read_text().splitlines()]
    return [row for row in rows if len(row) == len(WHO) + 1 and set(row[1:]) <= words]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.do.__name__}{'-two' * row.two}")
def test_H07_it_asks_again_who_you_are_where_the_table_says_so(scene, row):
    who = WHO[next(at for at, answer in enumerate(row.answers) if answer != NO)]
    if row.two:
        scene.two()
    for user in (person("One"), person("Two")):  # the third in an hour
        Access.objects.create(connection=scene.company.connections.first(), user=user).end(scene.people[who])
    scene.ago = 15 * 60 + 1
    done = TOLD[row.do(scene, who)]
    assert done == (NO if "asks who you are" in row.en else row.answers[WHO.index(who)])
