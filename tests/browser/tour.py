"""A running demonstration, and a tour of every page in it: what the screenshots, the axe check and the journeys share."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PEOPLE = {"office": "anna@kantoorpeeters.example", "client": "lies@korenbloem.example", "nobody": ""}
EACH = 2  # pages of one route, for one person


@dataclass(frozen=True)
class Stop:
    """A page on the tour: who looks, under which route, where."""

    person: str
    route: str
    path: str


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@contextmanager
def demonstration(data: Path, more: dict[str, str] | None = None, *, python: str = sys.executable) -> Iterator[str]:
    """`schakel up --demo` on a port of its own, with `more` in its environment; yields its address, stops it at the end."""
    port = free_port()
    url = f"http://localhost:{port}"
    env = {**surroundings(), "SCHAKEL_DATA": str(data), "SCHAKEL_URL": url, "SCHAKEL_LOG": "WARNING"}
    env |= more or {}
    command = [python, "-m", "schakel", "up", "--demo", "--bind", f"localhost:{port}"]
    with (data.parent / f"{data.name}.log").open("w") as log:
        process = subprocess.Popen(command, env=env, stdout=log, stderr=log)
        try:
            wait_for(url, process)
            yield url
        finally:
            process.terminate()
            process.wait(60)


def surroundings() -> dict[str, str]:
    """The environment without the tests' own settings: an installation has none of them."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("SCHAKEL_", "DJANGO_"))}


def wait_for(url: str, process: subprocess.Popen) -> None:
    for _ in range(1800):
        try:
            urllib.request.urlopen(f"{url}/account/login/", timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            assert process.poll() is None, "the demonstration did not start"
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the demonstration did not answer within three minutes")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def sign_in(page: Page, url: str, email: str) -> None:
    page.goto(f"{url}/account/login/")
    page.locator(f"button[value='{email}']").click()
    page.wait_for_load_state()


def tour(page: Page, url: str, person: str, *, each: int = EACH) -> Iterator[Stop]:
    """Follows every link from the first page on; yields with the page open, at most `each` pages of a route."""
    from django.urls import Resolver404, resolve

    if PEOPLE[person]:
        sign_in(page, url, PEOPLE[person])
    waiting, met, seen = ["/", "/account/login/"] if not PEOPLE[person] else ["/"], set(), {}
    while waiting:
        path = waiting.pop(0)
        if path in met:
            continue
        met.add(path)
        try:
            route = resolve(urlsplit(path).path).view_name
        except Resolver404:
            route = "nowhere"
        if seen.get(route, 0) >= each or not opened(page, urljoin(url, path)):
            continue
        seen[route] = seen.get(route, 0) + 1
        yield Stop(person, route, path)
        waiting += links(page, url)


def opened(page: Page, address: str) -> bool:
    """Whether the address is a page; a download is not, nor a part of a page."""
    answer = page.request.get(address, max_redirects=0)
    if answer.status == 200 and not answer.headers.get("content-type", "").startswith("text/html"):
        return False
    if answer.status == 200 and "<!doctype" not in answer.text()[:100].lower():
        return False  # a part of a page, for htmx
    page.goto(address)
    return True


def links(page: Page, url: str) -> list[str]:
    found = page.eval_on_selector_all(
        "a[href], [hx-get]",
        "all => all.map(a => a.tagName === 'A' ? a.href : new URL(a.getAttribute('hx-get'), location).href)",
    )
    return [link.removeprefix(url) for link in found if link.startswith(f"{url}/") and "#" not in link]
