"""Migration keys of many companies by a sheet: taken over and handed out, faults in the row, own companies only."""
# ruff: noqa: F811 -- fixtures of another test

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from schakel.hub.documents import waiting_files
from schakel.hub.documents.models import WaitingFile
from schakel.hub.network.accounts.save import add_company, create_account
from schakel.hub.network.models import Registration
from schakel.hub.network.registration import worker as registration_worker
from schakel.hub.network.registration.key_sheet import worker
from tests.hub.conftest import company_of, signed_in
from tests.hub.documents.ubl import BAKERY, MILL
from tests.hub.network.registration.test_worker import mandated, publishing, sml, wanted, worked  # noqa: F401 -- fixtures

pytestmark = pytest.mark.django_db
State = Registration.State
ADDRESS = "network:migration_keys"
HEADINGS = "Enterprise number;Kind of address;Migration key"
KEY = "aaBB11$$-of-the-old-smp"
LEAVING = {"query_params": {"leaving": "1"}}


@pytest.fixture
def page(alice, office):
    return signed_in(alice)


def brought(page, *rows: str, **more):
    data = "\n".join((HEADINGS, *rows)).encode()
    return page.post(reverse(ADDRESS), {"file": SimpleUploadedFile("k.csv", data, "text/csv")}, **more)


def confirmed(page, answer, **more):
    assert page.post(reverse(ADDRESS), {"rows": answer.context["rows"]}, **more).status_code == 302
    while waiting_files.read_waiting():
        pass


def faults(answer) -> list[str]:
    return [fault for line in answer.context["faulty"] for fault in line.faults]


def test_an_address_that_is_elsewhere_is_taken_over_with_its_key(page, bakery, mandated, sml, wanted):
    sml.at[f"0208:{BAKERY}"] = "OTHER"
    assert worked(wanted).state == State.ELSEWHERE
    sml.keys[f"0208:{BAKERY}"] = KEY
    answer = brought(page, f"{BAKERY};;{KEY}")
    assert worked(wanted).state == State.ELSEWHERE
    confirmed(page, answer)
    row = worked(wanted)
    assert (row.state, sml.at[f"0208:{BAKERY}"]) == (State.REGISTERED, "OURS")
    assert brought(page, f"{BAKERY};;{KEY}").context["good_count"] == 0


def test_a_company_without_registration_waits_for_its_mandate_with_the_key(page, bakery):
    confirmed(page, brought(page, f"BE{BAKERY};0208;{KEY}"))
    row = Registration.objects.get()
    assert (row.state, row.migration_key, row.company) == (State.MANDATE, KEY, bakery)
    again = brought(page, f"{BAKERY};;{KEY}")
    assert (again.context["good_count"], again.context["faulty_count"]) == (0, 0)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("0738401118;;k", "check digits"),
        (f"{MILL};;{KEY}", "no company with this number"),
        (f"{BAKERY};9925;{KEY}", "no such address"),
        (f"{BAKERY};0088;{KEY}", "no such address"),
        (f"{BAKERY};;", "Fill in the migration key"),
        (f"{BAKERY};;{'k' * 25}", "not a migration key"),
        (f"{BAKERY};;two words", "not a migration key"),
    ],
)
def test_what_is_wrong_is_said_in_the_row_and_the_rest_goes_on(page, bakery, office, other_office, row, why):
    company_of(other_office, "Mill of others", MILL)
    hotel = company_of(office, "Hotel", "0899965307")
    answer = brought(page, row, f"{hotel.enterprise_number};;{KEY}")
    (fault,) = faults(answer)
    assert why in fault
    confirmed(page, answer)
    assert [each.company for each in Registration.objects.all()] == [hotel]


def test_a_company_twice_and_one_at_a_provider_are_faults(page, bakery, office, alice):
    hotel = company_of(office, "Hotel", "0899965307")
    add_company(create_account(office, "peppyrus", "", {"key": "k"}, by=alice), hotel)
    twice, there = faults(
        brought(page, f"{BAKERY};;{KEY}", f"{BAKERY};0208;{KEY}", f"{hotel.enterprise_number};;{KEY}")
    )
    assert "in row 2 too" in twice
    assert "at a provider" in there


@pytest.mark.parametrize("heading", ["Sleutel", "Clé", "Schlüssel", "Migratiesleutel"])
def test_a_key_is_found_below_the_short_word_too(page, bakery, heading):
    data = f"KBO;{heading}\n{BAKERY};{KEY}".encode()
    answer = page.post(reverse(ADDRESS), {"file": SimpleUploadedFile("k.csv", data, "text/csv")})
    assert (answer.context["good_count"], answer.context["faulty_count"]) == (1, 0)


def test_keys_of_those_who_leave_are_asked_for_once_and_downloaded(page, bakery, mandated, sml, wanted):
    assert worked(wanted).state == State.REGISTERED
    confirmed(page, brought(page, f"{BAKERY};;", **LEAVING), **LEAVING)
    wanted.refresh_from_db()
    assert wanted.migration_key == sml.keys[f"0208:{BAKERY}"]
    sheet = page.get(reverse("network:migration_keys_download"), {"leaving": "1"}).content.decode()
    assert wanted.migration_key in sheet.replace('""', '"')
    assert brought(page, f"{BAKERY};;", **LEAVING).context["good_count"] == 0


def test_who_is_not_registered_here_has_no_key_to_hand_out(page, bakery):
    (fault,) = faults(brought(page, f"{BAKERY};;", **LEAVING))
    assert "not registered here" in fault


def test_what_the_sml_refuses_stands_on_the_page(page, bakery, mandated, sml, wanted):
    worked(wanted)
    answer = brought(page, f"{BAKERY};;", **LEAVING)
    sml.silent = True
    confirmed(page, answer, **LEAVING)
    shown = page.get(reverse(ADDRESS))
    assert [line.partition(":")[0] for line in shown.context["refused"]] == ["Bakery Cornflower"]
    wanted.refresh_from_db()
    assert wanted.migration_key == ""


def test_G01_a_person_elsewhere_hands_out_no_key_and_reads_none(bakery, mandated, sml, wanted, diane, other_office):
    worked(wanted)
    Registration.objects.update(migration_key=KEY)
    client = signed_in(diane)
    assert "no company with this number" in faults(brought(client, f"{BAKERY};;", **LEAVING))[0]
    client.post(reverse(ADDRESS), {"rows": f'[[2, {{"number": "{BAKERY}", "key": "x"}}]]'})
    while waiting_files.read_waiting():
        pass
    wanted.refresh_from_db()
    assert (wanted.state, wanted.migration_key) == (State.REGISTERED, KEY)
    for query in ({}, {"leaving": "1"}):
        assert KEY not in client.get(reverse("network:migration_keys_download"), query).content.decode()
    office = bakery.office_id
    assert client.get(reverse(ADDRESS), {"office": office}).status_code == 404


def test_who_left_the_office_meanwhile_takes_over_nothing(page, bakery, office, alice):
    answer = brought(page, f"{BAKERY};;{KEY}")
    page.post(reverse(ADDRESS), {"rows": answer.context["rows"]})
    office.members.filter(user=alice).delete()
    waiting_files.read_waiting()
    assert not Registration.objects.exists()


def test_many_are_worked_some_at_a_time_and_one_that_dies_begins_again(
    page, bakery, mandated, sml, wanted, office, alice
):
    worked(wanted)
    rows = [(number, {"number": BAKERY}) for number in range(2, 2 + 2 * worker.AT_A_TIME)]
    assert worker.request_keys(office, rows, by=alice, leaving=True) == 2 * worker.AT_A_TIME
    assert worker.waiting_rows(office, by=alice) == 2 * worker.AT_A_TIME
    file = WaitingFile.objects.order_by("pk").first()
    list(worker.work_file(file, bytes(file.data)))
    key = Registration.objects.get().migration_key
    while waiting_files.read_waiting():
        pass
    assert (Registration.objects.get().migration_key, sml.calls.count("prepareMigrateIn")) == (key, 1)
    assert registration_worker.next_night() > timezone.now()
