"""*Today*: it fits both screens in four languages; from there to solved in three clicks; on a telephone what to pay comes first."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_every_page import LANGUAGES, choose_language
from tests.browser.tour import PEOPLE, sign_in

WORD = {"nl": "Vandaag", "fr": "Aujourd’hui", "en": "Today", "de": "Heute"}
FIRST = 844 - 64  # px of a telephone above its menu


@pytest.mark.parametrize("person", ["office", "client"])
def test_it_fits_a_telephone_and_a_desk_in_four_languages(url_to_look_at, page, person):
    sign_in(page, url_to_look_at, PEOPLE[person])
    faults = []
    for language in reversed(LANGUAGES):  # Dutch last, as other tests want it
        choose_language(page, url_to_look_at, language)
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 844})
            page.goto(f"{url_to_look_at}/")
            expect(page.get_by_role("heading", level=1)).to_have_text(WORD[language])
            wide = page.evaluate("document.documentElement.scrollWidth")
            faults += [f"{language}: {wide} of {width} px"] if wide > width else []
    assert faults == []


def line(page: Page, url: str, said: str):
    """Counted by the worker a moment after the start."""
    for _ in range(40):
        page.goto(f"{url}/today/")
        found = page.locator(".todo li", has_text=said)
        if found.count():
            return found
        page.wait_for_timeout(500)
    raise AssertionError(f"nothing says: {said}")


def test_from_the_line_to_solved_in_at_most_three_clicks_and_it_is_gone_at_once(url, page):
    sign_in(page, url, PEOPLE["office"])
    line(page, url, "heeft fouten").locator(".button").click()  # looking at it is all there is to do
    page.wait_for_url(re.compile("/documents/"))
    page.goto(f"{url}/today/")
    expect(page.locator(".todo li", has_text="heeft fouten")).to_have_count(0)

    line(page, url, "raakte niet in de boekhouding").locator(".button").click()
    page.get_by_role("button", name="Opnieuw proberen").click()
    page.goto(f"{url}/today/")
    expect(page.locator(".todo li", has_text="in de boekhouding")).to_have_count(0)

    line(page, url, "betaalbestand wacht").locator(".button").click()
    page.get_by_role("button", name=re.compile("[Ii]ntrekken")).click()
    page.goto(f"{url}/today/")
    expect(page.locator(".todo li", has_text="betaalbestand wacht")).to_have_count(0)


def test_on_a_telephone_what_to_pay_is_on_the_first_screen_and_its_code_a_touch_away(url_to_look_at, page):
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, url_to_look_at, PEOPLE["client"])
    page.goto(f"{url_to_look_at}/")
    pay = page.locator(".cards summary").first
    box = pay.bounding_box()
    assert box["y"] + box["height"] < FIRST
    pay.click()
    expect(page.locator(".cards .qr svg").first).to_be_visible()
