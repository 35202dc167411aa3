"""The invoice of one month of one supplier, in three actions with the keyboard, and back without losing the search."""

from tests.browser.tour import PEOPLE


def test_found_in_three_actions_and_back(page, url):
    page.goto(f"{url}/account/login/")
    page.locator(f"button[value='{PEOPLE['office']}'], button:has-text('Anna')").first.click()
    page.goto(f"{url}/documents/")
    party = page.locator("#found .who").first.inner_text().split()[0]
    page.locator("#q").focus()
    page.keyboard.type(f"{party} 2026")  # one: typed, and the list follows
    page.locator("#found .chips li").nth(1).wait_for()
    page.locator("#found .what a").first.focus()  # two
    page.keyboard.press("Enter")  # three
    page.wait_for_url("**/documents/*/?q=*")
    page.locator("nav.back a").first.click()
    page.wait_for_url("**/documents/?q=*")
    assert page.locator("#q").input_value() == f"{party} 2026"
    assert page.locator("#found .chips li").count() == 2
