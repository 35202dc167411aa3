"""Every kind of row says how long it stays, and every one that names a person what becomes of it when they are erased. A room
that adds a model says both: in docs/operating/retention.md, and in `records/personal_data/holdings.py`."""

import re
from collections import Counter
from pathlib import Path

from django.apps import apps

from schakel.hub.people.models import User
from schakel.hub.records.personal_data.holdings import HOLDINGS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "operating" / "retention.md"


def test_every_kind_of_row_says_how_long_it_stays_and_none_is_invented():
    table = PAGE.read_text().split("\n| Rows |")[1]
    named = Counter(
        re.findall(r"`([a-z]+\.\w+)`", "\n".join(row.split("|")[1] for row in table.split("\n") if "|" in row))
    )
    assert [name for name, count in named.items() if count > 1] == []
    assert set(named) == {model._meta.label for model in apps.get_models(include_auto_created=True)}


def test_L04_every_row_that_names_a_person_is_in_the_table():
    naming = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if field.related_model is User
    }
    assert naming == {each.name for each in HOLDINGS}
