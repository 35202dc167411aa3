"""The colours can be read: WCAG 2.2 AA, 4.5:1 for text and 3:1 for edges, in the light and in the dark."""

import re
from itertools import product
from pathlib import Path

import pytest

import schakel.hub.web

STATIC = Path(schakel.hub.web.__path__[0]) / "static" / "schakel"
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#\w{6})", part))
    for part in (STATIC / "tokens.css").read_text().split("prefers-color-scheme: dark")
)
PAIRS = [
    *product(("ink", "soft", "accent"), ("paper", "sheet", "sunk")),
    *product(("ink", "soft"), ("accent-wash", "good-wash", "wait-wash", "bad-wash", "still-wash")),
    *((tone, f"{tone}-wash") for tone in ("accent", "good", "wait", "bad", "still")),
    ("bad", "sheet"),
    ("good", "sheet"),
    ("accent-ink", "accent"),
]


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), PAIRS)
def test_text_can_be_read(colours, ink, paper):
    assert contrast(colours[ink], colours[paper]) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("paper", ["paper", "sheet", "sunk"])
def test_the_edge_of_a_field_can_be_seen(colours, paper):
    assert contrast(colours["edge"], colours[paper]) >= 3


def test_colours_are_named_only_in_the_tokens():
    paper_and_ink = {"#fff", "#000"}
    for sheet in STATIC.glob("*.css"):
        if sheet.name != "tokens.css":
            assert set(re.findall(r"#[0-9a-f]{3,6}\b", sheet.read_text())) <= paper_and_ink, sheet.name
