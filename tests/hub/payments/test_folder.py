"""Bank statements by folder: read by the worker, moved, and what went wrong told on the page."""

import os
import time

import pytest

from schakel.hub.documents import dropfolder
from schakel.hub.payments import folder
from schakel.hub.payments.models import FolderFile, Payment, Statement, StatementEntry
from tests.hub.conftest import company_of, signed_in
from tests.hub.payments.camt import IBAN, camt, out
from tests.sepa.statements import coda_files as coda

OTHER = "BE71096123456769"
PAID = camt(out("-121.00", text="090933755493"))


@pytest.fixture
def lay(office, settings, tmp_path, account):
    """Lays a file in the folder of Alice's office, as one that was written a minute ago."""
    settings.STATEMENTS_FOLDER = str(tmp_path / "statements")

    def laid(name: str, content: bytes = PAID, *, seconds: float = 60, of=office):
        path = folder.folder_of(of) / name
        path.write_bytes(content)
        os.utime(path, (time.time() - seconds,) * 2)
        return path

    return laid


@pytest.fixture(autouse=True)
def fresh():
    folder.BETWEEN_LOOKS.reset()
    yield
    folder.BETWEEN_LOOKS.reset()


def look() -> int:
    folder.BETWEEN_LOOKS.reset()
    return folder.read_folder()


def page(user) -> str:
    return " ".join(signed_in(user).get("/payments/statements/").text.split())


def test_a_file_is_read_matched_moved_and_shown(alice, lay, bought):
    document = bought()
    path = lay("november.xml")
    assert look() == 1
    assert document.payments.get().entry.statement.company == document.connection.company
    assert not path.exists()
    assert (path.parent / "done" / "november.xml").read_bytes() == PAID
    told = page(alice)
    assert "november.xml" in told
    assert "1 statement, 1 payment found" in told
    assert look() == 0


def test_the_same_file_again_changes_nothing(alice, lay, bought):
    bought()
    for name in ("a.xml", "a.xml"):
        lay(name)
        assert look() == 1
    assert (Statement.objects.count(), StatementEntry.objects.count(), Payment.objects.count()) == (1, 1, 1)
    assert "already here" in page(alice)
    assert sorted(each.name for each in (folder.folder_of(FolderFile.objects.get().office) / "done").iterdir()) == [
        "a-2.xml",
        "a.xml",
    ]


def test_one_file_with_statements_of_several_companies(alice, office, lay, bought):
    garage = company_of(office, "Garage", "0738401216")
    garage.accounts.create(iban=coda.ACCOUNT)
    lay("all.cod", coda.data([*coda.file(coda.movement(121), moved=121, credit=121)]))
    lay("bakery.xml")
    assert look() == 2
    assert {each.company.name for each in Statement.objects.all()} == {"Bakery Cornflower", "Garage"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"no statement", "We read CAMT.053 and CODA (version 2)"),
        (PAID.replace(b"99879.00", b"1.00"), "do not give the closing balance"),
        (camt(out("-7.00"), iban=OTHER), f"No company here has account {OTHER}"),
        (b"x" * 2000, "is too large"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason(alice, lay, monkeypatch, content, sentence):
    monkeypatch.setattr(folder, "LARGEST", 1999)
    path = lay("wrong.xml", content)
    assert look() == 1
    assert (path.parent / "refused" / "wrong.xml").exists()
    assert not Statement.objects.exists()
    told = page(alice)
    assert sentence in told
    assert "Refused" in told


def test_an_account_of_two_companies_is_nobodys_choice(alice, office, lay):
    company_of(office, "Garage", "0738401216").accounts.create(iban=IBAN)
    lay("shared.xml")
    assert look() == 1
    assert not Statement.objects.exists()
    assert "Several companies here have account" in page(alice)


def test_G01_who_claims_the_account_of_another_offices_client_gets_nothing(alice, diane, other_office, lay):
    company_of(other_office, "Thief", "0738401216").accounts.create(iban=IBAN)
    lay("november.xml")
    assert look() == 1
    assert Statement.objects.get().company.office.name == "Office Alice"
    assert "november.xml" not in page(diane)


def test_what_is_still_being_written_and_what_is_no_file_waits(lay, tmp_path):
    fresh, hidden, part = lay("new.xml", seconds=1), lay(".hidden"), lay("a.xml.part")
    (link := fresh.parent / "link.xml").symlink_to(tmp_path / "elsewhere")
    (fresh.parent / "folder").mkdir()
    assert look() == 0
    assert all(each.exists() for each in (fresh, hidden, part))
    assert link.is_symlink()


def test_one_worker_at_a_time_and_not_without_the_setting(lay, settings):
    lay("a.xml")
    with dropfolder.alone(folder.Path(settings.STATEMENTS_FOLDER)):
        assert look() == 0
    settings.STATEMENTS_FOLDER = ""
    assert look() == 0


def test_one_that_fails_leaves_the_others(lay, monkeypatch, caplog):
    first, second = lay("a.xml"), lay("b.xml", camt(out("-8.00")))
    once = folder.add_statements_of_office
    monkeypatch.setattr(
        folder, "add_statements_of_office", lambda data, office: 1 / 0 if data == PAID else once(data, office)
    )
    assert look() == 1
    assert first.exists()
    assert not second.exists()
    assert "a.xml stays where it is" in caplog.text
