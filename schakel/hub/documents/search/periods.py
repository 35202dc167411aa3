"""Days, months, quarters and years as people type them, in words and digits, in four languages."""

import re
from calendar import monthrange
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

from schakel.hub.documents.search.calendar_words import (
    LAST,
    LAST_BEHIND,
    MONTH,
    MONTHS,
    OF,
    ORDINALS,
    QUARTER,
    SHORT_MONTHS,
    THIS,
    TODAY,
    WEEK,
    YEAR,
    YESTERDAY,
)
from schakel.hub.documents.search.parts import Period

Span = tuple[date, date]
NAMES = MONTHS | SHORT_MONTHS
ANY_MONTH = "|".join(sorted(NAMES, key=len, reverse=True))
FULL_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
Y, M, D = "(?P<y>(?:19|20)[0-9]{2})", "(?P<m>0?[1-9]|1[0-2])", "(?P<d>0?[1-9]|[12][0-9]|3[01])"
LEAP_DAY = (2, 29)
SHORT_Y = "(?P<y>(?:19|20)?[0-9]{2})"


def period(text: str, *, typed: str, today: date) -> Period | None:
    """Of a folded piece of what was typed; None: it is no day, month, quarter or year."""
    bare = re.sub(rf"^(?:{OF}) ", "", text)
    for pattern, span_of, is_guess in FORMS:
        if found := pattern.fullmatch(bare):
            with suppress(ValueError, OverflowError):  # the 31st of February
                first, last = span_of(found.groupdict(), today)
                return Period(text=typed, first=first, last=last, is_guess=is_guess)
    return None


def of_day(told: dict[str, str | None], today: date) -> Span:
    day = date(year_of(told["y"] or ""), month_of(told), int(told["d"] or ""))
    return day, day


def of_last_day(told: dict[str, str | None], today: date) -> Span:
    """Without a year: the last one there was."""
    month, number = month_of(told), int(told["d"] or "")
    year = today.year if (month, number) <= (today.month, today.day) else today.year - 1
    while number > monthrange(year, month)[1] and (month, number) == LEAP_DAY:
        year -= 1
    day = date(year, month, number)
    return day, day


def of_month(told: dict[str, str | None], today: date) -> Span:
    return month_span(year_of(told["y"] or ""), month_of(told))


def of_last_month(told: dict[str, str | None], today: date) -> Span:
    """Without a year: the last one that has begun; with `last` before it, that has ended."""
    month, has_last = month_of(told), bool(told.get("last"))
    begun = month < today.month or (month == today.month and not has_last)
    return month_span(today.year if begun else today.year - 1, month)


def of_quarter(told: dict[str, str | None], today: date) -> Span:
    return quarter_span(year_of(told["y"] or ""), ORDINALS[told["q"] or ""])


def of_last_quarter(told: dict[str, str | None], today: date) -> Span:
    quarter = ORDINALS[told["q"] or ""]
    return quarter_span(today.year if quarter * 3 - 2 <= today.month else today.year - 1, quarter)


def of_year(told: dict[str, str | None], today: date) -> Span:
    return year_span(year_of(told["y"] or ""))


def of_relative(told: dict[str, str | None], today: date) -> Span:
    """This or the last week, month, quarter or year."""
    is_last = bool(told.get("last") or told.get("behind"))
    if told["week"]:
        monday = today - timedelta(days=today.weekday() + 7 * is_last)
        return monday, monday + timedelta(days=6)
    if told["month"]:
        within = today.replace(day=1) - timedelta(days=1) if is_last else today
        return month_span(within.year, within.month)
    if told["quarter"]:
        number = today.year * 4 + (today.month - 1) // 3 - is_last
        return quarter_span(number // 4, number % 4 + 1)
    return year_span(today.year - is_last)


def of_word(told: dict[str, str | None], today: date) -> Span:
    day = today - timedelta(days=1 if told["word"] in YESTERDAY else 0)
    return day, day


def month_of(told: dict[str, str | None]) -> int:
    return NAMES[told["name"] or ""] if told.get("name") else int(told["m"] or "")


def year_of(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def month_span(year: int, month: int) -> Span:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def quarter_span(year: int, quarter: int) -> Span:
    return date(year, quarter * 3 - 2, 1), month_span(year, quarter * 3)[1]


def year_span(year: int) -> Span:
    return date(year, 1, 1), date(year, 12, 31)


RELATIVE = rf"(?:(?P<month>{MONTH})|(?P<week>{WEEK})|(?P<quarter>{QUARTER})|(?P<year>{YEAR}))"
NAMED = rf"(?P<name>{ANY_MONTH})\.?"
FORMS: list[tuple[re.Pattern[str], Callable[[dict[str, str | None], date], Span], bool]] = [
    (re.compile(form), span_of, is_guess)
    for form, span_of, is_guess in [
        (rf"{Y}-{M}-{D}", of_day, False),
        (rf"{D}(?P<s>[-/.]){M}(?P=s){SHORT_Y}", of_day, False),
        (rf"{D}(?:\.|er|e|de|ste|th|st|nd|rd)? (?:de |of )?{NAMED},? {Y}", of_day, False),
        (rf"{NAMED} {D}(?:th|st|nd|rd)?,? {Y}", of_day, False),
        (rf"{D}(?:\.|er|e|de|ste|th|st|nd|rd)? (?:de |of )?{NAMED}", of_last_day, False),
        (rf"{NAMED} {D}(?:th|st|nd|rd)?", of_last_day, False),
        (rf"{D}/{M}", of_last_day, True),
        (rf"{Y}[-/.]{M}", of_month, True),
        (rf"{M}[-/.]{Y}", of_month, True),
        (rf"{NAMED}(?: |-)(?:de )?{Y}", of_month, False),
        (rf"(?:(?P<last>{LAST}) )?(?P<name>{FULL_MONTH})", of_last_month, True),
        (rf"(?P<name>{FULL_MONTH}) (?P<last>{LAST_BEHIND})", of_last_month, False),
        (rf"[qkt](?P<q>[1-4])[ -/]?{Y}", of_quarter, False),
        (rf"{Y}[ -/]?[qkt](?P<q>[1-4])", of_quarter, False),
        (rf"(?P<q>{ORDINAL})\.? (?:{QUARTER}) (?:de |of )?{Y}", of_quarter, False),
        (rf"(?:{QUARTER}) (?P<q>[1-4]) {Y}", of_quarter, False),
        (r"[qk](?P<q>[1-4])", of_last_quarter, True),
        (rf"(?P<q>{ORDINAL})\.? (?:{QUARTER})", of_last_quarter, False),
        (rf"(?:(?:{YEAR}) )?{Y}", of_year, True),
        (rf"(?:le |la |l['’])?(?:(?P<last>{LAST})|(?:{THIS})) {RELATIVE}", of_relative, False),
        (rf"(?:le |la |l['’])?{RELATIVE} (?P<behind>{LAST_BEHIND})", of_relative, False),
        (rf"(?P<word>{'|'.join(TODAY | YESTERDAY)})", of_word, False),
    ]
]
