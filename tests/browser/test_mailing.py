"""A customer who is not on Peppol: the invoice is issued, the question is asked, and the mail arrives with PDF and XML."""

from playwright.sync_api import Page, expect

from tests.browser.test_network import until
from tests.browser.test_sending import begun


def test_a_customer_who_is_not_on_peppol_gets_the_invoice_by_e_mail(page: Page, url: str):
    begun(page, url)
    page.get_by_label("Klant", exact=True).fill("Familie Nieuw")
    page.get_by_label("Referentie van de klant").fill("Taart")
    line = page.get_by_role("group", name="Regel 1")
    line.get_by_label("Omschrijving").fill("Taart")
    line.get_by_label("Prijs").fill("30")
    page.get_by_label("Ondernemings- of btw-nummer").fill("1900.004.128")
    expect(page.locator("#reached")).to_contain_text("Peppol")
    expect(page.locator("#outcome")).to_contain_text("Alles is ingevuld")
    page.get_by_role("button", name="Definitief maken zonder te versturen").click()

    page.get_by_role("link", name="Per e-mail versturen").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Per e-mail naar Familie Nieuw versturen?")
    dialog.get_by_label("E-mailadres van de klant").fill("familie@nieuw.example")
    dialog.get_by_role("button", name="Per e-mail versturen").click()
    expect(page.get_by_role("status").first).to_contain_text("onderweg naar familie@nieuw.example")
    until(page, page.url, "Per e-mail verstuurd")
    page.goto(f"{url}/demonstration/mailbox/")
    expect(page.locator("main")).to_contain_text("van Bakkerij De Korenbloem bv")
