"""The lines of a CODA file, addressed by the positions of the standard (counted from 1)."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from schakel.base import digits
from schakel.base.blanks import BLANKS
from schakel.sepa.statements.model import DamagedStatement

WIDTH = 128
_KINDS = frozenset({"0", "1", "21", "22", "23", "31", "32", "33", "4", "8", "9"})
_AMOUNT = re.compile("[0-9]{15}")
_UNKNOWN_DAY = "000000"
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Record:
    """One line; `record[63:115]` are its positions 63 to 115, both included."""

    row: int
    line: str

    def __getitem__(self, positions: int | slice) -> str:
        if isinstance(positions, int):
            return self.line[positions - 1]
        return self.line[positions.start - 1 : positions.stop]

    @property
    def kind(self) -> str:
        return self.line[0]


def records(data: bytes) -> list[Record]:
    """The records of a file: ASCII by the standard, UTF-8 or Windows-1252 in practice. Spaces at the end may be lost.

    Raises DamagedStatement (permanent): a line is longer than 128 characters or of no known kind.
    """
    text = _decoded(data).rstrip("\r\n\x1a ")  # some banks end the file as CP/M did
    lines = re.split(r"\r\n|\n|\r", text) if text else []
    return [_record(row, line) for row, line in enumerate(lines, start=1)]


def day(record: Record, start: int, end: int) -> date:
    """The day that stands there. Raises DamagedStatement (permanent)."""
    found = day_or_none(record, start, end)
    if found is None:
        raise DamagedStatement(f"row {record.row}: no date in {start}-{end}")
    return found


def day_or_none(record: Record, start: int, end: int) -> date | None:
    """The day that stands there as DDMMYY; None when the bank does not know it. Raises DamagedStatement (permanent)."""
    written = record[start:end]
    if not written.strip(BLANKS) or written == _UNKNOWN_DAY:
        return None
    try:
        return digits.day(f"20{written[4:]}-{written[2:4]}-{written[:2]}")
    except ValueError:
        raise DamagedStatement(f"row {record.row}: {written!r} is no date") from None


def amount(written: str, *, row: int) -> Decimal:
    """Twelve digits and three decimals; two decimals when the third is zero. Raises DamagedStatement (permanent)."""
    if not _AMOUNT.fullmatch(written):
        raise DamagedStatement(f"row {row}: {written!r} is no amount")
    found = Decimal(written).scaleb(-3)  # texts: matched above
    return found if int(written[-1]) else found.quantize(_CENT)  # texts: matched above


def signed(sign: str, written: str, *, row: int) -> Decimal:
    """The amount, negative for a debit. Raises DamagedStatement (permanent)."""
    if sign not in ("0", "1"):
        raise DamagedStatement(f"row {row}: {sign!r} is no sign")
    found = amount(written, row=row)
    return -found if sign == "1" and found else found


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _record(row: int, line: str) -> Record:
    if len(line.rstrip(BLANKS)) > WIDTH or not _KINDS & {line[:1], line[:2]}:
        raise DamagedStatement(f"row {row}: not a record: {line[:20]!r}")
    return Record(row, line[:WIDTH].ljust(WIDTH))
