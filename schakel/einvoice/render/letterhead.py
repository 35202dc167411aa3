"""What sellers may choose of the look of their invoices: a colour and a logo."""

import re
from dataclasses import dataclass

from schakel.einvoice.render.picture import Picture

COLOUR = "#1d5c63"
LEAST_CONTRAST = 4.5  # between text in this colour and white paper; WCAG 2.2, 1.4.3
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Letterhead:
    colour: str = COLOUR  # `#rrggbb`, in lower case
    logo: Picture | None = None
    logo_says: str = ""  # for who cannot see it: the name of the seller

    def __post_init__(self) -> None:
        if not _COLOUR.fullmatch(self.colour):
            raise ValueError(f"no colour: {self.colour[:20]}")


PLAIN = Letterhead()


def is_readable(colour: str) -> bool:
    """Whether text in it can be read on white paper."""
    return 1.05 / (_luminance(colour) + 0.05) >= LEAST_CONTRAST


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [
        int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)
    ]  # texts: six hexadecimal digits, checked above
    red, green, blue = (part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4) for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
