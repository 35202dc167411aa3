import pytest
from lxml import html

from schakel.hub.web.navigation import frame
from tests.hub.conftest import signed_in


def menu(client) -> list[str]:
    tree = html.fromstring(client.get("/me/").content)
    return [" ".join(link.text_content().split()) for link in tree.xpath("//header[@class='rail']//nav//a")]


def test_an_office_has_one_room_more(office, alice, clara):
    assert "Office" in menu(signed_in(alice))
    assert "Office" not in menu(signed_in(clara))


def test_the_menu_says_where_one_is(clara):
    page = signed_in(clara).get("/me/").content.decode()
    assert page.count('aria-current="page"') == 1


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
