"""CODA: the coded statement of account of Belgian banks.

Source: Febelfin, "Coded statement of account (CODA)", version 2.6: records of 128 characters, annex I (the records) and
annex III (the structured communications). Record 4 (free messages of the bank) is not read.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from schakel.base.blanks import BLANKS
from schakel.sepa.iban import account_of
from schakel.sepa.statements.coda_movements import Movement, bookings
from schakel.sepa.statements.coda_records import Record, amount, day, day_or_none, records, signed
from schakel.sepa.statements.model import (
    Balance,
    DamagedStatement,
    Entry,
    NotAStatement,
    Statement,
    TooManyEntries,
    balanced,
)

_LARGEST = 100_000_000
_MOST_LINES = 20  # of a movement: its records and its information records, each line with two marks of its end
_MOVEMENT = re.compile(rb"(?:\A|[\r\n])(?:21|0)")  # and each header
_HEADER = (b"0", b"\xef\xbb\xbf0")
_COUNTED = ("1", "2", "3", "8")
_PARTS = ("5", "6", "7")  # types of transaction: detail of a total of the customer, of the bank, with more details
_VERSION = "2"
_NO_SEPARATE_APPLICATION = re.compile("0*")


def read(data: bytes, *, most: int) -> tuple[Statement, ...]:
    """The statements of a file, which may hold several one after the other, with at most so many movements.

    Raises:
        TooManyEntries      permanent
        NotAStatement       permanent: does not start as a CODA of version 2, or is larger than 100 MB
        DamagedStatement    permanent: a record is missing, unknown or unreadable, or the trailer counts otherwise
        BalanceMismatch     permanent
    """
    if len(data) > _LARGEST or not data.startswith(_HEADER):
        raise NotAStatement(f"{len(data)} bytes, {data[:8]!r}")
    movements, lines = len(_MOVEMENT.findall(data)), data.count(b"\n") + data.count(b"\r")
    if movements > most or lines > _MOST_LINES * most:
        raise TooManyEntries(f"{movements} in {lines} lines")
    return tuple(_statement(file) for file in _files(records(data)))


def _files(lines: list[Record]) -> Iterator[list[Record]]:
    if not lines or lines[0].kind != "0" or lines[0][128] != _VERSION:
        raise NotAStatement("no header record of version 2")
    file: list[Record] = []
    for line in lines:
        if bool(file) == (line.kind == "0"):
            raise DamagedStatement(f"row {line.row}: header record out of place or missing")
        file.append(line)
        if line.kind == "9":
            yield file
            file = []
    if file:
        raise DamagedStatement("no trailer record")


def _statement(file: list[Record]) -> Statement:
    header, *body, trailer = file
    if not body or body[0].kind != "1":
        raise DamagedStatement(f"row {header.row + 1}: no old balance")
    movements = bookings([line for line in body if line.kind in ("2", "3")])
    _check_trailer(trailer, body, movements=[main for main, _ in movements])
    opening = body[0]
    old = Balance(
        signed(opening[43], opening[44:58], row=opening.row), day_or_none(opening, 59, 64) or day(header, 6, 11)
    )
    statement = Statement(
        account=account_of(_account_zone(opening)),
        currency=_currency(opening),
        number=opening[126:128].strip(BLANKS),
        opening=old,
        closing=_new_balance(body) or old,  # on a day without movement the bank writes none
        entries=tuple(entry for main, details in movements for entry in _entries(main, details)),
    )
    return statement if _extract_without_balances(header, statement) else balanced(statement)


def _account_zone(opening: Record) -> str:
    return opening[6:17] if opening[2] == "0" else opening[6:39]


def _currency(opening: Record) -> str:
    return (opening[19:21] if opening[2] == "0" else opening[40:42]).strip(BLANKS) or "EUR"


def _new_balance(body: list[Record]) -> Balance | None:
    new = next((line for line in body if line.kind == "8"), None)
    return Balance(signed(new[42], new[43:57], row=new.row), day(new, 58, 63)) if new else None


def _entries(main: Movement, details: list[Movement]) -> list[Entry]:
    """The parts of a movement when they add up to it, else the movement as one with all that its details say."""
    (_, *others), *parts = _grouped(main, details)
    if parts and sum((part[0].amount for part in parts), Decimal(0)) == main.amount:
        return [part.entry(further, about=[main, *others]) for part, *further in parts]
    return [main.entry(details)]


def _grouped(main: Movement, details: list[Movement]) -> list[list[Movement]]:
    """The movement, then each of its parts, with the details that tell more about it behind it."""
    groups = [[main]]
    for detail in details:
        if detail.type in _PARTS:
            groups.append([detail])
        else:
            groups[-1].append(detail)
    return groups


def _check_trailer(trailer: Record, body: list[Record], *, movements: list[Movement]) -> None:
    counted = sum(line.kind in _COUNTED for line in body)
    if trailer[17:22] != f"{counted:06d}":
        raise DamagedStatement(f"row {trailer.row}: {trailer[17:22]} records announced, {counted} found")
    _check_turnover(trailer, trailer[23:37], movements, lambda moved: moved < 0)
    _check_turnover(trailer, trailer[38:52], movements, lambda moved: moved > 0)


def _check_turnover(
    trailer: Record, announced: str, movements: list[Movement], counts: Callable[[Decimal], bool]
) -> None:
    found = sum((abs(movement.amount) for movement in movements if counts(movement.amount)), Decimal(0))
    if amount(announced, row=trailer.row) != found:
        raise DamagedStatement(f"row {trailer.row}: turnover {announced} announced, {found} found")


def _extract_without_balances(header: Record, statement: Statement) -> bool:
    """A "separate application": the parts of totals that stand in another file; its balances are zero by definition."""
    separate = not _NO_SEPARATE_APPLICATION.fullmatch(header[84:88].strip(BLANKS))
    assert statement.opening
    assert statement.closing
    return separate and statement.opening.amount == statement.closing.amount == 0
