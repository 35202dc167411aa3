"""The table of guards (mutants.toml) fits the code; that each is caught is shown by `make mutants`, which takes minutes."""

import re
from collections import Counter

import pytest

from scripts.mutants import ROOT, Mutant, mutants
from tests.test_threats import ID, rows


def test_there_are_many_guards_each_once():
    assert len(mutants()) >= 60
    assert [
        one
        for one, times in Counter((each.file, each.new, each.old, each.test) for each in mutants()).items()
        if times > 1
    ] == []


@pytest.mark.parametrize("each", mutants(), ids=lambda each: each.guard)
def test_what_is_taken_away_is_there_once_and_its_test_too(each: Mutant):
    assert (ROOT / each.file).read_text("utf-8").count(each.old) == 1
    assert each.new != each.old
    path, *_class, name = each.test.split("::")
    assert f"def {name}(" in (ROOT / path).read_text("utf-8")


def test_every_threat_that_is_named_is_in_the_table():
    named = {found[0] for each in mutants() if (found := re.match(ID, each.guard))}
    assert named
    assert named <= set(rows())
