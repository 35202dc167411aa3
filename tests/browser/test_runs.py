"""A morning of an office: 300 companies from a sheet, invited and asked for their mandate; and one of their clients."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_journey import ANNA, join, open_mail
from tests.browser.tour import sign_in
from tests.hub.connections.company_import.sheets import number_of, sheet

COMPANIES, FAULTY, MOST_CLICKS = 300, 12, 10
LAST = COMPANIES - FAULTY - 1  # the newest mail: the mailbox shows no more than the newest


class Clicks:
    """Each is counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.n = page, 0

    def on(self, name: str, *, role: str = "button") -> None:
        self.n += 1
        self.page.get_by_role(role, name=name).first.click()


@pytest.fixture
def book(tmp_path) -> Path:
    """Twelve rows have a fault; the others do not."""
    rows = [f"{number_of(n)};Klant {n:03d};klant{n}@client.example" for n in range(COMPANIES - FAULTY)]
    rows += [f"{number_of(n)[:-2]}00;Fout {n};fout{n}@client.example" for n in range(1000, 1000 + FAULTY)]
    path = tmp_path / "klanten.csv"
    path.write_bytes(sheet(*rows))
    return path


def test_from_a_sheet_of_300_to_all_invited_in_six_clicks_and_a_client_in_two_screens(
    page, url, book, browser: Browser
):
    sign_in(page, url, ANNA)
    page.goto(f"{url}/connections/")
    clicks = Clicks(page)
    clicks.on("Bedrijven importeren", role="link")
    clicks.n += 1
    page.locator("input[type=file]").set_input_files(book)
    clicks.on("Bekijken wat erin staat")
    start = page.get_by_role("button", name=re.compile("bedrijven importeren$"))
    expect(start).to_be_visible(timeout=60_000)
    expect(page.get_by_role("main")).to_contain_text(str(FAULTY))
    clicks.n += 1
    start.click()
    invite = page.get_by_role("button", name="Uitnodigen en registreren")
    expect(invite).to_be_visible(timeout=60_000)
    clicks.n += 1
    invite.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        f"{COMPANIES - FAULTY} bedrijven uitnodigen en registreren"
    )
    clicks.on("Starten")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{COMPANIES - FAULTY} bedrijven in één ronde")
    assert clicks.n <= MOST_CLICKS
    expect(page.get_by_role("link", name=re.compile("^Wacht op zijn beurt"))).to_have_count(0, timeout=90_000)
    answer_as_client(browser, url)
    page.goto(f"{page.url.partition('?')[0]}?stage=registered")
    expect(page.get_by_role("row", name=re.compile(f"Klant {LAST}"))).to_contain_text("Geregistreerd", timeout=30_000)
    expect(page.get_by_role("link", name=re.compile("^Mail verstuurd"))).to_contain_text(str(LAST))


def answer_as_client(browser: Browser, url: str) -> None:
    client = browser.new_context(locale="nl-BE").new_page()
    open_mail(client, url, f"klant{LAST}@client.example")  # the first screen
    expect(client.get_by_role("main")).to_contain_text(f"Mag Kantoor Peeters de e-facturen van Klant {LAST} ontvangen?")
    join(client, "Karel Laatste", button="Account maken en alles aanvaarden")  # the second
    client.context.close()
