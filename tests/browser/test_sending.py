"""A client writes an invoice with three kinds of VAT, sends it to a company on the demonstration network, sees it confirmed,
and credits it; and once more by the keyboard alone, on a telephone."""

import re

from playwright.sync_api import Page, expect

from tests.browser.test_network import until
from tests.browser.tour import sign_in

LIES, HOTEL = "lies@korenbloem.example", "1900.003.336"
LINES = (
    ("Ontbijtbroodjes", "120", "0,85", "6 %"),
    ("Levering", "4", "12,50", "21 %"),
    ("Onderaanneming", "1", "300", "btw verlegd"),
)


def begun(page: Page, url: str) -> None:
    sign_in(page, url, LIES)
    page.goto(f"{url}/sales/")
    page.get_by_role("button", name="Nieuwe factuur").click()
    expect(page.get_by_role("heading", name="Nieuwe factuur")).to_be_visible()


def test_an_invoice_with_three_kinds_of_vat_is_sent_confirmed_and_credited(page: Page, url: str):
    begun(page, url)
    page.get_by_label("Naam", exact=True).fill("Brasserie Nieuw")
    page.get_by_label("Ondernemings- of btw-nummer").fill(HOTEL)
    expect(page.locator("#reached")).to_contain_text("Ontvangt via Peppol (0208:1900003336)")
    page.get_by_label("Referentie van de klant").fill("Receptie")
    for place, (name, quantity, price, vat) in enumerate(LINES):
        if place:
            page.get_by_role("button", name="Regel toevoegen").click()
            expect(page.locator(f"#id_lines-{place}-name")).to_be_focused()
        line = page.get_by_role("group", name=f"Regel {place + 1}")
        line.get_by_label("Omschrijving").fill(name)
        line.get_by_label("Aantal").fill(quantity)
        line.get_by_label("Prijs").fill(price)
        line.get_by_label("btw").select_option(vat)
    outcome = page.locator("#outcome")
    expect(outcome).to_contain_text("Alles is ingevuld")
    expect(outcome).to_contain_text(re.compile(r"Btw 6 % op €\s102,00\s*€\s6,12"))
    expect(outcome).to_contain_text(re.compile(r"Te betalen\s*€\s468,62"))
    page.get_by_role("button", name="Versturen via Peppol").click()

    expect(page.get_by_role("status").first).to_contain_text("is onderweg via Peppol")
    until(page, page.url, "bevestigd")
    page.get_by_role("button", name="Creditnota").click()
    expect(page.get_by_role("heading", name="Nieuwe creditnota")).to_be_visible()
    expect(outcome).to_contain_text(re.compile(r"Terug te betalen\s*€\s468,62"))
    page.get_by_role("button", name="Versturen via Peppol").click()
    expect(page.get_by_role("heading", name=re.compile("Creditnota C20"))).to_be_visible()
    until(page, page.url, "bevestigd")


def test_a_returning_customer_takes_five_fields_by_the_keyboard_alone_on_a_telephone(page: Page, url: str):
    page.set_viewport_size({"width": 390, "height": 800})
    begun(page, url)
    go_to(page, "id_customer_name")
    page.keyboard.type("hotel ter")
    expect(page.locator("#offers button")).to_contain_text("Hotel Ter Zee nv")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#id_customer_number")).to_have_value(HOTEL)
    go_to(page, "id_buyer_reference")
    page.keyboard.type("Ontbijt")
    go_to(page, "id_lines-0-name")
    page.keyboard.type("Koffiekoeken")
    go_to(page, "id_lines-0-quantity")
    page.keyboard.type("24")
    go_to(page, "id_lines-0-price")
    page.keyboard.type("1,40")
    expect(page.locator("#outcome")).to_contain_text(re.compile(r"Te betalen\s*€\s40,66"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    while page.evaluate("document.activeElement.textContent.trim()") != "Versturen via Peppol":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("is onderweg via Peppol")


def go_to(page: Page, field: str) -> None:
    """By Tab alone, forwards."""
    for _ in range(60):
        if page.evaluate("document.activeElement.id") == field:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{field} is not reached by Tab")
