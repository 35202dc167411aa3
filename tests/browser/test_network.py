"""Over the demonstration's network: a supplier sends on request; a company is registered, and then reached."""

import re

from playwright.sync_api import Page, expect

from tests.browser.tour import sign_in

ANNA, NEWCOMER = "anna@kantoorpeeters.example", "Kinesist Wouters"


def test_a_company_is_registered_with_the_clients_word_and_a_supplier_reaches_it(page: Page, url: str):
    sign_in(page, url, ANNA)
    page.goto(f"{url}/connections/?q=Wouters")
    page.get_by_role("link", name=NEWCOMER).click()
    page.get_by_role("link", name="Registratie", exact=True).click()
    registration = page.url
    page.get_by_label("Wie geeft u het mandaat?").fill("Wim Wouters")
    page.get_by_label("E-mailadres van de klant").fill("wim@wouters.example")
    page.get_by_role("button", name="De klant vragen en registreren").click()
    expect(page.locator("main")).to_contain_text("Wacht op het mandaat")

    confirm(page, url)
    until(page, registration, "Geregistreerd")

    page.goto(f"{url}/connections/?q=Wouters")
    page.get_by_role("link", name="Peppol – aankoopfacturen").first.click()
    page.get_by_role("button", name="Laat een leverancier mij een factuur sturen").click()
    expect(page.get_by_role("status").first).to_contain_text("Kinesist Wouters")
    until(page, page.url, "vandaag|ongelezen")


def confirm(page: Page, url: str) -> None:
    """The client opens the mail and says yes."""
    mailbox = f"{url}/demonstration/mailbox/"
    until(page, mailbox, "wim@wouters.example")
    page.get_by_role("link", name=re.compile("Kinesist Wouters op Peppol")).first.click()
    page.frame_locator("iframe").get_by_role("link", name="Bekijken en bevestigen").click()
    page.get_by_role("button", name="Ja, ik bevestig dit").click()
    expect(page.get_by_role("heading", name="Bevestigd")).to_be_visible()


def until(page: Page, address: str, words: str) -> None:
    """The worker needs a moment: the page is opened again until it says so."""
    for _ in range(30):
        page.goto(address)
        if re.search(words, page.locator("main").inner_text()):
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{address} never says {words}")
