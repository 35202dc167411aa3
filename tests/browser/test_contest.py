"""Contesting an invoice in each language: asked, looked at, sent, and taken back."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import running
from tests.browser.tour import sign_in
from tests.hub.documents.ubl import invoice, party

LIES = "lies@korenbloem.example"
WORDS = {  # what opens it, reads first, sends, and takes back; what the letter says
    "nl": (
        "Betwisten",
        "Eerst de e-mail lezen",
        "Terugnemen: ze telt weer mee",
        "Wij betwisten de onderstaande factuur",
    ),
    "fr": ("Contester", "Lire d'abord l'e-mail", "Retirer : elle compte à nouveau", "Nous contestons la facture"),
    "en": ("Contest", "Read the e-mail first", "Take back: it counts again", "We contest the invoice below"),
    "de": (
        "Beanstanden",
        "Zuerst die E-Mail lesen",
        "Zurücknehmen: Sie zählt wieder",
        "Wir beanstanden die unten genannte",
    ),
}


@pytest.fixture(scope="module")
def shared(told, tmp_path_factory):
    """A demonstration that the four languages change, and no other test sees."""
    yield from running(told, tmp_path_factory.mktemp("contest"))


@pytest.fixture(scope="module")
def bills(tmp_path_factory):
    """One of an own supplier for each language, so that none is taken for another's twin."""
    return {
        language: invoice(
            number=f"CONTEST-{language}",
            seller=party("Meelhandel", "1900002247"),
            buyer=party("Bakkerij De Korenbloem bv", "1900001059"),
            date=f"2026-11-{day}",
            net=f"{day}.00", vat="0.00", total=f"{day}.00",
        )
        for day, language in enumerate(WORDS, 11)
    }  # fmt: skip


def speak(page: Page, url: str, language: str) -> None:
    page.goto(f"{url}/me/")
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    form = {"language": language, "csrfmiddlewaretoken": token}
    page.request.post(f"{url}/me/language", form=form, headers={"Origin": url})


@pytest.mark.parametrize("language", WORDS)
def test_contested_and_taken_back(shared, browser: Browser, bills, language):
    contest, read, back, letter = WORDS[language]
    context = browser.new_context(locale=language)
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page, shared, LIES)
    speak(page, shared, language)
    page.goto(f"{shared}/documents/upload/")
    page.locator("input[type=file]").set_input_files(
        {"name": "factuur.xml", "mimeType": "application/xml", "buffer": bills[language]}
    )
    page.locator("form.sheet button").click()
    page.get_by_role("link", name=f"CONTEST-{language}").click()
    page.get_by_role("link", name=contest, exact=True).click()
    box = page.get_by_role("dialog")
    box.locator("input[name=reasons][value=price]").check()
    box.locator("input[name=email]").fill("billing@mill.example")
    box.locator("select[name=language]").select_option(language)
    box.get_by_role("button", name=read).click()
    expect(box).to_contain_text(letter)
    box.get_by_role("button", name=contest, exact=True).click()
    answers = page.locator("section[aria-labelledby=answers]")
    expect(answers).to_contain_text("billing@mill.example")
    answers.get_by_role("button", name=back).click()
    expect(answers.get_by_role("link", name=contest, exact=True)).to_be_visible()
    expect(answers.get_by_role("button", name=back)).to_have_count(0)
    speak(page, shared, "nl")  # in which others look at this demonstration
    context.close()
