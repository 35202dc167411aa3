"""The pages: one set-up for many companies, the test, what waits and failed, again with one click."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from schakel.hub.forwarding import sample_offer, worker
from schakel.hub.forwarding.dispatcher import dispatch_new
from schakel.hub.forwarding.kinds import kinds
from schakel.hub.forwarding.models import Dispatch, Forward, Forwarder, Route, Sample
from tests.hub.api_client import key_of
from tests.hub.conftest import company_of, signed_in
from tests.hub.forwarding.conftest import BOOKS, forwarded

pytestmark = pytest.mark.django_db
State = Forward.State
ASKED = {"name": "Octopus", "contents": "hybrid", "language": "nl", "pattern": "{date}_{number}_{id}"}


@pytest.fixture
def page(alice, office):
    return signed_in(alice)


def test_one_set_up_serves_all_companies_with_an_address_of_their_own(page, office, bakery, purchases, sales):
    other = company_of(office, "Hotel Ter Zee", "0899965307")
    address = reverse("forwarding:new", args=["octopus"])
    told = {
        **ASKED,
        f"address_{purchases.pk}": "buy@octopus.example",
        f"address_{sales.pk}": "sell@octopus.example",
        "address_for_all": "{enterprise}@octopus.example",
        "for_all": "purchase",
    }
    assert page.post(address, told).status_code == 302
    row = Forwarder.objects.get()
    routes = {(r.connection.company.name, r.connection.side): r.address for r in row.routes.all()}
    assert routes == {
        (bakery.name, "purchase"): "buy@octopus.example",
        (bakery.name, "sales"): "sell@octopus.example",
        (other.name, "purchase"): "0899965307@octopus.example",
    }
    assert (row.package, row.kind, row.contents, row.office) == ("octopus", "email", "hybrid", office)


def test_what_is_wrong_is_said_and_nothing_is_kept(page, bakery, purchases):
    address = reverse("forwarding:new", args=["octopus"])
    answer = page.post(address, {**ASKED, "pattern": "{nonsense}", f"address_{purchases.pk}": "no address"})
    assert answer.status_code == 422
    assert "Bakery Cornflower: Enter a valid email address." in answer.text
    assert "{nonsense}" in answer.text
    assert page.post(address, ASKED).status_code == 422
    assert not Forwarder.objects.exists()


def test_edited_routes_end_change_and_begin(page, forwarder, purchases, sales):
    row = forwarder(pattern="{id}")
    told = {**ASKED, f"address_{purchases.pk}": "", f"address_{sales.pk}": "sell@octopus.example"}
    page.post(reverse("forwarding:edit", args=[row.pk]), told)
    assert [(r.connection, r.address) for r in Route.objects.all()] == [(sales, "sell@octopus.example")]


@pytest.mark.parametrize("since", ["2020-01-01", "0001-01-01"])
def test_B13_what_came_in_earlier_leaves_when_asked(page, smtp, bakery, purchases, bought, since):
    document = bought()
    dispatch_new()
    told = {**ASKED, f"address_{purchases.pk}": BOOKS, "since": since}
    page.post(reverse("forwarding:new", args=["octopus"]), told)
    assert forwarded(document).state == State.SENT


def test_a_company_of_another_office_cannot_be_set_up(page, other_office, bakery, purchases):
    theirs = company_of(other_office, "Mill", "0407214017").connections.get(side="purchase")
    told = {**ASKED, f"address_{theirs.pk}": BOOKS, f"address_{purchases.pk}": BOOKS}
    page.post(reverse("forwarding:new", args=["octopus"]), told)
    assert [route.connection for route in Route.objects.all()] == [purchases]


@pytest.mark.parametrize("code", sorted(kinds()))
def test_every_kind_has_its_form_and_its_guide(page, bakery, code):
    answer = page.get(reverse("forwarding:new", args=["other"]), {"kind": code})
    assert answer.status_code == 200
    for name in kinds()[code].form().fields:
        assert f'name="{name}"' in answer.text


def test_saving_a_webhook_makes_its_secret(page, bakery, purchases, settings):
    settings.ALLOWED_TARGETS = {"localhost:9443"}
    told = {**ASKED, "url": "https://localhost:9443/in", "connection": purchases.pk}
    page.post(reverse("forwarding:new", args=["other"]) + "?kind=webhook", told)
    row = Forwarder.objects.get()
    assert row.secrets["secret"].startswith("whsec_")
    assert row.secrets["secret"] in page.get(reverse("forwarding:forwarder", args=[row.pk])).text


def test_an_sftp_server_waits_until_its_key_was_accepted(page, bakery, purchases, settings):
    settings.ALLOWED_TARGETS = {"localhost:2222"}
    told = {**ASKED, "host": "localhost", "port": 2222, "user": "x", "password": "y", "connection": purchases.pk}
    page.post(reverse("forwarding:new", args=["other"]) + "?kind=sftp", told)
    assert Forwarder.objects.get().stopped == Forwarder.Stopped.NO_KEY


def test_the_test_sends_a_marked_sample_and_says_what_happened(page, smtp, forwarder):
    row = forwarder()
    answer = page.post(reverse("forwarding:test", args=[row.pk]))
    assert "It worked" in answer.text
    assert smtp.kept[0]["Subject"] == "Schakel test: do not book"
    smtp.behave(rcpt="550 no such user")
    answer = page.post(reverse("forwarding:test", args=[row.pk]))
    assert "It did not work" in answer.text
    assert "550 no such user" in answer.text
    assert not Forward.objects.exists()


def test_the_test_of_what_is_fetched_shows_how_far_the_package_came(page, forwarder, office, alice):
    row = forwarder("pull", address="")
    address = reverse("forwarding:test", args=[row.pk])
    assert address in page.get(reverse("forwarding:forwarder", args=[row.pk])).text
    assert "The test document is waiting for your package" not in page.get(address).text
    assert "The test document is waiting for your package" in page.post(address, follow=True).text
    laid = Sample.objects.get()
    sample_offer.hand_out(laid, by=key_of(office, alice, name="Ledger")[0])
    assert "with the key “Ledger”" in page.get(address).text
    assert "It worked" not in page.get(address).text
    sample_offer.acknowledge(laid)
    assert "It worked" in page.get(address).text
    Sample.objects.update(acknowledged_at=None, at=timezone.now() - timedelta(days=2))
    assert "It did not work" in page.get(address).text
    page.post(address, {"route": row.routes.get().pk})
    assert Sample.objects.get().pk != laid.pk
    assert not Forward.objects.exists()


def test_doorsturen_counts_and_all_that_failed_goes_again_with_one_click(page, smtp, forwarder, bought):
    smtp.behave(rcpt="550 no such user")
    forwarder()
    document = bought()
    forwarded(document)
    shown = page.get(reverse("forwarding:list")).text
    assert "1 document did not reach bookkeeping" in shown
    smtp.behave()
    page.post(reverse("forwarding:retry"))
    worker.send_due()
    assert document.forwards.get().state == State.SENT


def test_the_list_costs_the_same_for_any_number_of_companies(
    page, office, forwarder, bought, django_assert_max_num_queries
):
    row = forwarder()
    for number in ("0899965307", "0407214017", "0738401154"):
        company = company_of(office, f"Company {number}", number)
        Route.objects.create(forwarder=row, connection=company.connections.first(), address=BOOKS)
    bought()
    dispatch_new()
    with django_assert_max_num_queries(27):
        page.get(reverse("forwarding:list"))


def test_the_company_shows_each_document_with_its_reason_and_one_goes_again(page, smtp, forwarder, bought, bakery):
    smtp.behave(rcpt="550 no such user")
    forwarder()
    forward = forwarded(bought())
    shown = page.get(reverse("forwarding:company", args=[bakery.pk])).text
    assert "The e-mail address does not exist" in shown
    smtp.behave()
    page.post(reverse("forwarding:retry"), {"forward": forward.pk})
    worker.send_due()
    forward.refresh_from_db()
    assert forward.state == State.SENT
    assert "550" in page.get(reverse("forwarding:forward", args=[forward.pk])).text


def test_a_period_and_a_choice_go_again(page, smtp, forwarder, bought, bakery):
    row = forwarder()
    forward = forwarded(bought())
    today = timezone.localdate().isoformat()
    address = reverse("forwarding:send_again", args=[bakery.pk])
    told = {"forwarder": row.pk, "since": today, "until": today}
    page.post(address, told)
    worker.send_due()
    assert len(smtp.kept) == 1
    page.post(address, {**told, "also_sent": "on"})
    worker.send_due()
    page.post(address, {"forward": forward.pk})
    worker.send_due()
    assert len(smtp.kept) == 3
    assert page.post(address, {**told, "until": "2020-01-01"}).status_code == 422


def test_not_to_bookkeeping_on_the_documents_page_and_after_all(page, forwarder, bought):
    forwarder()
    document = bought()
    detail = reverse("documents:detail", args=[document.pk])
    assert "Do not forward" in page.get(detail).text
    page.post(reverse("forwarding:hold", args=[document.pk]), {"hold": ""})
    assert Dispatch.objects.get().held_at
    assert "Forward after all" in page.get(detail).text
    page.post(reverse("forwarding:hold", args=[document.pk]), {"release": ""})
    assert not Dispatch.objects.get().held_at


def test_a_client_sees_where_his_document_went_and_can_hold_nothing(forwarder, bought, clara, held):
    forwarder()
    document = bought()
    dispatch_new()
    shown = signed_in(clara).get(reverse("documents:detail", args=[document.pk])).text
    assert "The books" in shown
    assert "Do not forward" not in shown


def test_off_and_on_and_removed(page, forwarder):
    row = forwarder()
    page.post(reverse("forwarding:switch", args=[row.pk]), {"off": ""})
    assert Forwarder.objects.get().stopped == "by_hand"
    page.post(reverse("forwarding:switch", args=[row.pk]), {"on": ""})
    assert not Forwarder.objects.get().stopped
    page.post(reverse("forwarding:retire", args=[row.pk]))
    assert page.get(reverse("forwarding:forwarder", args=[row.pk])).status_code == 404
