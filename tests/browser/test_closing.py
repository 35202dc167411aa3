"""A client leaves: the office closes the company, opens it again, closes it; the client takes everything along. In Dutch."""

import re
import zipfile

from playwright.sync_api import Browser, Page, expect

from tests.browser.tour import PEOPLE, sign_in

COMPANY = "Bakkerij De Korenbloem bv"


def close(page: Page, url: str) -> None:
    page.goto(f"{url}/connections/?q=korenbloem")
    page.get_by_role("link", name=COMPANY, exact=True).first.click()
    page.get_by_role("link", name="Bedrijf afsluiten").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{COMPANY} afsluiten?")
    page.get_by_role("button", name="Bedrijf afsluiten").click()
    expect(page.get_by_role("heading", name="Afgesloten sinds vandaag")).to_be_visible()


def test_the_office_closes_a_company_and_its_client_takes_everything_along(page, url, browser: Browser):
    sign_in(page, url, PEOPLE["office"])
    close(page, url)
    expect(page.get_by_role("link", name="Bewerken", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Weer openen").click()
    expect(page.get_by_role("main")).to_contain_text("is weer open")
    close(page, url)
    page.goto(f"{url}/connections/?q=korenbloem")
    expect(page.get_by_role("main")).not_to_contain_text("Aankopen")
    page.get_by_role("link", name=re.compile("^Afgesloten")).click()
    expect(page.get_by_role("link", name=COMPANY, exact=True).first).to_be_visible()
    client = browser.new_context(locale="nl-BE", accept_downloads=True).new_page()
    take_everything_along(client, url)
    client.context.close()


def take_everything_along(client: Page, url: str) -> None:
    sign_in(client, url, PEOPLE["client"])
    client.goto(f"{url}/connections/?state=closed")
    client.get_by_role("link", name=COMPANY, exact=True).first.click()
    expect(client.get_by_role("heading", name="Afgesloten sinds vandaag")).to_be_visible()
    client.get_by_role("link", name="Alles downloaden").click()
    client.get_by_role("button", name="Een nieuw bestand maken").click()
    ready = client.get_by_role("link", name="Downloaden")
    expect(ready).to_be_visible(timeout=60_000)
    with client.expect_download() as download:
        ready.click()
    with zipfile.ZipFile(download.value.path()) as archive:
        names = archive.namelist()
    assert {"manifest.json", "index.csv", "documents.jsonl", "events.jsonl", "SHA256SUMS"} <= set(names)
    assert any(name.endswith(".xml") and name.startswith(COMPANY) for name in names)
