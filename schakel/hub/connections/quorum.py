"""Quorum: how many of which people have to say yes."""

from collections.abc import Collection
from dataclasses import dataclass

from schakel.hub.people.models import User, mailbox


@dataclass(frozen=True)
class Quorum:
    """Deputies count, but where two are asked they are not enough without one who is no deputy."""

    needed: int
    people: tuple[User, ...]  # whose word counts
    deputies: frozenset[int] = frozenset()  # ids

    def is_met_by(self, ids: Collection[int]) -> bool:
        said = [user for user in self.people if user.pk in ids]
        if len({mailbox(user.email) for user in said}) < self.needed:
            return False
        return self.needed < 2 or any(user.pk not in self.deputies for user in said)

    def missing_of(self, ids: Collection[int]) -> int:
        """How many more of them have to say yes, at least."""
        if self.is_met_by(ids):
            return 0
        return max(1, self.needed - len({mailbox(user.email) for user in self.people if user.pk in ids}))

    @property
    def is_possible(self) -> bool:
        """There are enough of them."""
        return self.is_met_by({user.pk for user in self.people})
