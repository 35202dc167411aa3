"""What a queue holds for a company that is not in the account: it is taken off it once, and must not be lost by that."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Way
from schakel.hub.network.access_points import worker as providers
from schakel.hub.network.accounts.save import add_company, remove_account
from schakel.hub.network.inbound import filing as inbound
from schakel.hub.network.models import Inbox, ProviderAccount, Registration, Transmission, UnclaimedDocument
from schakel.hub.network.outbound.queue import queue
from tests.hub.conftest import company_of
from tests.hub.documents.ubl import BAKERY, MILL, invoice, party
from tests.hub.network.access_points.provider_fakes import OURS
from tests.hub.network.accounts.conftest import account_at
from tests.hub.network.conftest import registered

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("service", ["storecove"], indirect=True)]


def looked() -> None:
    """Into each inbox, then at what was for nobody, as the worker does in an hour."""
    Inbox.objects.update(due_at=timezone.now())
    providers.collect()
    UnclaimedDocument.objects.exclude(due_at=None).update(due_at=timezone.now())
    providers.claim_unclaimed()
    inbound.work_received()


def filed_for() -> list[str]:
    rows = Transmission.objects.incoming().filter(state="filed")
    return [row.document.connection.company.name for row in rows]


def registered_there(company) -> None:
    registered(company, "0208", BAKERY)
    Registration.objects.update(access_point="provider")


@pytest.fixture
def florist(other_office):
    return company_of(other_office, "Florist", "0100000169")


def test_an_account_that_is_filled_in_before_its_companies_loses_nothing(service, office, bakery):
    account = account_at(service, office)
    service.inbox = {"in-1": invoice()}
    looked()
    assert (service.done, filed_for()) == ({"in-1"}, [])
    registered_there(bakery)
    looked()
    assert filed_for() == []
    add_company(account, bakery, legal_entity="7")
    looked()
    assert filed_for() == ["Bakery Cornflower"]
    assert not UnclaimedDocument.objects.exists()


def test_two_offices_with_one_key_each_get_what_is_theirs(service, office, other_office, bakery, florist):
    account_at(service, other_office, florist)
    registered_there(bakery)
    service.inbox = {"in-1": invoice()}
    looked()
    assert (service.done, filed_for()) == ({"in-1"}, [])
    account_at(service, office, bakery)
    looked()
    assert filed_for() == ["Bakery Cornflower"]


def test_what_the_file_and_an_office_have_under_one_key_reaches_the_company(
    service, office, bakery, settings, tmp_path
):
    place = tmp_path / "providers.toml"
    place.write_text(
        f"[[account]]\nkind = 'storecove'\nparticipants = ['{OURS}']\nkey = 'a key'\nlegal_entity = 7\n"
        f"url = 'http://localhost:{service.port}'\n"
    )
    registered_there(bakery)
    account_at(service, office)
    service.inbox = {"in-1": invoice()}
    Inbox.objects.update(due_at=timezone.now())
    providers.empty_inbox(Inbox.objects.get())  # that of the office, before that of the file
    assert UnclaimedDocument.objects.count() == 1
    settings.PROVIDERS = str(place)
    looked()
    assert filed_for() == ["Bakery Cornflower"]


def test_an_account_that_was_removed_and_filled_in_again_has_what_came_meanwhile(service, office, bakery):
    account = account_at(service, office)
    service.inbox = {"in-1": invoice()}
    looked()
    remove_account(account)
    registered_there(bakery)
    account_at(service, office, bakery)
    looked()
    assert filed_for() == ["Bakery Cornflower"]


def test_G01_another_key_claims_nothing(service, office, other_office, bakery, florist):
    account_at(service, other_office, florist)
    registered_there(bakery)
    service.inbox = {"in-1": invoice()}
    looked()
    account_at(service, office, bakery, key="another key")
    looked()
    assert filed_for() == []
    (left,) = UnclaimedDocument.objects.all()
    assert (left.receiver, left.due_at > timezone.now() + timedelta(minutes=50)) == (OURS, True)


def test_a_provider_that_gives_it_no_more_leaves_a_line_for_a_person(service, office, bakery):
    account = account_at(service, office)
    service.inbox = {"in-1": invoice()}
    looked()
    registered_there(bakery)
    add_company(account, bakery, legal_entity="7")
    service.failing, service.at = 404, "/received_documents/"
    looked()
    (left,) = UnclaimedDocument.objects.all()
    assert (left.due_at, "PROVIDER_404" in left.last_error) == (None, True)


def test_what_became_of_a_document_reaches_it_by_whichever_account_has_the_key(
    service, office, other_office, bakery, florist
):
    account_at(service, office, bakery)
    account_at(service, other_office, florist)
    data = invoice(seller=party("Bakery Cornflower", BAKERY), buyer=party("Mill", MILL), number="S-1")
    sale = queue(file(data, Way.UPLOAD).documents[0])
    providers.send_queued()
    told = {"event": "failed", "guid": "a guid", "idempotencyGuid": sale.instance_id}
    service.news = [{"guid": "n-1", "body": json.dumps(told)}]
    name = ProviderAccount.objects.get(office=other_office).name
    providers.empty_inbox(Inbox.objects.get(account=name))
    sale.refresh_from_db()
    assert sale.state == "rejected"
