"""Accounts of offices: what goes and comes through them, what hangs on them, and what nobody may get past."""

import pytest
from django.db import connection
from django.utils import timezone

from schakel.hub.connections.models import Company
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Way
from schakel.hub.network.access_points import worker as providers
from schakel.hub.network.access_points.accounts import account_of, is_at_provider
from schakel.hub.network.accounts import save
from schakel.hub.network.accounts.save import AccountRefused, add_company, remove_account, remove_company
from schakel.hub.network.inbound import filing as inbound
from schakel.hub.network.models import AccountCompany, Inbox, ProviderAccount, Registration, Transmission
from schakel.hub.network.outbound import worker as outbound
from schakel.hub.network.outbound.queue import queue
from schakel.hub.network.registration import worker as registration_worker
from schakel.peppol.identifiers import ParticipantId
from tests.hub.conftest import company_of
from tests.hub.documents.ubl import BAKERY, MILL, invoice, party
from tests.hub.network.accounts.conftest import account_at
from tests.hub.network.conftest import registered
from tests.hub.network.world import INVOICE

pytestmark = pytest.mark.django_db
OURS = ParticipantId(f"0208:{BAKERY}")


@pytest.fixture
def sale(bakery) -> Transmission:
    data = invoice(seller=party("Bakery Cornflower", BAKERY), buyer=party("Mill", MILL), number="S-1")
    return queue(file(data, Way.UPLOAD).documents[0])


def test_a_new_account_sends_and_collects_without_a_restart(service, office, bakery, sale):
    assert providers.send_queued() == 0
    account = account_at(service, office, bakery)
    registered(bakery, "0208", BAKERY)
    Registration.objects.update(access_point="provider")
    service.inbox = {"in-1": invoice()}
    assert (outbound.send_queued(), providers.send_queued(), providers.collect()) == (0, 1, 1)
    assert inbound.work_received() == 1
    sale.refresh_from_db()
    assert (sale.state, sale.peer) == ("sent", account.name)
    assert Transmission.objects.incoming().get().document.connection.company == bakery


def test_what_a_company_without_account_sends_goes_by_our_own_access_point(account, office):
    company_of(office, "Mill", MILL)
    data = invoice(seller=party("Mill", MILL), buyer=party("Hotel", "0899965307"), number="S-2")
    queue(file(data, Way.UPLOAD).documents[0])
    assert providers.send_queued() == 0


def test_L06_no_key_stands_in_the_database(account):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM network_provideraccount")
        stored = repr(cursor.fetchall())
    assert not [secret for secret in ("a key", "a secret", "hush") if secret in stored]
    assert account.credentials["key"] == "a key"


def test_L06_a_key_that_can_no_longer_be_read_stops_nothing_else(account, sale, settings):
    settings.SECRET_KEY = "another secret key, of which nobody ever heard before"
    assert (providers.send_queued(), providers.collect()) == (1, 1)
    sale.refresh_from_db()
    inbox = Inbox.objects.get()
    assert (sale.state, sale.due_at is not None, inbox.due_at is not None) == ("queued", True, True)
    assert "ACCOUNT_UNREADABLE" in sale.last_error
    assert "ACCOUNT_UNREADABLE" in inbox.last_error


def test_G01_an_account_of_an_office_brings_nothing_for_the_companies_of_another(service, other_office, bakery, caplog):
    """Who has a server of their own could say that it got an invoice for anybody."""
    registered(bakery, "0208", BAKERY)
    florist = company_of(other_office, "Florist", "0100000169")
    account_at(service, other_office, florist)
    service.inbox = {"in-1": invoice()}
    providers.collect()
    assert not Transmission.objects.exists()
    assert "not served here" in caplog.text


def test_G01_a_company_that_changed_office_no_longer_goes_through_the_old_one(account, other_office, bakery):
    Company.objects.filter(pk=bakery.pk).update(office=other_office)
    assert not is_at_provider(OURS)
    assert account_of(OURS) is None


def test_G01_nobody_takes_in_a_company_of_another_office(service, other_office, bakery):
    account = account_at(service, other_office)
    with pytest.raises(AccountRefused, match="other_office"):
        add_company(account, bakery, legal_entity="7")


def test_a_company_is_in_one_account(account, service, office, bakery):
    other = account_at(service, office, key="another key")
    with pytest.raises(AccountRefused, match="in_another_account"):
        add_company(other, bakery, legal_entity="7")
    with pytest.raises(AccountRefused, match="same_account"):
        account_at(service, office, key="another key")


def test_an_account_for_one_company_takes_no_second(account, office):
    mill = company_of(office, "Mill", MILL)
    if account.kind in {"recommand", "storecove"}:
        add_company(account, mill, legal_entity="8")
        return
    with pytest.raises(AccountRefused, match="one_company"):
        add_company(account, mill)


def test_what_is_registered_by_our_own_access_point_is_ended_there_first(service, office, bakery):
    row = registered(bakery, "0208", BAKERY)
    with pytest.raises(AccountRefused, match="registered_here"):
        account_at(service, office, bakery)
    row.set_state(Registration.State.ELSEWHERE)
    account_at(service, office, bakery, key="another key")
    row.refresh_from_db()
    assert row.access_point == "provider"


def test_it_registers_through_the_account_and_is_not_removed_before_that_has_ended(account, bakery, alice, monkeypatch):
    monkeypatch.setattr(registration_worker, "find_location", lambda _participant: None)
    registration_worker.request_registration(bakery, ["0208"], [str(INVOICE)], by=alice)
    Registration.objects.update(state=Registration.State.WANTED, due_at=timezone.now())
    registration_worker.work_registrations()
    row = Registration.objects.get()
    assert (row.access_point, row.state) == ("provider", "registered")
    for end in (lambda: remove_account(account), lambda: remove_company(AccountCompany.objects.get())):
        with pytest.raises(AccountRefused, match="still_registered"):
            end()
    row.set_state(Registration.State.UNREGISTERED)
    remove_account(account)
    assert not ProviderAccount.objects.exists()
    assert not Inbox.objects.exists()


def test_it_is_not_removed_while_a_document_is_on_its_way(account, sale):
    with pytest.raises(AccountRefused, match="still_sending"):
        remove_account(account)
    assert providers.send_queued() == 1
    with pytest.raises(AccountRefused, match="still_sending"):
        remove_account(account)


def test_D01_a_crash_in_the_middle_leaves_no_half_account(service, office, bakery, monkeypatch):
    monkeypatch.setattr(save.Inbox.objects, "create", lambda **_given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        account_at(service, office, bakery)
    assert not ProviderAccount.objects.exists()
