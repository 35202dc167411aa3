"""Paying: by QR code, by hand and undone; a file prepared by the office, approved by the client, closed by the statement."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree
from playwright.sync_api import Browser, Page, expect

from schakel.sepa.credit_transfer import PaymentFile, Version, read
from schakel.sepa.reference import StructuredCommunication
from tests.browser.tour import sign_in
from tests.hub.documents.ubl import invoice, party
from tests.hub.payments.camt import camt, out

ANNA, LIES, BAKERY = "anna@kantoorpeeters.example", "lies@korenbloem.example", "Bakkerij De Korenbloem"
IBAN, NUMBER = "BE95539100000158", "1900001059"  # of the bakery in the story
GREY = """async (bytes) => {
    const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
    const canvas = new OffscreenCanvas(picture.width, picture.height), pen = canvas.getContext("2d");
    pen.drawImage(picture, 0, 0);
    const pixels = pen.getImageData(0, 0, picture.width, picture.height).data;
    return [picture.width, Array.from({length: pixels.length / 4}, (_, at) => pixels[4 * at])];
}"""


@pytest.fixture
def client(browser: Browser):
    """Lies's own browser."""
    context = browser.new_context(locale="nl-BE", accept_downloads=True)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def scanned(page: Page) -> list[str]:
    """What a phone reads off the screen."""
    zxingcpp = pytest.importorskip("zxingcpp")
    width, grey = page.evaluate(GREY, list(page.locator(".qr").screenshot()))
    (code,) = zxingcpp.read_barcodes(memoryview(bytes(grey)).cast("B", (len(grey) // width, width)))
    return code.text.split("\n")


def open_rows(page: Page, url: str):
    page.goto(f"{url}/payments/")
    return page.locator("tbody tr", has_text="te betalen")


def test_the_client_scans_marks_as_paid_and_undoes(page, url):
    sign_in(page, url, LIES)
    open_rows(page, url).first.locator("td.what a").click()
    lines, card = scanned(page), page.locator(".pay").first
    assert lines[:2] == ["BCD", "002"]
    assert lines[6] in page.locator("[data-copy]").evaluate_all("all => all.map(each => each.dataset.copy)")
    amount = re.sub(r"[^0-9,]", "", card.locator(".sum").inner_text()).replace(",", ".")
    assert lines[7] == f"EUR{amount}"
    paying = page.locator("section[aria-labelledby=paying]")
    paying.get_by_role("button", name="Al betaald").click()
    expect(paying.locator(".state")).to_have_text("Betaald")
    expect(page.locator(".qr")).to_have_count(0)
    paying.get_by_role("button", name="Ongedaan maken").click()
    expect(paying.locator(".state")).to_have_text("Te betalen")


def test_the_office_prepares_the_client_approves_the_statement_closes(page, client, url, tmp_path):
    numbers = prepared(page, url, tmp_path)
    expect(page.locator(".head .state")).to_have_text("Wacht op goedkeuring")
    file = taken(approved(client, page.url), tmp_path)
    assert_valid(tmp_path / "file.xml")
    assert (len(file.payments), file.iban) == (10, IBAN)
    assert all(isinstance(each.remittance, StructuredCommunication) for each in file.payments)
    closed(client, url, file, tmp_path)
    client.goto(f"{url}/payments/?tab=paid")
    for number in numbers:
        expect(client.locator("tbody tr", has_text=number)).to_have_count(1)


def prepared(page: Page, url: str, tmp_path: Path) -> list[str]:
    """By Anna, of the ten invoices of the mill that she uploaded for the bakery."""
    sign_in(page, url, ANNA)
    numbers = uploaded(page, url, tmp_path)
    page.goto(f"{url}/payments/")
    page.get_by_label("Bedrijf").select_option(label=next(
        name for name in page.get_by_label("Bedrijf").locator("option").all_inner_texts() if BAKERY in name
    ))  # fmt: skip
    page.get_by_role("button", name="Tonen").click()
    page.get_by_role("link", name="Een betaalbestand maken").click()
    for _ in range(60):  # the worker reads what there is to pay in a second or two
        if page.locator("tbody tr", has_text="MEEL-").count() == len(numbers):
            break
        page.wait_for_timeout(250)
        page.reload()
    for number in numbers:
        page.locator("tbody tr", has_text=number).get_by_role("checkbox").check()
    page.get_by_role("button", name="Het bestand maken").click()
    return numbers


def uploaded(page: Page, url: str, tmp_path: Path) -> list[str]:
    """Ten invoices, each with a structured communication of its own; their numbers."""
    numbers, paths = [f"MEEL-{at}" for at in range(10)], []
    for at, number in enumerate(numbers):
        base = 2026112400 + at
        told = {"net": f"{100 + at}.00", "vat": "0.00", "total": f"{100 + at}.00"}
        data = invoice(number=number, remittance=f"{base}{base % 97 or 97:02d}", buyer=party(BAKERY, NUMBER), **told)
        paths.append(tmp_path / f"{number}.xml")
        paths[-1].write_bytes(data)
    page.goto(f"{url}/documents/upload/")
    page.locator("input[type=file]").set_input_files(paths)
    page.locator("form.sheet button").click()
    expect(page.locator("main")).to_contain_text(numbers[-1])
    return numbers


def approved(client: Page, address: str) -> Page:
    """By Lies, from the link in the mail, which asks her to sign in first; her first page tells of it too."""
    client.goto(address)
    client.locator(f"button[value='{LIES}']").click()
    client.goto(address.split("/payments")[0])
    client.locator(".awaited a", has_text=BAKERY).click()
    client.get_by_role("button", name="Goedkeuren").click()
    return client


def taken(client: Page, tmp_path: Path) -> PaymentFile:
    """Downloaded, and read back."""
    with client.expect_download() as download:
        client.get_by_role("link", name="Downloaden voor de bank").click()
    download.value.save_as(tmp_path / "file.xml")
    return read((tmp_path / "file.xml").read_bytes())


def assert_valid(file: Path) -> None:
    """Against the schema of ISO, which a package for development carries."""
    sepaxml = pytest.importorskip("sepaxml")
    schema = Path(sepaxml.__file__).parent / "schemas" / f"{Version.V09}.xsd"
    etree.XMLSchema(etree.parse(schema)).assertValid(etree.parse(file))


def closed(client: Page, url: str, file: PaymentFile, tmp_path: Path) -> None:
    """The bank's statement of these payments, uploaded by Lies."""
    entries = [out(f"-{each.amount:.2f}", id_=each.id, account=each.iban) for each in file.payments]
    assert sum((Decimal(amount) for amount, _xml in entries), Decimal(0)) < 0
    (tmp_path / "statement.xml").write_bytes(camt(*entries, iban=IBAN))
    client.goto(f"{url}/payments/statements/")
    client.get_by_role("link", name=BAKERY).first.click()
    client.locator("input[type=file]").set_input_files(tmp_path / "statement.xml")
    client.get_by_role("button", name="Toevoegen").click()
    expect(client.locator(".messages")).to_contain_text(f"{len(entries)} betalingen gevonden")
