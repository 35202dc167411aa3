"""The accounts of all companies by a sheet: faults in the row, keys never in plain, a second time nothing."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from schakel.hub.connections.models import Company, Member
from schakel.hub.connections.models.company import sort_name_of
from schakel.hub.documents import waiting_files
from schakel.hub.documents.models import WaitingFile
from schakel.hub.network.accounts.sheet import worker
from schakel.hub.network.accounts.sheet.check import AccountChecker
from schakel.hub.network.accounts.sheet.columns import secrets_of, without_secrets
from schakel.hub.network.models import AccountCompany, ProviderAccount
from schakel.hub.web.sheet_rows import RowOutcome
from tests.hub.conftest import company_of, signed_in
from tests.hub.documents.ubl import BAKERY, MILL
from tests.hub.network.accounts.conftest import account_at
from tests.hub.network.conftest import registered

pytestmark = pytest.mark.django_db
ADDRESS = "network:account_sheet"
HEADINGS = "Ondernemingsnummer;Provider;Sleutel;Geheim;Legal entity;Adres van de API"
KEY = "key_of_the_bakery"


@pytest.fixture
def page(alice, office):
    return signed_in(alice)


@pytest.fixture
def mill(office):
    return company_of(office, "Mill", MILL)


def brought(page, *rows: str):
    data = "\n".join((HEADINGS, *rows)).encode()
    return page.post(reverse(ADDRESS), {"file": SimpleUploadedFile("a.csv", data, "text/csv")}, follow=True)


def confirmed(page, answer):
    address = answer.redirect_chain[-1][0]
    return page.post(address, {"rows": answer.context["rows"]}, follow=True)


def accounts() -> set[tuple[str, str, str]]:
    seats = AccountCompany.objects.select_related("account", "company")
    return {(seat.company.name, seat.account.kind, seat.account.credentials["key"]) for seat in seats}


def faults(answer) -> list[str]:
    return [fault for line in answer.context["faulty"] for fault in line.faults]


def test_a_sheet_adds_accounts_once_it_was_looked_at_and_a_second_time_nothing(page, bakery, mill):
    rows = (f"{BAKERY};Peppyrus;{KEY};;;", f"BE{MILL};e-invoice.be;key_of_the_mill;;;")
    answer = brought(page, *rows)
    assert not ProviderAccount.objects.exists()
    assert "2 row" in confirmed(page, answer).content.decode()
    wanted = {("Bakery Cornflower", "peppyrus", KEY), ("Mill", "e-invoice.be", "key_of_the_mill")}
    assert accounts() == wanted
    again = brought(page, *rows)
    assert (again.context["good_count"], again.context["faulty_count"]) == (0, 0)
    assert accounts() == wanted


def test_one_account_of_many_companies_is_made_once(page, bakery, mill):
    answer = brought(page, f"{BAKERY};Storecove;k;;11;", f"{MILL};storecove;k;;12;")
    confirmed(page, answer)
    assert ProviderAccount.objects.count() == 1
    seats = AccountCompany.objects.order_by("legal_entity")
    assert [(seat.company.name, seat.legal_entity) for seat in seats] == [("Bakery Cornflower", "11"), ("Mill", "12")]


def test_another_key_for_the_same_company_changes_its_account(page, bakery):
    confirmed(page, brought(page, f"{BAKERY};Peppyrus;{KEY};;;"))
    name = ProviderAccount.objects.get().name
    confirmed(page, brought(page, f"{BAKERY};Peppyrus;newer;;;"))
    assert accounts() == {("Bakery Cornflower", "peppyrus", "newer")}
    assert ProviderAccount.objects.get().name == name


def test_without_a_file_it_asks_for_a_file_and_for_no_rows_to_paste(page):
    answer = page.post(reverse(ADDRESS))
    assert (answer.status_code, "Choose a file." in answer.text) == (422, True)


def test_without_a_key_the_company_stays_in_its_account(page, bakery):
    confirmed(page, brought(page, f"{BAKERY};Peppyrus;{KEY};;;"))
    answer = brought(page, f"{BAKERY};Peppyrus;;;;")
    assert (answer.context["good_count"], answer.context["faulty_count"]) == (0, 0)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("0738401118;Peppyrus;k;;;", "check digits"),
        ("0417497106;Peppyrus;k;;;", "no company with this number"),
        (f"{BAKERY};Pepper;k;;;", "We do not know this provider"),
        (f"{BAKERY};Peppyrus;;;;", "Fill in the key"),
        (f"{BAKERY};Peppyrus;{'k' * 500};;;", "At most 400 characters"),
        (f"{BAKERY};Peppyrus;sleutel é;;;", "plain ASCII"),
        (f"{BAKERY};Peppyrus;k;;;http://10.0.0.1/", "You cannot use this address"),
        (f"{BAKERY};Storecove;k;;;", "legal entity"),
        (f"{MILL};Peppyrus;k;;;", "our own access point"),
    ],
)
def test_what_is_wrong_is_said_in_the_row_and_the_rest_goes_in(page, bakery, mill, office, row, why):
    registered(mill, "0208", MILL)
    hotel = company_of(office, "Hotel", "0899965307")
    answer = brought(page, row, f"{hotel.enterprise_number};Recommand;k2;s2;;")
    (fault,) = faults(answer)
    assert why in fault
    confirmed(page, answer)
    assert [seat.company for seat in AccountCompany.objects.all()] == [hotel]


def test_a_company_twice_and_a_key_of_another_company_are_faults(page, bakery, mill):
    answer = brought(page, f"{BAKERY};Peppyrus;k;;;", f"{BAKERY};Peppyrus;k2;;;", f"{MILL};Peppyrus;k;;;")
    twice, other = faults(answer)
    assert "in row 2 too" in twice
    assert "has a company already" in other


def test_L06_keys_of_a_sheet_stand_nowhere_in_plain_and_never_come_out(page, bakery, mill):
    answer = brought(page, f"{BAKERY};Peppyrus;{KEY};hush_hush;;", f"0738401118;Peppyrus;{KEY}-2;;;")
    shown = answer.content.decode()
    file = WaitingFile.objects.get()
    faulty = page.get(reverse("network:account_sheet_faulty"), {"file": file.pk}).content.decode()
    template = page.get(reverse("network:account_sheet_template")).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM documents_waitingfile")
        stored = repr(
            [[bytes(cell) if isinstance(cell, memoryview) else cell for cell in row] for row in cursor.fetchall()]
        )
    for text in (shown, faulty, template, stored):
        assert not [secret for secret in (KEY, "hush_hush") if secret in text]
    assert "gAAAA" not in shown + faulty + template  # nor encrypted
    assert "0738401118" in faulty
    confirmed(page, answer)
    assert not WaitingFile.objects.filter(kind=worker.TO_CHECK).exists()
    assert not WaitingFile.objects.get().data


def test_L06_a_row_that_waits_counts_for_its_office_only(office, other_office):
    kept = without_secrets({"key": KEY, "encrypted": "from elsewhere"}, office=office)
    assert secrets_of(kept, office=office) == {"key": KEY}
    assert secrets_of(kept, office=other_office) == {}


@given(st.dictionaries(st.sampled_from(["key", "secret", "webhook_secret", "number", "name"]), st.text(min_size=1)))
def test_L06_what_is_kept_of_any_row_gives_its_keys_back_and_shows_none(values):
    office = type("Office", (), {"pk": 7})()
    kept = without_secrets(values, office=office)
    secrets = {name: value for name, value in values.items() if name not in {"number", "name"}}
    assert secrets_of(kept, office=office) == secrets
    assert set(kept) - {"encrypted"} == set(values) - set(secrets)


def test_G01_nobody_sees_or_saves_the_sheet_of_another(page, bakery, bob, diane, other_office):
    brought(page, f"{BAKERY};Peppyrus;{KEY};;;")
    file = WaitingFile.objects.get()
    for person in (bob, diane):
        client = signed_in(person)
        for address in (ADDRESS, "network:account_sheet_faulty"):
            assert client.get(reverse(address), {"file": file.pk}).status_code == 404
        assert client.post(f"{reverse(ADDRESS)}?file={file.pk}", {"rows": "1"}).status_code == 404
    assert not ProviderAccount.objects.exists()


def test_H07_an_old_session_saves_no_keys(bakery, alice, office, page):
    answer = brought(page, f"{BAKERY};Peppyrus;{KEY};;;")
    assert "reauthenticate" in signed_in(alice, ago=3600).post(answer.redirect_chain[-1][0], {"rows": "1"}).url
    assert not ProviderAccount.objects.exists()


def many(office, count: int) -> list[str]:
    """Rows for so many companies of the office."""
    numbers = [f"{base:08d}{97 - base % 97:02d}" for base in range(2_000_000, 2_000_000 + count)]
    Company.objects.bulk_create(
        Company(office=office, name=f"Client {number}", sort_name=sort_name_of(number), enterprise_number=number)
        for number in numbers
    )
    return [f"{number};Peppyrus;key {number};;;" for number in numbers]


def test_D19_a_long_sheet_is_read_by_the_worker_and_one_that_dies_begins_again(page, office, monkeypatch):
    rows = many(office, 160)
    brought(page, *rows)
    assert waiting_files.read_waiting() == 1
    file = WaitingFile.objects.get()
    saving = worker.save_later(file, office)
    real, done = worker.save_row, []

    def dies(*given, **named):
        done.append(1)
        if len(done) > 5:
            raise MemoryError
        return real(*given, **named)

    monkeypatch.setattr(worker, "save_row", dies)
    with pytest.raises(MemoryError):
        list(worker.save_file(saving, bytes(saving.data)))
    monkeypatch.setattr(worker, "save_row", real)
    assert ProviderAccount.objects.count() == 5
    assert waiting_files.read_waiting() == 1
    assert AccountCompany.objects.count() == ProviderAccount.objects.count() == 160


def test_who_no_longer_owns_the_office_saves_nothing(page, bakery, alice, office):
    brought(page, f"{BAKERY};Peppyrus;{KEY};;;")
    saving = WaitingFile.objects.get()
    Member.objects.filter(user=alice).update(role=Member.Role.MEMBER)
    (line,) = worker.save_file(saving, json.dumps([]).encode())
    assert line.tone == "bad"


def test_checking_asks_no_more_of_the_database_for_more_rows(office, django_assert_max_num_queries):
    rows = many(office, 40)
    checker = AccountChecker(office)
    with django_assert_max_num_queries(0):
        checked = [
            checker.check(2, without_secrets({"number": row[:10], "provider": "Peppyrus", "key": row}, office=office))
            for row in rows
        ]
    assert {row.outcome for row in checked} == {RowOutcome.NEW}


def test_a_company_in_an_account_of_many_is_not_moved_by_another_key(page, office, bakery, settings):
    service = type("Service", (), {"kind": "recommand", "port": 9})()
    account_at(service, office, bakery)
    (fault,) = faults(brought(page, f"{BAKERY};Recommand;another;;;"))
    assert "in another account" in fault
