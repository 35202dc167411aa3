import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from lxml import html

from schakel.hub.web import navigation
from schakel.hub.web.navigation import frame
from tests.hub.conftest import signed_in


def menu(client) -> list[str]:
    tree = html.fromstring(client.get("/me/").content)
    return [" ".join(link.text_content().split()) for link in tree.xpath("//header[@class='rail']//nav//a")]


def shown(client) -> tuple[list, list]:
    """The links of the menu on a wide screen, and those on a phone: where it is crowded, four and what is behind *More*."""
    [rooms] = html.fromstring(client.get("/me/").content).xpath("//header[@class='rail']//nav/ul")
    wide, rest = rooms.xpath("./li[not(@class='rest')]/a"), rooms.xpath("./li[@class='rest']//a")
    return wide, (wide[:4] if rooms.get("class") == "crowded" else wide) + rest


def test_an_office_has_one_room_more(office, alice, clara):
    assert "Office" in menu(signed_in(alice))
    assert "Office" not in menu(signed_in(clara))


def test_the_rooms_stand_in_one_order(office, alice, settings):
    demonstration = ["Mailbox"] if settings.DEMO else []
    rooms = [
        "Today",
        "Connections",
        "Documents",
        "Sales",
        "Payments",
        "Forwarding",
        "Office",
        *demonstration,
        "My account",
    ]
    assert menu(signed_in(alice))[: len(rooms)] == rooms


def test_a_question_that_several_rooms_ask_is_asked_once(rf, office, alice, django_assert_num_queries):
    request = rf.get("/")
    request.user = alice
    with django_assert_num_queries(1):
        navigation.rooms(request)


def test_an_entry_is_registered_once(monkeypatch):
    monkeypatch.setattr(navigation, "entries", [])
    navigation.register("rooms:one", icon="link", word=_("Documents"), order=1)
    for url, icon, order in [("rooms:one", "link", 2), ("rooms:two", "link", 1), ("rooms:two", "no-such-icon", 2)]:
        with pytest.raises(ImproperlyConfigured):
            navigation.register(url, icon=icon, word=_("Documents"), order=order)
    assert [entry.url for entry in navigation.entries] == ["rooms:one"]


def test_a_part_of_the_frame_is_registered_once():
    with pytest.raises(ImproperlyConfigured, match=r"people/languages\.html"):
        navigation.register_part("foot", "people/languages.html")


def test_the_menu_says_where_one_is(clara):
    wide, phone = shown(signed_in(clara))
    here = [[link for link in links if link.get("aria-current") == "page"] for links in (wide, phone)]
    assert [[" ".join(link.text_content().split()) for link in links] for links in here] == [["My account"]] * 2


@pytest.mark.parametrize("rooms", [3, 4, 5, 6])
def test_a_phone_has_a_link_to_find_and_each_room_once(clara, monkeypatch, rooms):
    monkeypatch.setattr(navigation, "entries", [each for each in navigation.entries if not each.visible_to][:1] * rooms)
    wide, phone = shown(signed_in(clara))
    assert len(wide) == rooms
    assert [link.get("href") for link in phone].count("/find/") == 1
    assert len(phone) == rooms + 1


@pytest.mark.parametrize("asked", [True, False])
def test_a_page_that_may_be_a_dialog_is_one_when_htmx_asks(rf, clara, asked):
    request = rf.get("/")
    request.user, request.htmx = clara, asked
    assert frame(request)["layout"] == ("web/dialog.html" if asked else "web/base.html")


def test_nothing_is_looked_up_for_a_frame_that_is_not_shown(rf, clara, django_assert_num_queries):
    request = rf.get("/")
    request.user = clara
    with django_assert_num_queries(0):
        frame(request)


def test_no_page_asks_anything_from_elsewhere(clara, settings):
    page = signed_in(clara).get("/me/").content.decode()
    assert "https://" not in page
    assert "//cdn" not in page
    assert f"http://{settings.HOST}" not in page
