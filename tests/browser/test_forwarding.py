"""The office connects its package once for all clients, and three documents arrive at a real mail server."""

import hashlib
import shutil

import pytest
from playwright.sync_api import expect

from schakel.einvoice.hybrid import find
from tests.browser.tour import PEOPLE, demonstration, sign_in
from tests.hub.databases import ROOT
from tests.hub.documents.ubl import invoice, party
from tests.hub.forwarding.conftest import mail_server

NUMBERS = ("FV-1", "FV-2", "FV-3")
BOOKS = "1900001059@books.octopus.example"

__all__ = ["mail_server"]  # the fixture


@pytest.fixture
def url(told, tmp_path, mail_server):
    mail_server.kept.clear()
    shutil.copytree(told, tmp_path / "data")
    mail = {
        "DJANGO_SETTINGS_MODULE": "tests.browser.with_mail",
        "PYTHONPATH": str(ROOT),
        "SCHAKEL_MAIL": f"smtp+plain://127.0.0.1:{mail_server.port}",
    }
    with demonstration(tmp_path / "data", mail) as url:
        yield url


def test_octopus_by_mail_for_all_clients_in_one_go(url, page, mail_server):
    sign_in(page, url, PEOPLE["office"])
    page.get_by_role("link", name="Doorsturen", exact=True).click()
    page.get_by_role("link", name="Een pakket verbinden").click()
    page.get_by_role("link", name="Octopus").click()
    page.get_by_role("link", name="Instellen").first.click()
    page.get_by_label("Naam", exact=True).fill("Octopus boekhouding")
    page.get_by_label("Eén adres voor alle").fill("{enterprise}@books.octopus.example")
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_role("heading", name="Octopus boekhouding")).to_be_visible()
    expect(page.get_by_text(f"→ {BOOKS}").first).to_be_visible()

    page.get_by_role("link", name="Test").click()
    page.get_by_role("button", name="Testdocument versturen").click()
    expect(page.get_by_role("status").filter(has_text="Het is gelukt")).to_be_visible()

    bills = [
        invoice(
            number=number,
            seller=party("Meelhandel Vermeiren nv", "1900002247"),
            buyer=party("Bakkerij De Korenbloem bv", "1900001059"),
        )
        for number in NUMBERS
    ]
    page.goto(f"{url}/documents/upload/")
    page.locator("input[type=file]").set_input_files(
        [{"name": f"{n}.xml", "mimeType": "application/xml", "buffer": bill} for n, bill in enumerate(bills)]
    )
    page.locator("form.sheet button").click()
    arrived = wait_for_three(page, mail_server)
    assert arrived == {hashlib.sha256(bill).hexdigest() for bill in bills}

    page.goto(f"{url}/forwarding/")
    page.get_by_role("link", name="Bakkerij De Korenbloem bv").click()
    page.get_by_role("link", name="Doorgestuurd").click()
    for number in NUMBERS:
        expect(page.get_by_role("link", name=number, exact=True).first).to_be_visible()


def wait_for_three(page, mail_server) -> set[str]:
    """The hashes of the XML inside the PDFs that came to the books."""
    for _ in range(120):
        mails = [mail for mail in mail_server.kept if mail["To"] == BOOKS and "FV-" in mail["Subject"]]
        if len(mails) >= len(NUMBERS):
            break
        page.wait_for_timeout(250)
    papers = [next(mail.iter_attachments()).get_content() for mail in mails]
    return {hashlib.sha256(find(paper).data).hexdigest() for paper in papers}
