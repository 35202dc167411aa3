"""The doctor sees a journal that cannot be written, and a database that is older than it."""

import pytest

from schakel.hub.doctor import journal_folder as check
from schakel.hub.doctor.verdict import Verdict


def verdicts() -> list[Verdict]:
    return [each.verdict for each in check.journal()]


@pytest.mark.django_db
def test_a_folder_that_is_there_or_can_be_made_is_good(settings, tmp_path):
    for folder in (tmp_path, tmp_path / "to" / "be" / "made"):
        settings.JOURNAL = folder
        assert verdicts() == [Verdict.GOOD]


@pytest.mark.django_db
def test_a_folder_that_cannot_be_written_is_bad(settings, tmp_path):
    (tmp_path / "file").touch()
    settings.JOURNAL = tmp_path / "file" / "journal"
    assert verdicts() == [Verdict.BAD]


@pytest.mark.django_db
def test_L02_a_database_that_is_older_is_bad(settings, tmp_path, monkeypatch):
    settings.JOURNAL = tmp_path
    monkeypatch.setattr(check, "is_older_copy", lambda: True)
    assert verdicts() == [Verdict.BAD, Verdict.GOOD]
