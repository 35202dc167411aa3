"""From supplier to client and back over the demonstration's network: sent, seen, *not ours*, rejected."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.tour import sign_in
from tests.hub.documents.ubl import invoice, party

CHLOE, LIES = "chloe@fleursdemeuse.example", "lies@korenbloem.example"
NUMBER = "FDM-2026-77"
BILL = invoice(
    number=NUMBER,
    seller=party("Fleurs de Meuse srl", "1900001455"),
    buyer=party("Bakkerij De Korenbloem bv", "1900001059"),
)


@pytest.fixture
def supplier(browser: Browser, url):
    """Chloé's own browser, in French."""
    context: BrowserContext = browser.new_context(locale="fr-BE")
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page, url, CHLOE)
    yield page
    context.close()


def appears(page: Page, address: str, text: str) -> None:
    """The worker and the network take a second or two."""
    for _ in range(80):
        page.goto(address)
        if page.get_by_text(text).count():
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"{text} does not appear at {address}")


def test_the_supplier_hears_that_the_invoice_is_not_theirs(url, supplier, page):
    supplier.goto(f"{url}/documents/upload/")
    supplier.locator("input[type=file]").set_input_files(
        {"name": "facture.xml", "mimeType": "application/xml", "buffer": BILL}
    )
    supplier.locator("input[name=sales][value=to_send]").check()
    supplier.locator("form.sheet button").click()
    supplier.get_by_role("link", name=NUMBER).click()
    supplier.get_by_role("button", name="Envoyer via Peppol").click()
    sent = supplier.url

    sign_in(page, url, LIES)
    appears(page, f"{url}/documents/", NUMBER)
    page.get_by_role("link", name=NUMBER).click()
    page.get_by_role("link", name="Niet voor ons").click()
    box = page.get_by_role("dialog")
    expect(box).to_contain_text("Bakkerij De Korenbloem")
    box.get_by_role("button", name="Afwijzen: niet voor ons").click()
    answers = page.locator("section[aria-labelledby=answers]")
    expect(answers).to_contain_text("afgewezen")
    expect(answers.get_by_role("link", name="Bewijs")).to_be_visible()

    appears(supplier, sent, "nous ne connaissons pas cette transaction")
    expect(supplier.locator("section[aria-labelledby=answers]")).to_contain_text("Bakkerij De Korenbloem bv")
    expect(supplier.locator("section[aria-labelledby=answers] .state.bad")).to_be_visible()
