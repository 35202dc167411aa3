"""Every page of the demonstration as a picture: two widths, light and dark, in the languages named in LANGUAGES.

make screenshots                     Dutch
LANGUAGES="nl fr de en" make screenshots
"""

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["SCHAKEL_DATA"] = tempfile.mkdtemp(prefix="schakel-screenshots-")
os.environ["SCHAKEL_DEMO"] = "1"
os.environ["DJANGO_SETTINGS_MODULE"] = "schakel.hub.settings"

import django  # noqa: E402 -- the settings read the lines above

django.setup()

from tests.browser.tour import PEOPLE, chromium, demonstration, tour  # noqa: E402 -- as above, and Django's setup

WIDTHS = (390, 1440)  # px
TARGET = ROOT / "screenshots"


def shoot() -> int:
    TARGET.mkdir(exist_ok=True)
    taken = 0
    with demonstration(Path(os.environ["SCHAKEL_DATA"])) as url, chromium() as browser:
        for language in os.environ.get("LANGUAGES", "nl").split():
            for person in PEOPLE:
                page = browser.new_page(locale=language)
                page.context.add_cookies([{"name": "language", "value": language, "url": url}])
                for number, stop in enumerate(tour(page, url, person)):
                    taken += pictures(page, f"{language}-{person}-{number:02d}-{stop.route.replace(':', '.')}")
                page.close()
    print(f"{taken} pictures in {TARGET}")
    return 0


def pictures(page, name: str) -> int:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=TARGET / f"{name}-{width}-{scheme}.png", full_page=True)
    return len(WIDTHS) * 2


if __name__ == "__main__":
    sys.exit(shoot())
