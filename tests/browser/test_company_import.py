"""Three hundred clients from one sheet, twelve rows with errors: chosen, looked at, imported, and the twelve taken away."""

import io
import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook

from tests.browser.tour import PEOPLE, sign_in
from tests.hub.connections.company_import.sheets import number_of, sheet

ROWS = [f"{number_of(each)};Klant {each};klant{each}@client.example" for each in range(288)]
FAULTY = [f"{number_of(each)[:-1]}x;Fout {each};" for each in range(10)] + [ROWS[0], f"{number_of(500)};Vreemd;mail@"]
SHOTS = os.environ.get("SCHAKEL_SHOTS")  # a folder, for who wants to look


def look(page, name: str) -> None:
    """On a phone and on a wide screen, light and dark."""
    for width in (390, 1440):
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            if SHOTS:
                page.screenshot(path=Path(SHOTS) / f"{name}-{width}-{scheme}.png", full_page=True)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    assert Axe().run(page).response["violations"] == [], name


@pytest.mark.long
def test_three_hundred_clients_in_four_clicks(page, url):
    sign_in(page, url, PEOPLE["office"])
    page.goto(f"{url}/connections/")
    page.get_by_role("link", name="Bedrijven importeren").click()  # one
    look(page, "choose")
    data = sheet(*ROWS, *FAULTY)
    page.locator("input[type=file]").set_input_files({"name": "klanten.csv", "mimeType": "text/csv", "buffer": data})
    page.get_by_role("button", name="Bekijken wat erin staat").click()  # two
    page.get_by_role("button", name="288 bedrijven importeren").wait_for(timeout=60_000)
    assert page.locator("#import").get_by_text("Dit is hetzelfde bedrijf als in rij 2.").count() == 1
    look(page, "checked")
    page.get_by_role("button", name="288 bedrijven importeren").click()  # three
    page.get_by_text("288 bedrijven zijn geïmporteerd.").wait_for(timeout=60_000)
    look(page, "done")
    with page.expect_download() as download:
        page.get_by_role("link", name="Rijen met fouten downloaden").click()  # four
    book = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert book.active.max_row == 13
    page.goto(f"{url}/connections/?q=Klant+287")
    assert page.get_by_text("Klant 287").count()
