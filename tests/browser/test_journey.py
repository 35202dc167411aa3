"""The journey the product exists for: receive, share, accept, read; as the office and as the client."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.tour import sign_in

ANNA, LIES, TOM = "anna@kantoorpeeters.example", "lies@korenbloem.example", "tom@noordzee.example"
PURCHASES, SALES = "Peppol – aankoopfacturen", "Peppol – verkoopfacturen"


@pytest.fixture
def office(page, url) -> Page:
    """Anna's window."""
    sign_in(page, url, ANNA)
    return page


@pytest.fixture
def client(browser: Browser):
    """The client's own browser, in which nobody has signed in."""
    context: BrowserContext = browser.new_context(locale="nl-BE")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def found(page: Page, url: str, company: str) -> Locator:
    """The company in the list of connections."""
    page.goto(f"{url}/connections/?q={company}")
    return page.locator("section.company").first


def state(page: Page, url: str, company: str, *, kind: str) -> Locator:
    return found(page, url, company).locator(".conn", has_text=kind).locator(".state")


def dialog(page: Page, url: str, company: str, *, deed: str) -> Locator:
    """What the three dots of the purchase connection open."""
    row = found(page, url, company).locator(".conn", has_text=PURCHASES)
    row.locator("summary").click()
    row.get_by_role("link", name=deed).click()
    return page.get_by_role("dialog")


def share_both(page: Page, url: str, company: str, *, address: str) -> Locator:
    """The button beside the company: both connections in one mail."""
    found(page, url, company).get_by_role("link", name="Delen").first.click()
    return sent(page.get_by_role("dialog"), address)


def share_purchases(page: Page, url: str, company: str, *, address: str) -> Locator:
    """The three dots of one connection: that one alone."""
    return sent(dialog(page, url, company, deed="Delen"), address)


def sent(box: Locator, address: str) -> Locator:
    box.get_by_label("E-mailadres van de klant").fill(address)
    box.get_by_role("button", name="Uitnodiging versturen").click()
    expect(box.get_by_text(address, exact=True)).to_be_visible()
    return box


def open_mail(page: Page, url: str, address: str, *, newest_of: int = 1) -> None:
    """Opens the newest mail to the address, once so many have arrived, and presses its button."""
    mails = page.get_by_role("link", name=re.compile(re.escape(address)))
    for _ in range(60):  # the worker sends it within a second or two
        page.goto(f"{url}/demonstration/mailbox/")
        if mails.count() >= newest_of:
            break
        page.wait_for_timeout(250)
    mails.first.click()
    page.frame_locator("iframe").get_by_role("link").first.click()
    page.wait_for_url(f"{url}/invitation/")


def join(page: Page, name: str, *, button: str) -> None:
    page.get_by_label("Naam").fill(name)
    page.get_by_label("Wachtwoord").fill("nokken en pannen 7")
    page.get_by_role("button", name=button).click()
    page.wait_for_url(re.compile("/(documents|connections|today)/"))


def read_newest(page: Page, url: str) -> None:
    page.goto(f"{url}/documents/")
    page.get_by_role("link", name=re.compile(r"^20\d\d-\d+")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("Factuur|Creditnota"))


def test_a_new_client_goes_from_the_mail_to_his_invoices_in_two_screens(url, office, client):
    share_both(office, url, "Dakwerken", address="jan@vanacker.example")
    expect(state(office, url, "Dakwerken", kind=PURCHASES)).to_have_text("Uitgenodigd")

    open_mail(client, url, "jan@vanacker.example")  # the first screen
    expect(client.get_by_role("heading", level=1)).to_contain_text("Kantoor Peeters")
    expect(client.get_by_role("heading", name="Dakwerken Van Acker")).to_be_visible()
    join(client, "Jan Van Acker", button="Account maken en alles aanvaarden")  # the second
    read_newest(client, url)

    for kind in (PURCHASES, SALES):
        expect(state(office, url, "Dakwerken", kind=kind)).to_have_text("Aanvaard")
    expect(office.get_by_text("jan@vanacker.example").first).to_be_visible()


def test_a_new_client_takes_the_one_connection_he_is_offered(url, office, client):
    share_purchases(office, url, "Kinesist", address="els@wouters.example")
    open_mail(client, url, "els@wouters.example")
    join(client, "Els Wouters", button="Account maken en aanvaarden")
    client.goto(f"{url}/connections/")
    expect(client.locator(".conn")).to_have_count(1)
    expect(client.locator(".conn")).to_contain_text(PURCHASES)
    expect(state(office, url, "Kinesist", kind=SALES)).to_have_text("Niet gedeeld")


def test_a_client_with_an_account_accepts_one_and_declines_the_other(url, office, client):
    sign_in(client, url, LIES)
    share_both(office, url, "Kinesist", address=LIES)
    open_mail(client, url, LIES)
    mine = client.locator("li", has_text=PURCHASES).filter(has=client.get_by_role("button"))
    mine.get_by_role("button", name="Aanvaarden").click()
    client.get_by_role("button", name=re.compile("Weigeren")).first.click()
    expect(state(office, url, "Kinesist", kind=PURCHASES)).to_have_text("Aanvaard")
    expect(state(office, url, "Kinesist", kind=SALES)).to_have_text("Geweigerd")
    expect(found(client, url, "Kinesist").locator(".conn")).to_have_count(1)


def test_a_client_with_an_account_takes_both_by_one_click_and_the_office_is_told(url, office, client):
    sign_in(client, url, LIES)
    share_both(office, url, "Transport", address=LIES)
    open_mail(client, url, LIES)
    client.get_by_role("button", name="Alles aanvaarden").click()
    expect(state(office, url, "Transport", kind=PURCHASES)).to_have_text("Aanvaard")
    for _ in range(60):
        office.goto(f"{url}/demonstration/mailbox/")
        if told := office.get_by_role("link", name=re.compile(ANNA)).count():
            break
        office.wait_for_timeout(250)
    assert told


def test_H03_whoever_is_signed_in_under_another_address_gets_no_access(url, office, client):
    share_both(office, url, "Kinesist", address=LIES)
    sign_in(client, url, TOM)
    open_mail(client, url, LIES)
    expect(client.get_by_role("heading", level=1)).to_contain_text("ander adres")
    expect(client.get_by_role("button", name=re.compile("anvaarden"))).to_have_count(0)
    expect(state(office, url, "Kinesist", kind=PURCHASES)).to_have_text("Uitgenodigd")


def test_many_clients_are_invited_by_one_action_with_one_mail_each(url, office, client):
    office.goto(f"{url}/connections/")
    for company in ("Dakwerken Van Acker", "Fietsen Rombouts"):
        office.locator("section.company", has_text=company).get_by_role("checkbox").check()
    office.get_by_role("button", name="Selectie uitnodigen").click()
    office.get_by_role("button", name="Uitnodigingen versturen").or_(office.locator("button[name=send]")).first.click()
    office.wait_for_url(re.compile("/connections/"))
    open_mail(client, url, "wim@rombouts.example")
    expect(client.locator(".offer li")).to_have_count(2)
    open_mail(client, url, "jan@vanacker.example")
    expect(client.locator(".offer li")).to_have_count(2)


def test_H02_a_mail_sent_again_makes_the_earlier_link_dead(url, office, client):
    box = share_both(office, url, "Kinesist", address="els@wouters.example")
    open_mail(client, url, "els@wouters.example")
    client.goto(f"{url}/demonstration/mailbox/")
    client.get_by_role("link", name=re.compile("els@wouters.example")).first.click()
    first = client.frame_locator("iframe").get_by_role("link").first.get_attribute("href")
    box.get_by_role("button", name="Opnieuw versturen").click()
    open_mail(client, url, "els@wouters.example", newest_of=2)
    expect(client.get_by_role("button", name="Account maken en alles aanvaarden")).to_be_visible()
    client.goto(first)
    expect(client.get_by_role("heading", level=1)).to_contain_text("Er is een nieuwere link")


def test_G04_an_access_that_is_ended_is_gone_at_the_next_click(url, office, client):
    sign_in(client, url, LIES)
    client.goto(f"{url}/documents/")
    client.get_by_role("link", name=re.compile(r"^20\d\d-\d+")).first.click()
    opened = client.url
    for kind in (PURCHASES, SALES):
        row = found(office, url, "Bakkerij").locator(".conn", has_text=kind)
        row.locator("summary").click()
        row.get_by_role("link", name="Wie toegang heeft").click()
        office.get_by_role("dialog").get_by_role("link", name=re.compile("Beëindigen")).click()
        office.get_by_role("button", name="Toegang beëindigen").click()
        expect(state(office, url, "Bakkerij", kind=kind)).to_have_text("Ingetrokken")
    assert client.request.get(opened).status == 404


def test_sharing_works_by_keyboard_alone(url, office):
    found(office, url, "Kinesist").locator("summary").first.focus()
    office.keyboard.press("Enter")
    office.keyboard.press("Tab")
    expect(office.get_by_role("link", name="Delen").last).to_be_focused()
    office.keyboard.press("Enter")
    address = office.get_by_role("dialog").get_by_label("E-mailadres van de klant")
    expect(address).to_be_visible()
    for _ in range(3):  # past the heading, which is read out first, and the button that closes
        if address.evaluate("field => field === document.activeElement"):
            break
        office.keyboard.press("Tab")
    expect(address).to_be_focused()
    address.press("Control+a")
    office.keyboard.type("els@wouters.example")
    office.keyboard.press("Enter")
    expect(office.get_by_role("dialog").get_by_text("els@wouters.example", exact=True)).to_be_visible()
    office.keyboard.press("Escape")
    expect(office.get_by_role("dialog")).to_have_count(0)


def test_the_journey_works_without_javascript(url, browser):
    people = [browser.new_context(locale="nl-BE", java_script_enabled=False).new_page() for _ in range(2)]
    office, client = people
    sign_in(office, url, ANNA)
    row = found(office, url, "Kinesist").locator(".conn", has_text=PURCHASES)
    row.locator("summary").click()
    row.get_by_role("link", name="Delen").click()
    office.get_by_label("E-mailadres van de klant").fill("els@wouters.example")
    office.get_by_role("button", name="Uitnodiging versturen").click()
    open_mail(client, url, "els@wouters.example")
    join(client, "Els Wouters", button="Account maken en aanvaarden")
    expect(state(office, url, "Kinesist", kind=PURCHASES)).to_have_text("Aanvaard")
    for each in people:
        each.context.close()
