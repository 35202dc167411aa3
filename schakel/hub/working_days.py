"""Working days in Belgium, not Saturday, Sunday or one of the ten legal holidays, and the office hours on them."""

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.utils import timezone

BELGIUM = ZoneInfo("Europe/Brussels")
OPENING, CLOSING = time(9), time(17)
DAY = timedelta(days=1)
FIXED = ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))
AFTER_EASTER = (1, 39, 50)  # days: Easter Monday, Ascension, Whit Monday


def office_hour(moment: datetime) -> datetime:
    """This moment when it lies in the office hours of Belgium, else the beginning of the next ones."""
    here = moment.astimezone(BELGIUM)
    day = here.date()
    if is_working_day(day) and OPENING <= here.time() < CLOSING:
        return moment
    if here.time() >= OPENING or not is_working_day(day):
        day = next_working_day(day)
    return datetime.combine(day, OPENING, BELGIUM)


def working_day_before(now: datetime) -> datetime:
    """The moment since which one working day has passed: the same hour on the working day before."""
    here = timezone.localtime(now)
    day = here.date() if is_working_day(here.date()) else last_working_day(here.date())
    hour = here.time() if day == here.date() else time.max
    return timezone.make_aware(datetime.combine(last_working_day(day), hour.replace(tzinfo=None)))


def last_working_day(day: date) -> date:
    day -= DAY
    while not is_working_day(day):
        day -= DAY
    return day


def next_working_day(day: date) -> date:
    day += DAY
    while not is_working_day(day):
        day += DAY
    return day


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in holidays(day.year)


@cache
def holidays(year: int) -> frozenset[date]:
    moving = {easter(year) + days * DAY for days in AFTER_EASTER}
    return frozenset(moving | {date(year, month, day) for month, day in FIXED})


def easter(year: int) -> date:
    """Source: the Gregorian computus of Meeus, Jones and Butcher."""
    century, rest = divmod(year, 100)
    leap, more = divmod(century, 4)
    moon = (19 * (year % 19) + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * more + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * shift + 114, 31)
    return date(year, month, day + 1)
