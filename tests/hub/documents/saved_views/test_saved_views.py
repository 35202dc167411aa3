"""Saved views: a search under a name, its count, the start of a list; and G03: nobody else's, and nothing of what is not theirs."""

import pytest

from schakel.hub.documents.labels.models import Label
from schakel.hub.documents.saved_views.forms import SavedViewForm
from schakel.hub.documents.saved_views.models import SavedView, StartView
from schakel.hub.people.models import User
from tests.hub.conftest import signed_in
from tests.hub.documents.rows import documents as rows

NEW = "/documents/views/new/"


@pytest.fixture
def own(alice) -> SavedView:
    return SavedView.objects.create(owner=alice, name="Threes", query="number=3")


@pytest.fixture
def shared(office) -> SavedView:
    return SavedView.objects.create(office=office, name="Unread purchases", query="side=purchase&state=unread")


def text(user: User, address: str, status: int = 200) -> str:
    answer = signed_in(user).get(address, follow=True)
    assert answer.status_code == status
    return " ".join(answer.text.split())


def test_what_one_sees_is_saved_under_a_name_and_opened_again(alice, purchases):
    rows(purchases, 5)
    client = signed_in(alice)
    found = client.get("/documents/?number=3&state=unread&after=x&order=").text
    assert "/documents/views/new/?state=unread&amp;number=3" in found
    answer = client.post(
        f"{NEW}?number=3&state=unread&nonsense=1&after=x", {"name": "Threes", "whose": "own"}, follow=True
    )
    view = SavedView.objects.get()
    assert (view.owner, view.office, view.query) == (alice, None, "state=unread&number=3")
    assert answer.redirect_chain[-1][0] == f"/documents/?state=unread&number=3&view={view.pk}"
    assert "1 document found" in answer.text
    assert "Threes" in answer.text


def test_a_view_for_the_office_is_seen_by_colleagues_and_changed_by_them(alice, bob, office, own, shared):
    seen = text(bob, "/documents/views/")
    assert "Unread purchases" in seen
    assert "Threes" not in seen
    signed_in(bob).post(f"/documents/views/{shared.pk}/edit/?q=flour", {"name": "Flour", "whose": str(office.pk)})
    shared.refresh_from_db()
    assert (shared.name, shared.query) == ("Flour", "q=flour")
    signed_in(bob).post(f"/documents/views/{shared.pk}/remove/")
    assert not SavedView.objects.filter(pk=shared.pk).exists()


def test_a_count_is_made_when_it_is_asked_for(alice, purchases, own):
    rows(purchases, 5)
    address = f"/documents/views/{own.pk}/count"
    assert "1 document" not in text(alice, "/documents/views/")
    assert " ".join(signed_in(alice).get(address, headers={"HX-Request": "true"}).text.split()) == "1 document"
    assert "1 document" in text(alice, address)


def test_the_list_begins_with_one_where_the_menu_leads(alice, own):
    client = signed_in(alice)
    assert client.get("/documents/start/").url == "/documents/"
    client.post(f"/documents/views/{own.pk}/start")
    assert client.get("/documents/start/").url == f"/documents/views/{own.pk}/"
    assert 'href="/documents/start/"' in client.get("/me/").text
    assert client.get("/documents/").status_code == 200  # all of them are still there
    client.post(f"/documents/views/{own.pk}/start", {"not": "1"})
    assert client.get("/documents/start/").url == "/documents/"


def test_the_page_says_which_view_is_shown_and_offers_to_save_what_changed(alice, own):
    same = text(alice, f"/documents/?number=3&view={own.pk}")
    assert "Threes" in same
    assert "Save changes" not in same
    assert f"/documents/views/{own.pk}/edit/?q=flour" in text(alice, f"/documents/?number=3&q=flour&view={own.pk}")


@pytest.mark.parametrize("view", ["999", "x", "-1", "9" * 30, "%00", "1'"])
def test_an_unknown_view_is_said_and_the_list_is_there(alice, view):
    assert "This view does not exist" in text(alice, f"/documents/?view={view}")


def test_a_view_of_a_company_that_is_out_of_reach_says_so(clara, held, bakery, purchases):
    views = [
        SavedView.objects.create(owner=clara, name=name, query=query)
        for name, query in (("A", f"company={bakery.pk}"), ("B", f"connection={purchases.pk}&state=unread"))
    ]
    assert "Bakery Cornflower" in text(clara, "/documents/views/")
    held.end(by=clara)
    for view in views:
        said = text(clara, f"/documents/views/{view.pk}/")
        assert "You no longer have access to the company of this view." in said
        assert "Bakery" not in said
        assert "You no longer have access" in text(clara, f"/documents/?{view.query}&view={view.pk}")
        assert "–" in signed_in(clara).get(f"/documents/views/{view.pk}/count", headers={"HX-Request": "true"}).text
    listed = text(clara, "/documents/views/")
    assert "No longer within reach" in listed
    assert "Bakery" not in listed


def test_G03_a_view_of_somebody_else_is_not_there(alice, bob, clara, diane, held, other_office, own, shared):
    for user, view in ((bob, own), (clara, own), (clara, shared), (diane, shared), (diane, own)):
        for place in ("", "edit/", "remove/", "count"):
            said, nowhere = (text(user, f"/documents/views/{pk}/{place}", status=404) for pk in (view.pk, 999))
            assert "This view does not exist" in said
            assert said.partition('class="sheet')[2] == nowhere.partition('class="sheet')[2]
            assert view.name not in said
        assert signed_in(user).post(f"/documents/views/{view.pk}/start").status_code == 404
        assert view.name not in text(user, f"/documents/?view={view.pk}")
    assert not StartView.objects.exists()


def test_G03_a_shared_view_gives_nobody_what_they_do_not_reach(alice, bob, office, other_office, diane, purchases):
    rows(purchases, 3)
    label = Label.objects.create(office=office, name="Secret word")
    theirs = SavedView.objects.create(office=other_office, name="All", query=f"label={label.pk}")
    said = text(diane, f"/documents/views/{theirs.pk}/")
    assert "a label that does not exist" in said
    assert "Secret word" not in said
    assert "Secret word" not in text(diane, "/documents/views/")


def test_G04_who_leaves_the_office_begins_with_its_view_no_more(bob, office, shared):
    StartView.objects.create(user=bob, view=shared)
    bob.memberships.all().delete()
    assert signed_in(bob).get("/documents/start/").url == "/documents/"


@pytest.mark.parametrize("whose", ["999", "x", ""])
def test_G01_a_view_is_not_saved_for_another_office(alice, office, other_office, whose):
    for given in (whose, str(other_office.pk)):
        assert signed_in(alice).post(f"{NEW}?q=a", {"name": "A", "whose": given}).status_code == 422
    assert not SavedView.objects.exists()


def test_a_client_saves_views_for_themselves(clara, held):
    page = signed_in(clara).get(f"{NEW}?q=a").text
    assert "For whom?" not in page
    signed_in(clara).post(f"{NEW}?q=a", {"name": "A"})
    assert SavedView.objects.get().owner == clara


@pytest.mark.parametrize("name", ["THREES", "", "x" * 61, "www.example.com", "a\nb"])
def test_a_name_that_is_taken_or_odd_is_refused_with_a_sentence(alice, own, name):
    answer = signed_in(alice).post(f"{NEW}?q=a", {"name": name, "whose": "own"})
    assert answer.status_code == 422
    assert 'class="why"' in answer.text
    assert SavedView.objects.count() == 1


def test_a_name_that_a_colleague_took_meanwhile_is_said(alice, office, shared):
    view = SavedView(query="", owner=alice)
    form = SavedViewForm({"name": "Other", "whose": str(office.pk)}, instance=view, user=alice)
    assert form.is_valid()
    form.instance.name = "Unread purchases"
    assert not form.save_unless_taken()


def test_there_are_no_more_views_than_a_menu_can_hold(alice, own, monkeypatch):
    monkeypatch.setattr("schakel.hub.documents.saved_views.forms.MOST", 1)
    assert "Remove one first." in signed_in(alice).post(f"{NEW}?q=a", {"name": "B", "whose": "own"}).text


def test_many_views_cost_as_many_queries_as_one(alice, bakery, django_assert_max_num_queries):
    for n in range(40):
        SavedView.objects.create(owner=alice, name=str(n), query=f"company={bakery.pk}&q=maart+{n}")
    client = signed_in(alice)
    with django_assert_max_num_queries(25):
        assert client.get("/documents/views/").text.count("Bakery Cornflower") == 40
