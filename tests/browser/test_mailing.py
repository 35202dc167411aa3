"""A customer who is not on Peppol: one question on the draft, one button, six fields; the mail arrives with PDF and XML."""

from playwright.sync_api import Page, expect

from tests.browser.test_network import until
from tests.browser.test_sending import begun


def test_a_customer_who_is_not_on_peppol_gets_the_invoice_by_e_mail(page: Page, url: str):
    begun(page, url)
    page.get_by_label("Naam", exact=True).fill("Familie Nieuw")
    page.get_by_label("Referentie van de klant").fill("Taart")
    line = page.get_by_role("group", name="Regel 1")
    line.get_by_label("Omschrijving").fill("Taart")
    line.get_by_label("Prijs").fill("30")
    page.get_by_label("Ondernemings- of btw-nummer").fill("1900.004.128")
    expect(page.locator("#outcome")).to_contain_text("Alles is ingevuld")
    question = page.locator("#reached")
    expect(question).to_contain_text("Familie Nieuw kan dit niet via Peppol ontvangen. We versturen het per e-mail.")
    question.get_by_label("E-mailadres van de klant").fill("familie@nieuw.example")
    expect(page.get_by_role("button", name="Versturen via Peppol")).to_be_hidden()
    page.get_by_role("button", name="Definitief maken en mailen").click()
    expect(page.get_by_role("status").first).to_contain_text("is per e-mail onderweg")
    until(page, page.url, "Per e-mail verstuurd")
    page.goto(f"{url}/demonstration/mailbox/")
    expect(page.locator("main")).to_contain_text("van Bakkerij De Korenbloem bv")
