"""Dialogs by the keyboard: on the first field, Enter as the main button, Escape closes, and back to what opened it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.tour import PEOPLE, sign_in

COMPANY, BILL = "/connections/?q=Bakkerij", "/documents/?state=unread&side=purchase"
SHARING = "[hx-get$='/sharing/?kind=purchase']"
MENU = "details.menu:has(%s) > summary"
DIALOGS = {  # the page, what opens it, what has the focus in it, and what has it again afterwards
    "share": (COMPANY, "section.company a.button[hx-get$='/sharing/']", "input[name=email]", ""),
    "share one": (COMPANY, SHARING, "input[name=email]", MENU % SHARING),
    "access": (COMPANY, "[hx-get$='/access/']", "button, a", MENU % "[hx-get$='/access/']"),
    "history": (COMPANY, "[hx-get$='/history/']", "button, a", MENU % "[hx-get$='/history/']"),
    "find": (COMPANY, "a.find-open", "input[name=q]", ""),
    "keyboard": (COMPANY, "[hx-get='/me/keys']", "button[name=single_keys]", ""),
    "contest": (BILL, "[hx-get$='/protests']", "input[name=says]", ""),
    "answer": (BILL, "[hx-get$='/answers']", "input[name=status]", ""),
    "not ours": (BILL, "[hx-get$='/not-ours']", "a[data-close]", ""),
}
OPENED = "dialog[open]"


def opened(page: Page, url: str, name: str) -> None:
    """Opens a dialog as somebody does who has no mouse: its menu first, where it is in one."""
    address, opener, _, back = DIALOGS[name]
    page.goto(url + address)
    if address == BILL:
        page.locator("main tbody a[href*='/documents/']").first.click()
        page.locator(opener).wait_for()
    if back:
        page.locator(back).first.press("Enter")
    page.locator(opener).first.press("Enter")
    page.locator(OPENED).wait_for()


@pytest.mark.parametrize("name", DIALOGS)
def test_on_its_first_field_and_back_to_what_opened_it(page, url_to_look_at, name):
    sign_in(page, url_to_look_at, PEOPLE["office"])
    opened(page, url_to_look_at, name)
    _, opener, first, back = DIALOGS[name]
    focused = page.locator(f"{OPENED} :focus")
    expect(focused).to_have_count(1)
    assert focused.evaluate("(found, first) => found.matches(first)", first), focused.evaluate(
        "found => found.outerHTML"
    )
    page.keyboard.press("Escape")
    expect(page.locator(OPENED)).to_have_count(0)
    expect(page.locator(back or opener).first).to_be_focused()


def test_enter_sends_and_after_the_second_step_the_focus_is_back(page, url):
    sign_in(page, url, PEOPLE["office"])
    opened(page, url, "share one")
    page.keyboard.press("Control+a")
    page.keyboard.type("els@korenbloem.example")
    page.keyboard.press("Enter")
    expect(page.locator(OPENED).get_by_text("els@korenbloem.example", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(OPENED)).to_have_count(0)
    expect(page.locator(MENU % SHARING).first).to_be_focused()


def test_enter_does_what_the_main_button_does_where_another_comes_first(page, url):
    sign_in(page, url, PEOPLE["office"])
    opened(page, url, "contest")
    page.locator(f"{OPENED} input[name=reasons][value=price]").check()
    page.locator(f"{OPENED} input[name=email]").fill("billing@mill.example")
    page.keyboard.press("Enter")  # not "read the e-mail first"
    expect(page.locator("section[aria-labelledby=answers]")).to_contain_text("billing@mill.example")


def test_the_button_that_closes_is_the_last_one(page, url_to_look_at):
    sign_in(page, url_to_look_at, PEOPLE["office"])
    opened(page, url_to_look_at, "share")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")  # past the browser's own part, where it has one
    name = re.compile("Sluiten")
    close = page.locator(OPENED).get_by_role("button", name=name)
    close.press("Enter")
    expect(page.locator(OPENED)).to_have_count(0)
