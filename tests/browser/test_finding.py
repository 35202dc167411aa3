"""The invoice of last March of one supplier, in three actions with the keyboard, and back without losing search and place."""

from datetime import UTC, date, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.tour import PEOPLE, sign_in
from tests.hub.documents.ubl import invoice, party

BAKERY = party("Bakkerij De Korenbloem bv", "1900001059")
TODAY = datetime.now(UTC).date()
YEAR = TODAY.year if TODAY.month >= 3 else TODAY.year - 1  # of the last March that has begun


def upload(page, url: str) -> None:
    page.goto(f"{url}/documents/upload/")
    bills = [(f"V-{month}", date(YEAR, month, 14)) for month in (2, 3, 4)]
    page.locator("input[type=file]").set_input_files([
        {
            "name": f"{number}.xml",
            "mimeType": "application/xml",
            "buffer": invoice(number=number, date=f"{day}", seller=party("Verstraete Fruit"), buyer=BAKERY),
        }
        for number, day in bills
    ])  # fmt: skip
    page.locator("form.sheet button").click()
    page.get_by_text("V-4").first.wait_for()


@pytest.fixture
def office(page, url):
    sign_in(page, url, PEOPLE["office"])
    upload(page, url)
    page.goto(f"{url}/connections/")
    return page


def test_found_in_three_actions(office):
    office.keyboard.press("/")  # one
    box = office.locator("dialog[open] [role=combobox]")
    expect(box).to_be_focused()
    office.keyboard.type("verstraete maart")  # two
    office.keyboard.press("Enter")  # three, before the answer is here
    office.wait_for_url("**/documents/*/?q=verstraete+maart")
    expect(office.get_by_role("heading", level=1)).to_contain_text("V-3")


def test_before_and_after_and_back_to_the_place_by_keyboard(office, url):
    office.goto(f"{url}/documents/?q=verstraete&order=issue")
    office.keyboard.press("j")
    office.keyboard.press("j")
    expect(office.get_by_role("link", name="V-3")).to_be_focused()
    office.keyboard.press("o")
    heading = office.get_by_role("heading", level=1)
    expect(heading).to_contain_text("V-3")
    office.keyboard.press("j")
    expect(heading).to_contain_text("V-4")
    office.keyboard.press("k")
    expect(heading).to_contain_text("V-3")
    office.keyboard.press("k")
    expect(heading).to_contain_text("V-2")
    office.keyboard.press("u")
    office.wait_for_url("**/documents/?q=verstraete&order=issue&at=*")
    assert office.locator("#q").input_value() == "verstraete"
    expect(office.get_by_role("link", name="V-2")).to_be_focused()
    office.keyboard.press("j")
    office.keyboard.press("x")
    expect(office.locator("input[name=document]:checked")).to_have_count(1)
    assert office.locator("input[name=document]:checked").get_attribute("aria-label").startswith("V-3")


def test_the_box_is_led_by_arrows_closes_by_escape_and_gives_the_focus_back(office):
    before = office.get_by_role("link", name="Documenten", exact=True).first
    before.focus()
    office.keyboard.press("Control+k")
    box = office.locator("dialog[open] [role=combobox]")
    office.keyboard.type("verstraete")
    options = office.get_by_role("option")
    expect(options.nth(1)).to_be_visible()
    expect(options.last).to_contain_text("gevonden documenten")  # all of them, in the list
    expect(office.get_by_role("option", selected=True)).to_contain_text("V-")
    office.keyboard.press("ArrowUp")
    last = options.last
    expect(last).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == last.get_attribute("id")
    expect(office.locator("#find-count")).to_have_text(f"{options.count()} resultaten")
    office.keyboard.press("Escape")  # empties nothing: it closes
    expect(office.locator("dialog[open]")).to_have_count(0)
    expect(before).to_be_focused()


def test_single_keys_do_nothing_in_a_field_and_can_be_switched_off(office, url):
    office.goto(f"{url}/documents/")
    office.locator("#q").focus()
    office.keyboard.type("/jkxo?u")
    assert office.locator("#q").input_value() == "/jkxo?u"
    expect(office.locator("dialog[open]")).to_have_count(0)
    office.goto(f"{url}/documents/")
    office.keyboard.press("?")
    expect(office.locator("dialog[open] kbd").first).to_be_visible()
    office.locator("dialog[open] button[name=single_keys]").click()
    office.wait_for_url("**/me/keys")
    office.goto(f"{url}/documents/")
    office.keyboard.press("/")
    office.keyboard.press("j")
    expect(office.locator("dialog[open]")).to_have_count(0)
    office.keyboard.press("Control+k")
    expect(office.locator("dialog[open] [role=combobox]")).to_be_focused()


def faults(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in found]


@pytest.fixture(params=[390, 1440])
def looking(page, url_to_look_at, request):
    page.set_viewport_size({"width": request.param, "height": 844})
    sign_in(page, url_to_look_at, PEOPLE["office"])
    page.goto(f"{url_to_look_at}/documents/?state=unread")
    return page


def test_axe_finds_nothing_while_the_box_is_open(looking):
    looking.keyboard.press("Control+k")
    box = looking.locator("dialog[open] [role=combobox]")
    expect(box).to_be_focused()
    assert faults(looking) == []  # with nothing typed yet
    looking.keyboard.type("meelhandel")
    expect(looking.locator("dialog[open] [role=option]").nth(1)).to_be_visible()
    looking.keyboard.press("ArrowDown")
    assert faults(looking) == []
    box.fill("zzzqqq")
    expect(looking.locator("#find-count")).to_have_text("Niets gevonden")
    assert faults(looking) == []


def test_axe_finds_nothing_while_companies_are_offered_among_the_filters(looking):
    looking.locator("main details:not([open]):has([data-picker]) > summary").click()
    looking.locator("[data-picker]").first.press_sequentially("kor")
    expect(looking.locator("datalist option")).not_to_have_count(0)
    assert faults(looking) == []
