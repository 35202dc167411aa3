"""The same bill by upload and once more: side by side, decided and undone with the keyboard, in four languages."""

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import running
from tests.browser.tour import PEOPLE, sign_in
from tests.hub.documents.ubl import invoice, party

ISSUED = {"nl": "2026-05-04", "fr": "2026-07-04", "en": "2026-09-04", "de": "2026-11-04"}  # no two are one bill
BAKERY = party("Bakkerij De Korenbloem bv", "1900001059")
MOST_TABS = 60


@pytest.fixture(scope="module")
def shared(told, tmp_path_factory):
    """One demonstration for the four: each brings its own bill."""
    yield from running(told, tmp_path_factory.mktemp("side"))


def choose_language(page: Page, url: str, language: str) -> None:
    page.goto(f"{url}/me/")
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    form = {"language": language, "csrfmiddlewaretoken": token}
    page.request.post(f"{url}/me/language", form=form, headers={"referer": f"{url}/me/"})


def upload(page: Page, url: str, language: str, note: str) -> None:
    page.goto(f"{url}/documents/upload/")
    data = invoice(number=f"SIDE-{language}-2026", date=ISSUED[language], note=note, buyer=BAKERY)
    page.locator("input[type=file]").set_input_files(
        {"name": "bill.xml", "mimeType": "application/xml", "buffer": data}
    )
    page.locator("form.sheet button").click()


def press(page: Page, target: Locator) -> None:
    """As who has no mouse: from the top of the page to it, and Enter."""
    page.locator("body").press("Home")
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
    raise AssertionError("the keyboard does not reach it")


@pytest.mark.parametrize("language", ISSUED)
def test_two_documents_side_by_side_are_decided_and_undone_with_the_keyboard(shared, page, language):
    sign_in(page, shared, PEOPLE["office"])
    choose_language(page, shared, language)
    upload(page, shared, language, "The first")
    upload(page, shared, language, "Once more")
    with translation.override(language):
        expect(page.get_by_text(gettext("Probably here already:"))).to_be_visible()
        press(page, page.get_by_role("link", name=gettext("Side by side")))
        differing = page.locator("tr.differs", has_text="Once more")
        expect(differing).to_contain_text(gettext("(differs)"))
        press(page, page.get_by_role("button", name=gettext("One bill"), exact=True))
        note = page.locator(".note", has_text=gettext("Decided:"))
        expect(note).to_contain_text(gettext("one bill"))
        press(page, note.get_by_role("button", name=gettext("Undo")))
        press(page, page.get_by_role("button", name=gettext("Two bills"), exact=True))
        expect(note).to_contain_text(gettext("two bills"))
