"""Every page of the demonstration: axe finds nothing, the page fits a phone, and it speaks the reader's language."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page

from schakel.einvoice.ubl.write import write
from schakel.hub.demonstration.deals import invoice_of
from schakel.hub.demonstration.story import deals, story
from schakel.hub.forwarding.packages import packages
from schakel.hub.network.access_points.providers import providers
from tests.browser.tour import PEOPLE, sign_in, tour

LANGUAGES = ("nl", "fr", "en", "de")
# The same in every language: names, codes, and words of the trade.
COMMON = {
    "Schakel",
    "Peppol",
    "IBAN",
    "BIC",
    "SHA-256",
    "PDF",
    "XML",
    "CSV",
    "EUR",
    "API",
    "OpenAPI",
    "passkey",
    "Logo",
    "Chrome, Linux",
}
# Two primary buttons on a page, text that runs out of its place, a heading of a table that stands beside its column.
DISORDER = """() => {
    const faults = [], left = (each) => each.getBoundingClientRect().left;
    const shown = (each) => each.checkVisibility() && each.getBoundingClientRect().width > 1;
    const first = [...document.querySelectorAll("main .button.primary")].filter(shown);
    if (first.length > 1) faults.push("primary: " + first.map((each) => each.innerText).join(", "));
    const apart = "input, textarea, select, select *, svg *, iframe, .tabs, .tabs *, .unseen, thead, thead *";
    const flows = (each) => ["inline", "contents"].includes(getComputedStyle(each).display);
    for (const each of document.querySelectorAll(`main *:not(${apart})`))
        if (shown(each) && !flows(each) && each.scrollWidth > each.clientWidth + 1)
            faults.push("runs out: " + each.innerText.slice(0, 60));
    for (const table of document.querySelectorAll("main table:has(thead)")) {
        if (!shown(table) || getComputedStyle(table.tHead).position !== "static") continue;
        const [above, below] = ["thead", "tbody"].map((part) => [...table.querySelectorAll(`${part} tr:first-child > *`)]);
        if (above.length === below.length && above.some((each, at) => Math.abs(left(each) - left(below[at])) > 1))
            faults.push("columns: " + table.tHead.innerText);
    }
    return faults;
}"""
COMMON |= {"localhost"}  # where the demonstration's other provider is
COMMON |= {"550 5.1.1 no such user here"}  # what a mail server of the story said
COMMON |= {"Nederlands", "Français", "English", "Deutsch"}


@pytest.mark.parametrize("person", PEOPLE)
def test_axe_finds_nothing_nothing_is_wider_than_a_phone_and_all_stands_in_its_place(url_to_look_at, window, person):
    page, faults = window.new_page(), []
    page.set_viewport_size({"width": 390, "height": 844})
    for stop in tour(page, url_to_look_at, person):
        found = Axe().run(page).response["violations"]
        faults += [f"{stop.path}: {fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in found]
        wide = page.evaluate("document.documentElement.scrollWidth")
        faults += [f"{stop.path}: {wide} px wide"] if wide > 390 else []
        faults += [f"{stop.path}: {fault}" for fault in page.evaluate(DISORDER)]
        page.set_viewport_size({"width": 1440, "height": 900})
        faults += [f"{stop.path}, wide: {fault}" for fault in page.evaluate(DISORDER)]
        page.set_viewport_size({"width": 390, "height": 844})
    assert "\n".join(faults) == ""


def test_the_list_of_documents_fits_every_screen(url_to_look_at, window):
    page, faults = window.new_page(), []
    sign_in(page, url_to_look_at, PEOPLE["office"])
    for language in reversed(LANGUAGES):  # Dutch last, as other tests want it
        choose_language(page, url_to_look_at, language)
        page.goto(f"{url_to_look_at}/documents/")
        assert page.locator("html").get_attribute("lang") == language
        for width in (390, 1024, 1200, 1280, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            faults += [f"{language}: {wide} px on {width}"] if wide > width else []
            faults += [f"{language}, {width} px: {fault}" for fault in page.evaluate(DISORDER)]
    assert "\n".join(faults) == ""


def test_the_lines_of_an_invoice_from_elsewhere_fit_a_phone(url_to_look_at, window):
    """Their VAT is in long words, and has a row of its own where it does not fit beside the price."""
    page, faults = window.new_page(), []
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, url_to_look_at, PEOPLE["office"])
    page.goto(f"{url_to_look_at}/documents/?q=Luxcloud")
    address = url_to_look_at + page.locator(".documents .what a").first.get_attribute("href")
    for language in reversed(LANGUAGES):
        choose_language(page, url_to_look_at, language)
        page.goto(address)
        assert page.locator(".lines .vat").first.inner_text().startswith("0")
        faults += [f"{language}: {fault}" for fault in page.evaluate(DISORDER)]
    assert "\n".join(faults) == ""


@pytest.mark.parametrize("person", PEOPLE)
def test_no_sentence_is_left_in_another_language(url_to_look_at, browser, person):
    """What stands on a page in all four languages alike is a name, a number or a word of the documents, or a mistake."""
    said = {language: sentences(browser, url_to_look_at, person, language) for language in reversed(LANGUAGES)}
    alike = set.intersection(*said.values()) - COMMON
    data = told()
    assert "\n".join(sorted(text for text in alike if not is_data(text, data))) == ""


def sentences(browser, url: str, person: str, language: str) -> set[str]:
    """Every text and label on the tour in one language, without numbers and dates."""
    context = browser.new_context(locale=language)
    context.add_cookies([{"name": "language", "value": language, "url": url}])
    page, found = context.new_page(), set()
    for _ in in_language(page, url, person, language):
        texts = page.evaluate(
            """() => {
                const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), texts = [];
                while (walker.nextNode()) {
                    const where = walker.currentNode.parentElement;
                    if (!where.closest("script, style, .languages, .mails, .letter, pre, code, .reference [lang], [name$=country]"))
                        texts.push(walker.currentNode.data);
                }
                for (const name of ["aria-label", "title", "placeholder", "alt"])
                    for (const one of document.querySelectorAll(`[${name}]`)) texts.push(one.getAttribute(name));
                return texts;
            }"""
        )
        found |= {" ".join(text.split()) for text in texts}
    context.close()
    return {text for text in found if re.search(r"[^\W\d_]{3}", text)}


def in_language(page: Page, url: str, person: str, language: str):
    """The tour, after the person chose this language."""
    stops = tour(page, url, person, each=1)
    for number, stop in enumerate(stops):
        if number == 0 and PEOPLE[person]:
            choose_language(page, url, language)
            page.goto(url + stop.path)
        yield stop


def choose_language(page: Page, url: str, language: str) -> None:
    page.goto(f"{url}/me/")
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    form = {"language": language, "csrfmiddlewaretoken": token}
    page.request.post(f"{url}/me/language", form=form, headers={"Origin": url})


def told() -> str:
    """Everything that the story and its documents say, and the names of the bookkeeping packages and the providers."""
    documents = (write(invoice_of(deal)).decode() for deal in deals(timezone.now()))
    names = [each.name for each in packages().values()]
    names += [", ".join(names), *(source.host for each in packages().values() for source in each.sources)]
    books = (
        card["address"].replace("{number}", number)
        for card in story()["forwarders"]
        if "address" in card
        for number in card["companies"]
    )
    movements = ("Stad Deinze",)  # what else stands on the story's bank statement
    access_points = (each.title for each in providers().values())
    said = (str(value) for value in flat(story()))
    return " ".join([*said, *names, *books, *movements, *access_points, *documents]).casefold()


def flat(value):
    if isinstance(value, dict):
        for each in value.values():
            yield from flat(each)
    elif isinstance(value, list):
        for each in value:
            yield from flat(each)
    else:
        yield value


def is_data(text: str, data: str) -> bool:
    if re.fullmatch("[0-9a-f]{32}", text):  # an identifier of ours
        return True
    words = re.findall(r"[\w@.’'-]+", text.casefold())
    return text.casefold() in data or all(word in data or not re.search(r"[^\W\d_]", word) for word in words)
