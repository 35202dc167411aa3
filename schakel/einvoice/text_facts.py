"""What a person's text holds of accounts, amounts and days, however it is written: for PDFs, notes and mails.

A text out of a PDF has its blanks where the page had room: an account broken over two lines, a comma apart from its figures.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import islice

from schakel.base.blanks import pieces
from schakel.base.digits import is_digits, whole
from schakel.base.folding import folded
from schakel.base.iban import is_iban

_MONTHS = (
    "januari janvier january januar", "februari fevrier february februar", "maart mars march marz mrt", "april avril april",
    "mei mai may", "juni juin june", "juli juillet july", "augustus aout august",
    "september septembre", "oktober octobre october", "november novembre", "december decembre dezember",
)  # fmt: skip
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in pieces(names)}
MOST_STARTS = 300  # places where an account may begin, of one text
_BLANK = r"[\s\u202f]"  # texts: what a person put on paper may have any space between its signs
_IBAN_START = re.compile(rf"(?=[A-Z]{{2}}{_BLANK}?[0-9]{{2}}(?:[.-]|{_BLANK})?[A-Z0-9])")
_IBAN_MARKS = re.compile(r"[\s.\-/]+")  # texts: likewise
_IBAN_REACH = 34 * 2  # characters in which an account of the longest kind ends, with a blank behind each
_IBAN_LENGTHS = range(34, 14, -1)
AMOUNT = rf"[0-9]{{1,3}}(?:(?:[.,'’]|{_BLANK})[0-9]{{3}}){{1,4}}[.,][0-9]{{2}}|[0-9]{{1,12}}[.,][0-9]{{2}}"
_AMOUNT = re.compile(AMOUNT)
_APART = re.compile(rf"(?<=[0-9]){_BLANK}?([.,]){_BLANK}?(?=[0-9])")
_DAY = re.compile(
    r"(?<![0-9])([0-9]{1,2})[ ./-]{1,2}([0-9]{1,2}|[a-z]{3,9})[ ./-]{1,2}([0-9]{4}|[0-9]{2})(?![0-9])"  # 24/11/26, 24 nov. 2026
    r"|(?<![0-9])([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])"
)


def ibans_in(text: str) -> list[str]:
    """Compact, in their order, each once: with blanks, dots or hyphens, broken over lines, or with letters before and
    behind. Only what is one by its country's length and check digits."""
    found: dict[str, None] = {}
    for start in islice(_IBAN_START.finditer(text), MOST_STARTS):
        reach = _IBAN_MARKS.sub("", text[start.start() : start.start() + _IBAN_REACH])
        if iban := next((reach[:end] for end in _lengths(reach) if is_iban(reach[:end])), ""):
            found[iban] = None
    return list(found)


def _lengths(reach: str) -> Iterator[int]:
    """At which ends the check digits hold; of a country only one length is right."""
    digits = re.match("[A-Z0-9]*", reach)
    most = digits.end() if digits else 0
    if reach.startswith("BE"):
        yield from (16,) if most >= 16 else ()
        return
    for end in _IBAN_LENGTHS:
        if end <= most and _mod97(reach[:end]) == 1:
            yield end


def _mod97(iban: str) -> int:
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97  # texts: 0-9 and A-Z, by the pattern


def amounts_in(text: str) -> set[Decimal]:
    """Each with two figures behind its point or comma: `1.250,00`, `1 250,00`, `1,250.00`, `1'250.00` and `1250.00` are the
    same. `21 250,00` may be two numbers or one, so both readings are there."""
    found = set()
    for each in (text, _APART.sub(r"\1", text)):
        for amount in _AMOUNT.findall(each):
            parts = amount.split()  # texts: any blank parts thousands, or two numbers
            found |= {amount_of("".join(parts[start:])) for start in range(len(parts))}
    return found


def amount_of(text: str) -> Decimal:
    """Of one that `amounts_in` finds: the last two figures are the cents."""
    return Decimal(f"{re.sub('[^0-9]', '', text[:-3])}.{text[-2:]}")  # texts: digits of the pattern


def has_whole_amount(text: str, amount: Decimal) -> bool:
    """Whether an amount without cents is written without them: `1.250`, `1250,-`, `€ 1 250`."""
    if amount != amount.to_integral_value():
        return False
    groups = f"{abs(int(amount)):,}".split(",")  # texts: our own
    number = rf"(?:[.,'’]|{_BLANK})?".join(groups)
    return re.search(rf"(?<![0-9.,]){number}(?![0-9]|[.,][0-9])", text) is not None


def days_in(text: str) -> Iterator[date]:
    """Days with their year, in figures or in the words of four languages; the text is `folded`."""
    for found in _DAY.finditer(text):
        day, month, year, *iso = found.groups()
        try:
            if iso[0]:
                yield date(*map(int, iso))  # texts: digits of the pattern
            else:
                yield date(whole(year if len(year) == 4 else f"20{year}"), month_of(month), whole(day))
        except ValueError:
            continue


def month_of(text: str) -> int:
    """By its figures, or by the beginning of its name, without accents; 0 is none."""
    if is_digits(text):
        return whole(text)
    return next((number for name, number in _MONTH.items() if name.startswith(text)), 0)


def has_day(text: str, day: date) -> bool:
    """Whether the text, `folded`, has this day in any way of writing it, that of the United States too."""
    names = "|".join(_short(name) for name, number in _MONTH.items() if number == day.month)
    apart, d, m = r"[ ./\-]{1,3}", f"0?{day.day}", f"0?{day.month}"
    y = f"(?:{day.year:04d}|'?{day.year % 100:02d})"
    ways = (
        rf"{d}{apart}{m}{apart}{y}",
        rf"{m}{apart}{d}{apart}{y}",
        rf"{day.year:04d}{apart}{m}{apart}{d}",
        f"{day:%Y%m%d}",
        rf"{d}(?:e|er|st|nd|rd|th)?{apart}(?:of )?(?:{names})\.?[ ,./\-]{{1,3}}{y}",
        rf"(?:{names})\.? {d}(?:st|nd|rd|th)?,? {y}",
    )
    return re.search(rf"(?<![0-9])(?:{'|'.join(ways)})(?![0-9])", text) is not None


def _short(name: str) -> str:
    """The name of a month, or its first letters: `nov` and `novem` for `november`."""
    rest = "".join(f"(?:{letter}" for letter in name[3:]) + ")?" * len(name[3:])
    return name[:3] + rest


def number_pattern(number: str) -> re.Pattern[str] | None:
    """Finds a document's number in a `folded` text, whatever marks, blanks and zeros are in it: `2026-001` in `2026/1` and in
    `INV 2026 001`. None: it is too short to tell one document from another."""
    parts = re.findall("[a-z]+|[0-9]+", folded(number))
    if sum(len(each.lstrip("0")) for each in parts if is_digits(each)) < 3:
        return None
    while parts and not is_digits(parts[0]):
        parts = parts[1:]
    while parts and not is_digits(parts[-1]):
        parts = parts[:-1]
    joined = "[^a-z0-9]{0,3}".join(f"0*{each.lstrip('0')}" if is_digits(each) else each for each in parts)
    return re.compile(f"(?<![0-9]){joined}(?![0-9])")
