"""People type faster than a server answers: no letter and no Enter of theirs gets lost, and nothing opens that they left."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.tour import PEOPLE, sign_in

BOX = "dialog[open] [role=combobox]"
FIND = re.compile(r"/find/")


class Slow:
    """A server whose answers about finding come when the test lets them."""

    def __init__(self, page: Page) -> None:
        self.page, self.held = page, []
        page.route(FIND, self.hold)

    def hold(self, route: Route) -> None:
        self.held.append((route, route.fetch()))

    def wait(self) -> None:
        for _ in range(750):  # 15 seconds
            if self.held:
                return
            self.page.wait_for_timeout(20)
        raise AssertionError("nothing was asked")

    def answer(self) -> None:
        """Gives the oldest answer that is held, as soon as it is there."""
        self.wait()
        route, response = self.held.pop(0)
        route.fulfill(response=response)


@pytest.fixture
def office(page, url_to_look_at):
    sign_in(page, url_to_look_at, PEOPLE["office"])
    page.goto(f"{url_to_look_at}/documents/")
    return page


@pytest.fixture
def slow(office):
    return Slow(office)


def found(page):
    return page.locator("#find-found [role=option]")


def test_letters_typed_while_the_box_is_there_and_does_not_listen_yet(office):
    office.evaluate("htmx.config.defaultSettleDelay = 1000")  # usually 20 ms; more on a busy machine
    office.keyboard.press("Control+k")
    expect(office.locator(BOX)).to_be_focused()
    office.keyboard.type("meelhandel")
    expect(office.locator(BOX)).to_have_value("meelhandel")
    expect(found(office).last).to_contain_text("gevonden documenten")


def test_what_is_pasted_before_the_box_listens_is_looked_for_too(office):
    office.evaluate("htmx.config.defaultSettleDelay = 1000")
    office.keyboard.press("Control+k")
    expect(office.locator(BOX)).to_be_focused()
    office.keyboard.insert_text("meelhandel")  # without keys, as a paste or dictation
    expect(found(office).last).to_contain_text("gevonden documenten")


def test_letters_after_a_click_go_to_the_box_and_not_to_the_page(office, slow):
    before = office.url
    office.locator(".find-open").click()
    office.keyboard.type("joo")  # j and o lead through the rows of the page
    slow.answer()
    expect(office.locator(BOX)).to_have_value("joo")
    assert office.url == before


def test_enter_before_the_box_is_there_opens_the_first_that_is_found(office, slow):
    office.keyboard.press("/")
    office.keyboard.type("meelhandel")
    office.keyboard.press("Enter")
    slow.answer()
    expect(office.locator(BOX)).to_have_value("meelhandel")
    slow.answer()
    office.wait_for_url("**/documents/*/?q=meelhandel")


def test_enter_waits_for_the_answer_to_all_that_is_typed(office, slow):
    office.keyboard.press("/")
    slow.answer()
    office.keyboard.type("meel")
    while not slow.held:
        office.wait_for_timeout(20)
    office.keyboard.type("handel")
    office.keyboard.press("Enter")
    slow.answer()  # to the first letters: no longer what is asked
    slow.answer()
    office.wait_for_url("**/documents/*/?q=meelhandel")


def test_an_older_answer_does_not_replace_a_newer_one(office, slow):
    office.keyboard.press("/")
    slow.answer()
    office.keyboard.type("zzzqqq")
    while not slow.held:
        office.wait_for_timeout(20)
    older = slow.held.pop()
    office.locator(BOX).fill("meelhandel")
    slow.answer()
    expect(found(office).last).to_contain_text("gevonden documenten")
    older[0].fulfill(response=older[1])
    office.wait_for_timeout(200)
    expect(found(office).last).to_contain_text("gevonden documenten")


def test_who_leaves_by_escape_is_not_taken_elsewhere(office, slow):
    before = office.url
    office.keyboard.press("/")
    slow.answer()
    office.keyboard.type("meelhandel")
    office.keyboard.press("Enter")
    office.keyboard.press("Escape")
    slow.answer()
    expect(found(office).last).to_contain_text("gevonden documenten")  # in the box that is closed
    assert office.url == before


def test_who_leaves_before_the_box_is_there_gets_none(office, slow):
    office.keyboard.press("Control+k")
    office.keyboard.type("meel")
    office.keyboard.press("Escape")
    office.keyboard.press("j")  # leads through the rows again
    expect(office.locator("main tbody tr a[href]").first).to_be_focused()
    expect(office.locator("dialog[open]")).to_have_count(0)


def test_the_key_pressed_again_keeps_what_is_typed(office, slow):
    office.keyboard.press("Control+k")
    office.keyboard.type("meel")
    office.keyboard.press("Control+k")
    office.keyboard.type("handel")
    office.locator(".find-open").click()
    slow.answer()
    expect(office.locator(BOX)).to_have_value("meelhandel")
    slow.answer()
    expect(found(office).last).to_contain_text("gevonden documenten")
    assert slow.held == []


def test_another_part_of_the_page_that_changes_takes_no_enter_away(office, slow):
    office.keyboard.press("/")
    slow.answer()
    expect(office.locator(BOX)).to_be_focused()
    office.keyboard.type("meelhandel")
    office.keyboard.press("Enter")
    slow.wait()
    with office.expect_response("**/documents/"):
        office.evaluate("""() => {
            const told = {source: '#main', target: '#main', select: '#main > *', swap: 'innerHTML'};
            document.getElementById('main').setAttribute('hx-select', '#main'); // a part of a page, as those that renew themselves
            htmx.ajax('GET', '/documents/', told); // nobody waits for it
        }""")
    slow.answer()
    office.wait_for_url("**/documents/*/?q=meelhandel")
