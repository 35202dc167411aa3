"""The pages of accounts at providers."""

import pytest
from django.urls import reverse

from schakel.hub.connections.models import Member
from schakel.hub.network.access_points.provider import ProviderRefused
from schakel.hub.network.access_points.recommand.provider import Recommand
from schakel.hub.network.accounts import trial
from schakel.hub.network.models import AccountCompany, ProviderAccount, Registration
from tests.hub.conftest import company_of, signed_in
from tests.hub.documents.ubl import BAKERY, MILL
from tests.hub.network.accounts.conftest import account_at
from tests.hub.network.conftest import registered

pytestmark = pytest.mark.django_db
ONE = pytest.mark.parametrize("service", ["recommand"], indirect=True)


def text_of(answer) -> str:
    return answer.content.decode()


def add(client, service, office, **more) -> object:
    posted = {"key": "a key-1", "secret": "sec", "url": f"http://localhost:{service.port}", **more}
    return client.post(f"{reverse('network:new_account', args=[service.kind])}?office={office.pk}", posted)


@ONE
def test_an_owner_adds_an_account_with_a_company_and_tries_it(service, office, bakery, alice):
    client = signed_in(alice)
    answer = add(client, service, office)
    account = ProviderAccount.objects.get()
    assert answer.url == reverse("network:account", args=[account.pk])
    client.post(answer.url, {"company": bakery.name})
    assert AccountCompany.objects.get().company == bakery
    page = text_of(client.post(reverse("network:try_account", args=[account.pk]), follow=True))
    assert "does not accept this key" in page
    assert ProviderAccount.objects.get().state == "failing"
    assert "Bakery Cornflower" in text_of(client.get(reverse("network:accounts")))


def test_trying_says_in_words_that_it_works(account, alice):
    page = text_of(signed_in(alice).post(reverse("network:try_account", args=[account.pk]), follow=True))
    assert "It works" in page
    account.refresh_from_db()
    assert (account.state, account.last_error, account.due_at) == ("working", "", None)


@ONE
def test_the_worker_tries_what_is_new(account):
    assert trial.try_due() == 1
    account.refresh_from_db()
    assert (account.state, account.due_at) == ("working", None)


@ONE
def test_a_company_that_the_provider_does_not_have_is_named_so(service, office, alice):
    account = account_at(service, office, company_of(office, "Mill", MILL))
    page = text_of(signed_in(alice).post(reverse("network:try_account", args=[account.pk]), follow=True))
    assert "does not have this company" in page


@ONE
def test_L06_no_page_shows_a_key_again(account, alice):
    client = signed_in(alice)
    for address in ("account", "edit_account", "end_account"):
        page = text_of(client.get(reverse(f"network:{address}", args=[account.pk])))
        assert not [secret for secret in ("a key", "a secret", "hush") if f'"{secret}"' in page or f">{secret}" in page]


@ONE
def test_L06_what_the_provider_repeats_of_a_key_is_not_kept(account, monkeypatch):
    def refuse(_self, _participant):
        raise ProviderRefused("no such key: a secret", code="PROVIDER_422")

    monkeypatch.setattr(Recommand, "verify", refuse)
    trial.try_account(account)
    account.refresh_from_db()
    assert account.last_error == "PROVIDER_422: no such key: …"


@ONE
def test_L06_a_change_of_server_asks_for_the_key_again(account, alice, settings):
    client, address = signed_in(alice), reverse("network:edit_account", args=[account.pk])
    settings.ALLOWED_TARGETS = {*settings.ALLOWED_TARGETS, "localhost:1"}
    answer = client.post(address, {"url": "http://localhost:1", "key": ""})
    assert answer.status_code == 422
    assert "fill in the key again" in text_of(answer)
    assert client.post(address, {"url": "http://localhost:1", "key": "new"}).status_code == 302
    account.refresh_from_db()
    assert account.credentials == {"key": "new", "secret": "", "webhook_secret": ""}


@ONE
def test_what_is_left_empty_in_a_change_stays(account, alice):
    address = reverse("network:edit_account", args=[account.pk])
    signed_in(alice).post(address, {"url": account.url, "secret": "other"})
    account.refresh_from_db()
    assert account.credentials == {"key": "a key", "secret": "other", "webhook_secret": "hush"}


@ONE
@pytest.mark.parametrize("url", ["http://10.0.0.1/", "https://user:x@localhost/", "ftp://localhost/", "no address"])
def test_F01_an_address_inside_somebodys_walls_is_refused(service, office, alice, url):
    answer = add(signed_in(alice), service, office, url=url)
    assert answer.status_code == 422
    assert not ProviderAccount.objects.exists()


@ONE
def test_J01_a_key_is_never_a_second_header(service, office, alice):
    assert add(signed_in(alice), service, office, key="a\r\nX: 1").status_code == 422
    assert not ProviderAccount.objects.exists()


@ONE
def test_G04_who_is_no_owner_only_looks(account, bob):
    client = signed_in(bob)
    page = client.get(reverse("network:account", args=[account.pk]))
    assert (page.status_code, "Remove" in text_of(page)) == (200, False)
    assert client.post(reverse("network:account", args=[account.pk]), {"company": "x"}).status_code == 404
    for address in ("edit_account", "try_account", "end_account"):
        assert client.post(reverse(f"network:{address}", args=[account.pk])).status_code == 404
    end = reverse("network:end_account_company", args=[AccountCompany.objects.get().pk])
    assert client.post(end).status_code == 404
    assert client.get(reverse("network:new_account", args=["recommand"])).status_code == 404


@ONE
def test_H07_an_old_session_does_not_bring_in_a_key(service, office, alice):
    client = signed_in(alice, ago=3600)
    assert "reauthenticate" in add(client, service, office).url
    assert not ProviderAccount.objects.exists()


@ONE
def test_removing_asks_first_and_says_what_hangs_on_it(account, alice, bakery):
    client, address = signed_in(alice), reverse("network:end_account", args=[account.pk])
    row = registered(bakery, "0208", BAKERY)
    Registration.objects.update(access_point="provider")
    assert client.get(address).status_code == 200
    assert "End its registration first" in text_of(client.post(address, follow=True))
    row.set_state(Registration.State.UNREGISTERED)
    client.post(address)
    assert not ProviderAccount.objects.exists()


@ONE
def test_an_account_without_a_company_asks_for_one_first_and_is_removed_without_counting(account, alice):
    account.companies.all().delete()
    page = signed_in(alice).get(reverse("network:account", args=[account.pk])).text.partition("</main>")[0]
    assert page.count("button primary") == 1
    assert page.index("button primary") > page.index("No company yet")
    assert "Its 0" not in text_of(signed_in(alice).get(reverse("network:end_account", args=[account.pk])))


def test_accounts_of_the_configuration_stand_there_with_own_companies_only(
    service, settings, tmp_path, office, other_office, bakery, alice, diane
):
    place = tmp_path / "providers.toml"
    company_of(other_office, "Mill of Diane", MILL)
    place.write_text(f"[[account]]\nkind = 'peppyrus'\nparticipants = ['0208:{BAKERY}', '0208:{MILL}']\nkey = 'k'\n")
    settings.PROVIDERS = str(place)
    page = text_of(signed_in(alice).get(reverse("network:accounts")))
    assert ("From the configuration" in page, "Bakery Cornflower" in page, "Mill of Diane" in page) == (
        True,
        True,
        False,
    )


@ONE
def test_a_person_without_an_office_has_no_accounts(account, clara):
    Member.objects.filter(user=clara).delete()
    page = text_of(signed_in(clara).get(reverse("network:accounts")))
    assert "Bakery" not in page


@ONE
def test_a_company_is_taken_out_again(account, alice):
    page = signed_in(alice).post(
        reverse("network:end_account_company", args=[AccountCompany.objects.get().pk]), follow=True
    )
    assert "no longer in this account" in text_of(page)
    assert not AccountCompany.objects.exists()


@ONE
def test_companies_in_accounts_are_registered_in_one_run_and_the_list_says_through_whom(account, alice, bakery):
    client = signed_in(alice)
    shown = client.get(reverse("network:accounts"))
    assert list(shown.context["not_registered"]) == [bakery.pk]
    assert client.post(reverse("network:new_run"), {"company": [bakery.pk]}).context["companies"] == [bakery]
    registered(bakery, "0208", BAKERY)
    Registration.objects.update(access_point="provider")
    assert not client.get(reverse("network:accounts")).context["not_registered"]
    assert "through Recommand" in text_of(client.get(reverse("network:registrations")))
