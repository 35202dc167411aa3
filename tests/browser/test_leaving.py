"""A member of the office leaves: what acts in their name goes to a colleague, and nothing stops without being said."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.test_journey import ANNA
from tests.browser.test_network import until
from tests.browser.tour import sign_in

BRAM = "bram@kantoorpeeters.example"


def make_key(page: Page, url: str) -> str:
    page.goto(f"{url}/office/")
    page.get_by_role("link", name="API-sleutels").click()
    page.locator("input[name=name]").fill("Boekhouding")
    page.locator("input[value=read]").check()
    page.locator("form:has(input[name=scopes]) button").click()
    return page.get_by_role("status").locator("code").inner_text()


def answer(page: Page, url: str, key: str) -> int:
    return page.request.get(f"{url}/api/v1/documents", headers={"Authorization": f"Bearer {key}"}).status


def test_a_member_leaves_and_nothing_stops_without_being_said(page: Page, url: str, browser: Browser):
    of_bram = browser.new_context(locale="nl-BE").new_page()
    sign_in(of_bram, url, BRAM)
    key = make_key(of_bram, url)
    assert answer(page, url, key) == 200

    sign_in(page, url, ANNA)
    page.goto(f"{url}/office/")
    page.get_by_role("link", name="Beëindigen Bram Claes").click()
    expect(page.get_by_role("main")).to_contain_text("API-sleutels")
    expect(page.get_by_role("main")).to_contain_text("Boekhouding")
    page.get_by_label("Wie neemt dit over?").select_option("Anna Peeters")
    page.get_by_role("button", name="Medewerker verwijderen").click()
    expect(page.get_by_text("Anna Peeters neemt over: API-sleutels (CodaBox, Boekhouding).")).to_be_visible()
    assert answer(page, url, key) == 200

    of_bram.goto(f"{url}/documents/")
    expect(of_bram.get_by_text("Boekhouding")).to_have_count(0)
    of_bram.context.close()
    until(page, f"{url}/demonstration/mailbox/", "Bram Claes werkt niet meer in Kantoor Peeters")
