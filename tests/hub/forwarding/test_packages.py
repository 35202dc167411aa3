"""What packages take: each fact has its source and its day, what we assume says so, and the pages show all of it."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from schakel.hub.forwarding.kinds import kinds
from schakel.hub.forwarding.models import Forwarder
from schakel.hub.forwarding.packages import packages
from schakel.hub.web.templatetags.formatting import on
from tests.hub.conftest import signed_in

pytestmark = pytest.mark.django_db
ASSUMED = "our assumption, nobody says it in public"
SENDER = "refuses e-mail from senders that are not on the list"


@pytest.fixture
def page(alice):
    return signed_in(alice)


@pytest.mark.parametrize("key", packages())
def test_every_package_has_a_way_in_and_a_source_and_a_date_or_says_that_we_assume_it(page, key):
    here = packages()[key]
    assert set(here.kinds) <= set(kinds())
    assert set(here.takes) == set(here.find) == {"nl", "fr", "en", "de"}
    assert here.contents in Forwarder.Contents.values
    assert here.addresses in {"one", "two", "ask"}
    assert here.as_of >= date(2026, 11, 1)
    text = page.get(reverse("forwarding:package", args=[key])).text
    assert escape(here.note) in text
    with override("en"):
        assert f"Last checked: {on(here.as_of)}" in text
    assert (ASSUMED in text) == (not here.sources)
    for source in here.sources:
        assert source.url.startswith(f"https://{source.host}/") or source.url.startswith(f"https://www.{source.host}/")
        assert f'href="{source.url}"' in text


def test_yuki_takes_the_xml_and_the_pdf_under_one_name():
    yuki = packages()["yuki"]
    assert (yuki.contents, yuki.addresses) == ("both", "one")
    assert any("yuki.nl" in source.url for source in yuki.sources)


def test_where_sources_disagree_the_note_says_so():
    octopus = packages()["octopus"]
    assert {source.host for source in octopus.sources} >= {"help.doccle.be", "okioki.be"}
    assert "disagree" in octopus.takes["en"]


def test_a_package_with_a_list_of_senders_names_ours_wherever_it_is_set_up(page, forwarder, settings):
    settings.DEFAULT_FROM_EMAIL = "Schakel <hub@office.example>"
    row = forwarder(package="exact")
    for address in (
        reverse("forwarding:package", args=["exact"]),
        reverse("forwarding:new", args=["exact"]),
        reverse("forwarding:forwarder", args=[row.pk]),
    ):
        text = page.get(address).text
        assert SENDER in text
        assert "<strong>hub@office.example</strong>" in text
    assert SENDER not in page.get(reverse("forwarding:new", args=["exact"]), {"kind": "sftp"}).text
    assert SENDER not in page.get(reverse("forwarding:package", args=["yuki"])).text
