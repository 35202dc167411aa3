"""How a state is shown: a word with a shape, never a colour alone. Each room registers its states when it opens.

A code has one look in the whole house; what several rooms say (queued, sent, failed …) is registered by this one.
"""

from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import ImproperlyConfigured

from schakel.hub.web.icons import ICONS

Tone = Literal["", "good", "wait", "bad"]


@dataclass(frozen=True)
class Badge:
    tone: Tone
    shape: str  # name of an icon


registered: dict[str, Badge] = {}


def register(**states: tuple[Tone, str]) -> None:
    """For `AppConfig.ready`: code of a state = its tone and its shape.

    Raises ImproperlyConfigured for a code that has a badge already, and for a shape that is no icon.
    """
    for code, (tone, shape) in states.items():
        if code in registered:
            raise ImproperlyConfigured(f"the state {code!r} has a badge already")
        if shape not in ICONS:
            raise ImproperlyConfigured(f"the badge of {code!r} wants an icon that does not exist: {shape!r}")
        registered[code] = Badge(tone, shape)


def of(code: str) -> Badge:
    return registered[code]
