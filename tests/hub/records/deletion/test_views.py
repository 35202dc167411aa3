"""The owner sees what is past its period, makes a list, confirms it, and gets a proof; others see nothing of it."""

import io
import zipfile
from datetime import date

import pytest
from django.urls import reverse

from schakel.hub.connections.changes import confirm
from schakel.hub.connections.models import Access, Change
from schakel.hub.documents.models import Document
from schakel.hub.documents.retention.models import LegalHold, RetentionRule
from schakel.hub.payments.models import Approver, Rule
from schakel.hub.people.models import User
from schakel.hub.records.deletion.models import DeletionList
from schakel.hub.records.deletion.worker import work_deletion_lists
from schakel.hub.web.templatetags.formatting import day
from tests.hub.conftest import person, signed_in
from tests.hub.records.deletion.conftest import delete_listed, path_of, ready_list

pytestmark = pytest.mark.django_db
State = DeletionList.State


def address(name: str, made: DeletionList) -> str:
    return reverse(f"records:{name}", args=[made.pk])


def work() -> None:
    while work_deletion_lists():
        pass


def test_L03_from_what_is_past_its_period_to_the_proof(old, alice):
    client, company = signed_in(alice), old.connection.company
    page = client.get(reverse("records:deletions"))
    assert "Bakery Cornflower, 2010" in page.text
    answer = client.post(reverse("records:deletions"), {"company": company.pk, "year": 2010})
    made = DeletionList.objects.get()
    assert answer.url == address("deletion", made)
    assert "We are looking" in client.get(answer.url).text
    work()
    assert "1 document, 10" in client.get(answer.url).text
    assert old.sha256 in client.get(address("deletion_sheet", made)).text
    client.post(answer.url, {"sure": "on"})
    work()
    assert "1 document was deleted." in client.get(answer.url).text
    assert not Document.objects.exists()
    with zipfile.ZipFile(io.BytesIO(client.get(address("deletion_proof", made)).content)) as proof:
        assert set(proof.namelist()) == {"documents.csv", "SHA256SUMS", "list.txt"}
        assert proof.read("SHA256SUMS").decode() == f"{old.sha256}  {old.pk}\n"
        assert DeletionList.objects.get().digest in proof.read("list.txt").decode()
        assert "Confirmed by: Alice" in proof.read("list.txt").decode()


def test_the_list_comes_with_its_state_into_a_page_that_waits_for_it(old, alice):
    made = ready_list(old.connection.company, by=alice)
    page = signed_in(alice).get(address("deletion", made)).text
    fetched = page[page.index('id="deletion"') :]  # what a waiting page takes from a new one
    assert fetched.index("To be confirmed") < fetched.index('id="lines"') < fetched.index("kept until")


def test_L03_nothing_is_deleted_without_saying_so_or_from_an_old_sign_in(old, alice):
    made = ready_list(old.connection.company, by=alice)
    assert signed_in(alice).post(address("deletion", made)).status_code == 422
    answer = signed_in(alice, ago=24 * 3600).post(address("deletion", made), {"sure": "on"})
    assert "reauthenticate" in answer.url
    made.refresh_from_db()
    assert made.state == State.READY


def test_L03_a_year_that_is_still_kept_becomes_no_list(old, alice):
    RetentionRule.objects.create(company=old.connection.company, years=50)
    posted = {"company": old.connection.company.pk, "year": 2010}
    page = signed_in(alice).post(reverse("records:deletions"), posted, follow=True)
    assert "are still kept: this company keeps them 50 full years" in page.text
    assert not DeletionList.objects.exists()


@pytest.mark.parametrize("posted", [{}, {"company": "x", "year": "2010"}, {"company": "1", "year": "9" * 30}])
def test_L03_what_is_no_year_of_a_company_is_not_found(old, alice, posted):
    assert signed_in(alice).post(reverse("records:deletions"), posted).status_code == 404


@pytest.fixture
def clients(old, clara) -> list[User]:
    """Two who pay for the company, both asked."""
    company, several = old.connection.company, [clara, person("Eve")]
    Rule.objects.create(company=company, mode=Rule.Mode.TWO_ABOVE, above=100)
    for each in several:
        Approver.objects.create(company=company, user=each)
        Access.objects.create(connection=old.connection, user=each)
    return several


def test_L03_where_a_company_asks_several_one_is_not_enough(old, alice, clients):
    made = ready_list(old.connection.company, by=alice)
    signed_in(alice).post(address("deletion", made), {"sure": "on"})
    made.refresh_from_db()
    assert made.state == State.WAITING
    work()
    assert path_of(old.sha256).exists()
    change = Change.objects.get()
    assert change.after == {"year": 2010, "count": 1, "digest": made.digest}
    assert [confirm(change, each) for each in clients] == [True, True]
    work()
    assert not path_of(old.sha256).exists()


def test_L03_a_no_brings_the_list_back_to_its_owner(old, alice, clients):
    made = ready_list(old.connection.company, by=alice)
    signed_in(alice).post(address("deletion", made), {"sure": "on"})
    signed_in(clients[0]).post(reverse("connections:change", args=[Change.objects.get().pk]), {"answer": "refuse"})
    made.refresh_from_db()
    assert made.state == State.READY


def test_L03_a_colleague_and_a_stranger_see_no_page_of_it(old, alice, bob, diane, other_office):
    made = ready_list(old.connection.company, by=alice)
    assert signed_in(bob).get(reverse("records:deletions")).status_code == 404
    assert "Bakery" not in signed_in(diane).get(reverse("records:deletions")).text
    posted = {"company": old.connection.company.pk, "year": 2010}
    assert signed_in(diane).post(reverse("records:deletions"), posted).status_code == 404
    assert signed_in(diane).post(address("cancel_deletion", made)).status_code == 404


def test_a_cancelled_list_can_be_made_again(old, alice):
    client, made = signed_in(alice), ready_list(old.connection.company, by=alice)
    client.post(address("cancel_deletion", made))
    assert "Nothing was deleted" in client.get(address("deletion", made)).text
    assert ready_list(old.connection.company, by=alice) != made


def test_a_proof_stays_readable_when_its_makers_are_gone(old, alice):
    done = delete_listed(old.connection.company, by=alice)
    DeletionList.objects.update(made_by=None, confirmed_by=None)
    assert signed_in(alice).get(address("deletion", done)).status_code == 200


def test_the_page_of_a_document_says_until_when_it_is_kept_and_keeps_it_on(old, alice, clara, held):
    page = reverse("documents:detail", args=[old.pk])
    assert day(date(2020, 12, 31)) in signed_in(clara).get(page).text
    hold = reverse("documents:hold", args=[old.pk])
    assert signed_in(alice).post(hold, {"reason": ""}).status_code == 422
    shown = signed_in(alice).post(hold, {"reason": "An inspection"}, follow=True).text
    assert "An inspection" in shown
    assert "An inspection" not in signed_in(clara).get(page).text
    signed_in(alice).post(hold, {"reason": "Another"})
    assert LegalHold.objects.active().count() == 1
    signed_in(alice).post(hold, {"end": "1"})
    assert not LegalHold.objects.active().exists()


def test_an_owner_keeps_the_documents_of_a_company_longer_and_never_shorter(old, alice, bob):
    company = old.connection.company
    rule = reverse("documents:retention_rule", args=[company.pk])
    assert signed_in(alice).post(rule, {"years": "9"}).status_code == 422
    signed_in(alice).post(rule, {"years": "25"})
    assert RetentionRule.objects.get(company=company).years == 25
    assert "25 full years" in signed_in(bob).get(reverse("connections:company", args=[company.pk])).text
