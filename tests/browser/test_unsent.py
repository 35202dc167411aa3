"""No word is lost: the session ends, the connection fails, somebody leaves, while there is something typed."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.tour import PEOPLE, sign_in

LIES = "lies@korenbloem.example"
WORDS = "Deze prijs was niet afgesproken."


@pytest.fixture
def page(browser) -> Page:
    """A page of one person; that the connection fails is written to its console, and is the point here."""
    context = browser.new_context(locale="nl-BE")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def contesting(page: Page, url: str) -> None:
    """With the dialog open in which an invoice is contested, and everything filled in."""
    sign_in(page, url, PEOPLE["office"])
    page.goto(f"{url}/documents/?state=unread&side=purchase")
    page.locator("main tbody a[href*='/documents/']").first.click()
    page.locator("[hx-get$='/protests']").click()
    box = page.locator("#dialog dialog")
    box.locator("input[name=reasons][value=price]").check()
    box.locator("textarea[name=text]").fill(WORDS)
    box.locator("input[name=email]").fill("billing@mill.example")


def naming(page: Page, url: str) -> None:
    """On the page of the account, with another name typed."""
    sign_in(page, url, LIES)
    page.goto(f"{url}/me/")
    page.locator("main input[name=name]").fill("Lies Mertens-Peeters")


def sign_in_beside(page: Page, email: str) -> None:
    with page.context.expect_page() as beside:
        page.locator("#signed-out[open] a").click()
    beside.value.locator(f"button[value='{email}']").click()
    beside.value.wait_for_url("**/me/signed-in")
    beside.value.close()


def saved(page: Page) -> None:
    """Waits until nothing is left that was typed and not sent."""
    for _ in range(100):
        if page.evaluate("unsent.size") == 0:
            break
        page.wait_for_timeout(100)
    assert page.evaluate("unsent.size") == 0
    expect(page.locator("#said")).to_have_text("")


def test_a_session_that_ended_opens_sign_in_and_a_dialog_goes_on(page, url):
    contesting(page, url)
    page.context.clear_cookies()
    page.locator("#dialog dialog button.primary").click()
    sign_in_beside(page, PEOPLE["office"])
    answers = page.locator("section[aria-labelledby=answers]")
    expect(answers).to_contain_text("billing@mill.example")
    expect(answers).to_contain_text(WORDS)


def test_a_session_that_ended_opens_sign_in_and_a_form_goes_on(page, url):
    naming(page, url)
    page.context.clear_cookies()
    page.locator("main form button.primary").first.click()
    sign_in_beside(page, LIES)
    expect(page.locator(".messages")).to_be_visible()
    expect(page.locator("main input[name=name]")).to_have_value("Lies Mertens-Peeters")


def test_what_one_person_typed_is_not_sent_as_another(page, url):
    naming(page, url)
    page.context.clear_cookies()
    page.locator("main form button.primary").first.click()
    sign_in_beside(page, PEOPLE["office"])
    expect(page.locator("#signed-out [role=status]")).to_be_visible()
    page.locator("#signed-out button").click()  # later
    expect(page.locator("#signed-out")).not_to_be_visible()
    expect(page.locator("main input[name=name]")).to_have_value("Lies Mertens-Peeters")


@pytest.mark.parametrize("fails", ["session", "connection"])
def test_a_draft_goes_on_where_it_was(page, url, fails):
    sign_in(page, url, LIES)
    page.goto(f"{url}/sales/")
    page.get_by_role("button", name="Nieuwe factuur").click()
    name = page.get_by_label("Naam", exact=True)
    page.wait_for_url("**/sales/drafts/*/")
    page.context.clear_cookies() if fails == "session" else page.context.set_offline(True)
    name.fill("Brasserie Nieuw")
    if fails == "session":
        sign_in_beside(page, LIES)
    else:
        expect(page.locator("#said")).to_contain_text("Nog niet bewaard")
        page.context.set_offline(False)
    saved(page)
    page.reload()
    expect(name).to_have_value("Brasserie Nieuw")


def test_without_a_connection_it_says_so_and_tries_again(page, url):
    naming(page, url)
    page.context.set_offline(True)
    page.locator("main form button.primary").first.click()
    expect(page.locator("#said")).to_contain_text("Nog niet bewaard")
    page.context.set_offline(False)
    expect(page.locator(".messages")).to_be_visible()
    expect(page.locator("main input[name=name]")).to_have_value("Lies Mertens-Peeters")


def test_leaving_with_something_typed_asks(page, url):
    naming(page, url)
    kinds = []

    def stay(dialog):
        kinds.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator("nav a[href^='/documents/']").first.click(no_wait_after=True)
    page.wait_for_timeout(500)
    assert kinds == ["beforeunload"]
    expect(page.locator("main input[name=name]")).to_have_value("Lies Mertens-Peeters")


def test_closing_a_dialog_with_something_typed_asks(page, url):
    contesting(page, url)
    asked = []

    def stay(dialog):
        asked.append(dialog.message)
        dialog.dismiss() if len(asked) == 1 else dialog.accept()

    page.on("dialog", stay)
    page.keyboard.press("Escape")
    box = page.locator("#dialog dialog")
    expect(box.locator("textarea[name=text]")).to_have_value(WORDS)
    box.locator("button.close").click()
    expect(box).not_to_be_visible()
    assert len(asked) == 2


def test_what_was_only_looked_at_is_left_without_a_word(page, url_to_look_at):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    sign_in(page, url_to_look_at, LIES)
    page.goto(f"{url_to_look_at}/documents/")
    page.locator("#q").fill("meel")
    page.goto(f"{url_to_look_at}/me/")
    page.goto(f"{url_to_look_at}/documents/")
    assert asked == []
