"""Money, numbers and dates as the reader's language writes them in Belgium: the one way, which no figure makes fail.

A stranger's figure may be anything. One that is no number, or longer than any reader follows, stands as it is, cut.
"""

from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from functools import cache, lru_cache
from typing import Self

from babel import Locale
from babel.dates import format_date
from babel.numbers import NumberPattern, get_currency_precision

from schakel.base.languages import SPOKEN, known
from schakel.einvoice.model import Period
from schakel.einvoice.money import EXACT, round_half_up
from schakel.einvoice.visible import cut, visible

LONGEST = 60  # digits before the point, and behind it
_LONGEST_CURRENCY = 8  # characters; codes have three, and it stands beside every amount
_MOST_IN_SHORT = Decimal(10**9)
_LOCALES = {language.code: language.locale for language in SPOKEN}
_UNITS = ("B", "kB", "MB", "GB")


@dataclass(frozen=True)
class Formats:
    """For one language. Nothing is rounded: an amount with more decimals than its currency shows them all."""

    language: str
    locale: Locale

    @classmethod
    def of(cls, language: str) -> Self:
        code = known(language)
        return cls(code, Locale.parse(_LOCALES[code]))

    def money(self, amount: Decimal | None, currency: str, *, decimals: int | None = None) -> str:
        """`€ 1.234,50`; "" when absent. `decimals` beyond those of the currency only where the number has them."""
        if amount is None:
            return ""
        code = visible(cut(currency, _LONGEST_CURRENCY)) or "XXX"
        if not _is_writable(amount):
            return f"{code} {_as_it_stands(amount)}"
        least = _currency_decimals(currency) if decimals is None else decimals
        pattern = _money_pattern(self.language, least, max(least, _decimals(amount)))
        with localcontext(EXACT):
            return str(pattern.apply(amount, self.locale, currency=code, currency_digits=False))

    def short_money(self, amount: Decimal, currency: str) -> str:
        """Where there is little room: rounded to whole units, and `> € 999.999.999` for what is larger."""
        if amount.is_finite() and amount.copy_abs() < _MOST_IN_SHORT:
            return self.money(round_half_up(amount, Decimal(1)) or Decimal(0), currency, decimals=0)
        most = (_MOST_IN_SHORT - 1).copy_sign(amount)
        return f"{'<' if amount.is_signed() else '>'}\u00a0{self.money(most, currency, decimals=0)}"

    def number(self, value: Decimal | None, *, decimals: int = 0) -> str:
        """`1.234,5`, with at least so many decimals, and else without zeros that say nothing."""
        if value is None:
            return ""
        if not _is_writable(value):
            return _as_it_stands(value)
        pattern = _number_pattern(self.language, decimals, max(decimals, _decimals(value)))
        with localcontext(EXACT):
            return str(pattern.apply(value, self.locale))

    def percent(self, value: Decimal | None) -> str:
        """`21 %`, from a number of percents."""
        return "" if value is None else f"{self.number(value)}\u00a0%"

    def day(self, day: date | None, *, shape: str = "long") -> str:
        """`20 november 2026`; `shape` is one of Babel's, such as `medium` (`20 nov 2026`), or its pattern."""
        return "" if day is None else format_date(day, shape, locale=self.locale)

    def period(self, period: Period | None) -> str:
        """From – to, or the one of the two that is known."""
        if period is None:
            return ""
        if period.start and period.end:
            return f"{self.day(period.start)} – {self.day(period.end)}"
        return f"{self.day(period.start)} –" if period.start else f"– {self.day(period.end)}"

    def size(self, size: int) -> str:
        """`1,2 MB`, from bytes."""
        value, unit = Decimal(size), 0  # texts: a number of bytes
        while value >= 1000 and unit < len(_UNITS) - 1:
            value, unit = value / 1000, unit + 1
        return f"{self.number(round(value, 1))}\u00a0{_UNITS[unit]}"

    def country(self, code: str) -> str:
        """The country's name; the code where there is none."""
        return _territories(self.language).get(code, visible(code))

    def currency(self, code: str) -> str:
        """`Amerikaanse dollar (USD)`."""
        name = self.locale.currencies.get(code)
        return f"{name} ({code})" if name else visible(code)


@cache
def _territories(language: str) -> dict[str, str]:
    return dict(Locale.parse(language).territories)


@lru_cache(maxsize=256)  # bounded, since the currency is a stranger's word
def _currency_decimals(currency: str) -> int:
    return get_currency_precision(currency)


@cache
def _money_pattern(language: str, least: int, most: int) -> NumberPattern:
    return _with_decimals(Formats.of(language).locale.currency_formats["standard"], least, most)


@cache
def _number_pattern(language: str, least: int, most: int) -> NumberPattern:
    return _with_decimals(Formats.of(language).locale.decimal_formats[None], least, most)


def _with_decimals(pattern: NumberPattern, least: int, most: int) -> NumberPattern:
    changed = copy(pattern)
    changed.frac_prec = (least, most)
    return changed


def _is_writable(value: Decimal) -> bool:
    """Whether it can be written digit by digit, for a person."""
    return (
        value.is_finite() and value.adjusted() < LONGEST and -int(value.as_tuple().exponent) <= LONGEST
    )  # texts: an exponent


def _as_it_stands(value: Decimal) -> str:
    return cut(str(value), LONGEST)


def _decimals(value: Decimal) -> int:
    exponent = value.normalize(EXACT).as_tuple().exponent
    return max(0, -int(exponent))  # texts: an exponent
