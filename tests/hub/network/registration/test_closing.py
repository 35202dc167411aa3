"""A closed company is taken off the network, also at a provider; what still arrives is kept; then its number is free."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.hub.connections.closing import close, reopen
from schakel.hub.connections.models.company import REOPENED_WITHIN
from schakel.hub.network.inbound.recipient import find_company_at
from schakel.hub.network.models import Mandate, Registration
from schakel.hub.network.registration import closing, mandate_mail
from schakel.hub.network.registration.document_types import Choice, kinds_of
from schakel.hub.network.registration.worker import request_registration, work_registrations
from schakel.peppol.errors import PeppolError
from tests.hub.conftest import company_of, signed_in
from tests.hub.documents.ubl import BAKERY
from tests.hub.network.registration.test_worker import mandated, publishing, sml, wanted  # noqa: F401 -- fixtures

pytestmark = pytest.mark.django_db
State = Registration.State
ADDRESS = f"0208:{BAKERY}"
[KIND] = kinds_of([Choice.INVOICES])[:1]


@pytest.fixture
def registered(wanted):  # noqa: F811 -- a fixture
    work_registrations()
    wanted.refresh_from_db()
    assert wanted.state == State.REGISTERED
    return wanted


def round_of_the_worker(row: Registration | None = None) -> None:
    closing.LOOK.reset()
    closing.end_registrations()
    work_registrations()
    closing.LOOK.reset()
    closing.end_registrations()
    if row:
        row.refresh_from_db()


def close_today(company, by):
    close(company, timezone.localdate(), by=by)


def test_its_registration_is_taken_back_and_its_number_freed(registered, bakery, alice, sml):  # noqa: F811
    close(bakery, timezone.localdate() + timedelta(days=1), by=alice)
    round_of_the_worker(registered)
    assert registered.state == State.REGISTERED
    close_today(bakery, alice)
    round_of_the_worker(registered)
    bakery.refresh_from_db()
    assert (registered.state, sml.at) == (State.UNREGISTERED, {})
    assert bakery.released_at is not None
    assert "taken back" not in signed_in(alice).get(f"/connections/companies/{bakery.pk}/").text


def test_what_still_arrives_is_taken_for_thirty_days(registered, bakery, alice):
    here = find_company_at(ADDRESS, KIND)
    assert here is not None
    assert here.company == bakery.pk
    close_today(bakery, alice)
    round_of_the_worker(registered)
    assert find_company_at(ADDRESS, KIND) == here
    assert find_company_at(ADDRESS, "another kind") is None
    bakery.refresh_from_db()
    bakery.closes_on -= REOPENED_WITHIN + timedelta(days=1)
    bakery.save()
    assert find_company_at(ADDRESS, KIND) is None


def test_who_is_registered_now_comes_before_who_closed(registered, bakery, alice, other_office):
    close_today(bakery, alice)
    round_of_the_worker(registered)
    theirs = company_of(other_office, "Bakery", BAKERY)
    row = Registration.objects.create(company=theirs, scheme="0208", value=BAKERY, document_types=[KIND])
    row.set_state(State.REGISTERED)
    found = find_company_at(ADDRESS, KIND)
    assert found is not None
    assert found.company == theirs.pk


def test_the_number_is_not_freed_before_the_provider_lets_go(registered, bakery, alice, monkeypatch):
    class Deaf:
        def unregister(self, row):
            raise PeppolError("no answer")

    monkeypatch.setattr("schakel.hub.network.registration.worker.registrar_of", lambda row: Deaf())
    close_today(bakery, alice)
    round_of_the_worker(registered)
    bakery.refresh_from_db()
    assert (registered.state, bakery.released_at) == (State.LEAVING, None)
    registered.set_state(State.FAILED)
    round_of_the_worker(registered)
    assert (registered.state, registered.due_at > timezone.now()) == (State.LEAVING, True)
    assert "Being unregistered" in signed_in(alice).get(f"/connections/companies/{bakery.pk}/").text


@pytest.mark.parametrize("state", [State.MANDATE, State.WANTED, State.ELSEWHERE, State.FAILED])
def test_what_never_was_on_the_network_ends_at_once(wanted, bakery, alice, state):  # noqa: F811
    wanted.set_state(state)
    close_today(bakery, alice)
    closing.LOOK.reset()
    assert closing.end_registrations() == 2
    wanted.refresh_from_db()
    assert wanted.state == State.UNREGISTERED


def test_what_was_on_its_way_when_the_company_closed_is_taken_back_too(wanted, bakery, alice, sml):  # noqa: F811
    close_today(bakery, alice)
    round_of_the_worker(wanted)
    wanted.set_state(State.REGISTERED)  # the answer of the network came after all
    sml.at[ADDRESS] = "OURS"
    round_of_the_worker(wanted)
    assert (wanted.state, sml.at) == (State.UNREGISTERED, {})


def test_opened_again_it_is_registered_anew_under_the_same_mandate(registered, bakery, alice, sml):  # noqa: F811
    close_today(bakery, alice)
    round_of_the_worker(registered)
    reopen(bakery, by=alice)
    [row] = request_registration(bakery, ["0208"], [KIND], by=alice)
    work_registrations()
    row.refresh_from_db()
    assert (row.state, sml.at) == (State.REGISTERED, {ADDRESS: "OURS"})


def test_no_mandate_is_asked_for_a_closed_company(mandated, bakery, alice, mailoutbox):  # noqa: F811
    mandated.state = Mandate.State.ASKED
    mandated.renew()
    close_today(bakery, alice)
    assert mandate_mail.send_mandates() == 1
    mandated.refresh_from_db()
    assert (mailoutbox, mandated.due_at) == ([], None)
