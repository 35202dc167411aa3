"""A date and time as XML Schema writes them.

`24:00:00` is the first moment of the next day, a fraction may be of any length, and a year that Python's calendar does not reach
is its first or its last moment. Source: XML Schema 1.0 part 2 §3.2.7 (dateTime) and §3.2.9 (date), with 1.1 on `24:00:00`.
"""

import re
from datetime import UTC, datetime, timedelta

FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

_MOMENT = re.compile(
    r"(?P<year>-?\d{4,12})-(?P<month>\d\d)-(?P<day>\d\d)"
    r"(?P<time>T(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(\.(?P<fraction>\d{1,100}))?)?"
    r"(?P<zone>Z|(?P<sign>[+-])(?P<zone_hour>\d\d):(?P<zone_minute>\d\d))?",
    re.ASCII,
)


def read_moment(text: str, *, or_day: bool = False) -> datetime:
    """Aware, in UTC; so it is too where the text names no zone. With `or_day` a day alone is its first moment.

    Raises ValueError: not a date, or not a day of the calendar.
    """
    found = _MOMENT.fullmatch(text)
    if found is None or not (found["time"] or or_day):
        raise ValueError(f"{text[:100]!r} is not a date and time")
    year = _number(found, "year")
    leap = 2000 + year % 400  # a year with the same days
    day = datetime(leap, _number(found, "month"), _number(found, "day"), tzinfo=UTC)
    in_reach = day + _time(found) - _offset(found)
    year = in_reach.year + year - leap
    if not FIRST.year <= year <= LAST.year:
        return FIRST if year < FIRST.year else LAST
    return in_reach.replace(year=year)


def _time(found: re.Match[str]) -> timedelta:
    if not found["time"]:
        return timedelta()
    hours, minutes, seconds = (_number(found, name) for name in ("hour", "minute", "second"))
    microseconds = int((found["fraction"] or "").ljust(6, "0")[:6])  # texts: matched above
    whole = timedelta(hours=hours, minutes=minutes, seconds=seconds, microseconds=microseconds)
    if minutes > 59 or seconds > 59 or whole > timedelta(days=1):
        raise ValueError(f"{found[0][:100]!r} has no such time of day")
    return whole


def _offset(found: re.Match[str]) -> timedelta:
    if not found["sign"]:
        return timedelta()
    minutes = _number(found, "zone_minute")
    offset = timedelta(hours=_number(found, "zone_hour"), minutes=minutes)
    if offset > timedelta(hours=14) or minutes > 59:
        raise ValueError(f"{found[0][:100]!r} has no such zone")
    return offset if found["sign"] == "+" else -offset


def _number(found: re.Match[str], name: str) -> int:
    return int(found[name])  # texts: matched above
