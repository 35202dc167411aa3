"""How far a download is, and the wish to stop it. It is noted beside the download, for whoever looks at the page."""

import time
from dataclasses import dataclass

from django.core.cache import cache

from schakel.hub.people.models import User

KEPT = 3600  # seconds
EACH = 1.0  # seconds between two notes


@dataclass
class Progress:
    """Of one download of one person: under a name that their page chooses, of use to them only."""

    user: User
    token: str
    of: int = 0
    noted_at: float = 0.0

    @property
    def key(self) -> str:
        return f"download:{self.user.pk}:{self.token}"

    def note(self, done: int) -> bool:
        """Whether to go on. Written now and then."""
        now = time.monotonic()
        if not self.token or (now - self.noted_at < EACH and done < self.of):
            return True
        self.noted_at = now
        cache.set(self.key, (done, self.of), KEPT)
        return cache.get(f"{self.key}:stop") is None

    def read(self) -> tuple[int, int] | None:
        """How many are done, of how many."""
        found = cache.get(self.key)
        return (found[0], found[1]) if found else None

    def stop(self) -> None:
        cache.set(f"{self.key}:stop", 1, KEPT)
