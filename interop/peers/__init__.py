"""Those we talk to. Each has `run(access_point, our_url, directory)`, which yields what was tried and whether it worked."""

from collections.abc import Iterator
from typing import NamedTuple


class Trial(NamedTuple):
    what: str  # who did what, or which direction: `us -> phase4`
    passed: bool
    size: str = ""


Trials = Iterator[Trial]
