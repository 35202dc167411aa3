"""A passkey is added and opens the account, in a real browser under the strict policy: no script inline, none from elsewhere."""

import shutil

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.browser.tour import FLAGS
from tests.hub.conftest import person

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DEVICE = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: apt-get install chromium"),
]


@pytest.fixture
def page(live_server, monkeypatch, settings):
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver keeps a loop in this thread
    person("Clara")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context(base_url=live_server.url.replace("127.0.0.1", "localhost"), locale="en").new_page()
        protocol = page.context.new_cdp_session(page)
        protocol.send("WebAuthn.enable")
        protocol.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, "isUserVerified": True}})
        yield page
        browser.close()


def test_a_passkey_is_added_and_opens_the_account(page: Page):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto("/account/login/?next=/me/")
    page.fill("#id_login", "clara@clara.example")
    page.fill("#id_password", "a long password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/account/2fa/webauthn/add/")
    page.fill("#id_password", "a long password")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/recovery-codes/")
    page.goto("/me/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto("/account/login/?next=/me/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/me/")
    assert complaints == []
