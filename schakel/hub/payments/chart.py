"""A small drawing of what falls due when."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from schakel.hub.web.templatetags.formatting import formats

HEIGHT, WIDTH, GAP, FOOT, HEAD = 70, 64, 14, 20, 18  # of the highest bar, a bar, between bars, below, above


@dataclass(frozen=True)
class Bar:
    word: str
    amount: Decimal
    x: int
    y: int
    height: int
    is_overdue: bool

    @property
    def middle(self) -> int:
        return self.x + WIDTH // 2


@dataclass(frozen=True)
class Chart:
    bars: list[Bar]
    width: int
    height: int = HEIGHT + FOOT + HEAD
    foot: int = HEIGHT + FOOT + HEAD - 5
    bar_width: int = WIDTH

    @property
    def is_worth_drawing(self) -> bool:
        return sum(bool(bar.amount) for bar in self.bars) > 1


def draw(weeks: list[Decimal]) -> Chart:
    highest = max(*weeks, Decimal(1))
    bars = [bar(at, amount, highest=highest, last=len(weeks) - 1) for at, amount in enumerate(weeks)]
    return Chart(bars, width=len(weeks) * (WIDTH + GAP))


def bar(at: int, amount: Decimal, *, highest: Decimal, last: int) -> Bar:
    height = max(int(amount * HEIGHT / highest), 2 if amount > 0 else 0)
    x = at * (WIDTH + GAP) + GAP // 2
    return Bar(word(at, last), amount, x, HEAD + HEIGHT - height, height, is_overdue=at == 0)


def word(at: int, last: int) -> str:
    if at == 0:
        return _("overdue")
    if at == last:
        return _("later")
    return week_of(timezone.localdate() + timedelta(days=7 * (at - 1)))


def week_of(start: date) -> str:
    """The first day of the seven: `24 nov`."""
    return formats().day(start, shape="d MMM")
