"""A demonstration of its own for each worker, and Chromium. Without Chromium these tests are skipped."""

import fcntl
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser.tour import CHROMIUM, chromium, demonstration, surroundings

# a newer question replaced it; of what fails, the console says more than these
REPLACED = ("htmx:afterRequest", "htmx:sendAbort")
HINT = "Chromium is not here; on Debian: apt-get install chromium"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in Path(item.fspath).parent.name:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason=HINT))


@pytest.fixture(scope="session")
def told(tmp_path_factory) -> Path:
    """A data folder with the story in it, made by whichever worker is first."""
    shared = tmp_path_factory.getbasetemp().parent
    data = shared / "told"
    with (shared / "told.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not data.exists():
            making = shared / "telling"
            env = {**surroundings(), "SCHAKEL_DATA": str(making), "SCHAKEL_DEMO": "1"}
            env["DJANGO_SETTINGS_MODULE"] = "schakel.hub.settings"
            subprocess.run([sys.executable, "-m", "schakel", "prepare"], env=env, check=True, capture_output=True)
            making.rename(data)
    return data


@pytest.fixture
def url(told, tmp_path) -> Iterator[str]:
    """A demonstration that this test alone changes."""
    yield from running(told, tmp_path)


@pytest.fixture(scope="session")
def url_to_look_at(told, tmp_path_factory) -> Iterator[str]:
    """A demonstration that tests look at and do not change."""
    yield from running(told, tmp_path_factory.mktemp("look"))


def running(told: Path, place: Path) -> Iterator[str]:
    shutil.copytree(told, place / "data")
    with demonstration(place / "data") as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def window(browser) -> Iterator[BrowserContext]:
    """A browser of one person, in Dutch. A fault in a script or a broken security policy fails the test."""
    faults: list[str] = []
    context = browser.new_context(locale="nl-BE")
    context.set_default_timeout(15_000)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", lambda said: faults.append(said.text) if is_fault(said) else None)
    yield context
    context.close()
    assert faults == []


def is_fault(said: ConsoleMessage) -> bool:
    return said.type == "error" and not said.text.startswith(REPLACED)


@pytest.fixture
def page(window) -> Page:
    return window.new_page()
