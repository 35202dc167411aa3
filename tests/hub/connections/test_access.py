"""Access: who has it, ending it from either side, and what it allows no more (G04)."""

from django.urls import reverse

from schakel.hub.connections.models import Access, Connection
from tests.hub.conftest import signed_in


def end(user, access):
    return signed_in(user).post(reverse("connections:end_access", args=[access.pk]))


def test_the_list_says_who_since_when_and_what(held, purchases, alice, clara):
    for user in (alice, clara):
        page = signed_in(user).get(reverse("connections:access", args=[purchases.pk])).content.decode()
        assert clara.email in page
        assert "Office Alice" in page


def test_the_office_ends_a_clients_access(held, purchases, alice, clara):
    end(alice, held)
    held.refresh_from_db()
    assert (held.ended_by, Connection.objects.reachable_by(clara).exists()) == (alice, False)


def test_the_client_gives_up_his_own(held, clara):
    assert end(clara, held).status_code == 302
    held.refresh_from_db()
    assert held.ended_by == clara


def test_asking_first_ends_nothing(held, alice):
    page = signed_in(alice).get(reverse("connections:end_access", args=[held.pk]))
    assert page.status_code == 200
    assert Access.objects.active().exists()


def test_G01_strangers_and_other_clients_end_and_see_nothing(held, purchases, sales, clara, diane):
    other = Access.give(sales, diane, role="read")
    assert end(diane, held).status_code == 404
    assert end(clara, other).status_code == 404
    assert signed_in(diane).get(reverse("connections:access", args=[purchases.pk])).status_code == 404
    assert signed_in(clara).get(reverse("connections:access", args=[sales.pk])).status_code == 404


def test_G04_all_pages_of_the_connection_are_gone_at_the_next_request(held, bakery, purchases, alice, clara):
    client = signed_in(clara)
    pages = [
        reverse("connections:access", args=[purchases.pk]),
        reverse("connections:company", args=[bakery.pk]),
        reverse("connections:end_access", args=[held.pk]),
    ]
    assert [client.get(page).status_code for page in pages] == [200, 200, 200]
    end(alice, held)
    assert [client.get(page).status_code for page in pages] == [404, 404, 404]


def test_accepting_again_starts_a_new_access_and_the_old_one_stays_written(held, purchases, alice, clara):
    end(alice, held)
    fresh = Access.give(purchases, clara, role="read")
    assert fresh != held
    assert Access.objects.count() == 2


def test_a_standing_access_takes_the_role_offered_last(held, purchases, clara):
    assert Access.give(purchases, clara, role="read") == held
    assert Access.objects.get().role == "read"


def test_the_history_tells_it_all(held, purchases, alice, clara):
    end(alice, held)
    page = signed_in(alice).get(reverse("connections:history", args=[purchases.pk])).content.decode()
    assert "Alice ended access for clara@clara.example." in page
    assert "clara@clara.example got access." in page
