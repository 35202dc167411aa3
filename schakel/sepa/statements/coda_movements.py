"""The movements of a CODA: records 2.1 to 2.3 with their information records 3.1 to 3.3."""

from dataclasses import dataclass
from decimal import Decimal

from schakel.sepa.iban import account_of
from schakel.sepa.reference import FreeText, Remittance
from schakel.sepa.statements.coda_records import Record, day, day_or_none, signed
from schakel.sepa.statements.model import DamagedStatement, Entry, structured

_MAIN, _LAST_DETAIL = "0000", "9999"
_STRUCTURED = "1"
_COUNTERPARTY_DATA = "001"
_REFERENCE_AT = {  # structured communication → where its reference stands, counted behind the type; annex III
    "100": slice(0, 25),  # ISO 11649
    "101": slice(0, 12),  # the twelve digits
    "102": slice(0, 12),  # the twelve digits, put together by the bank
    "105": slice(45, 57),  # amounts and rates of a foreign payment, then the twelve digits
    "127": slice(79, 141),  # a direct debit: after creditor and mandate, the communication
}
_NOT_GIVEN = frozenset({"NOTPROVIDED", "NOT PROVIDED"})


@dataclass(frozen=True, slots=True)
class Movement:
    """One record 2.1 and what belongs to it."""

    records: tuple[Record, ...]

    @property
    def head(self) -> Record:
        return self.records[0]

    @property
    def amount(self) -> Decimal:
        return signed(self.head[32], self.head[33:47], row=self.head.row)

    @property
    def type(self) -> str:
        """The first digit of the transaction code: what is a total, and what a detail of what."""
        return self.head[54]

    def entry(self) -> Entry:
        second, third = self._article("22"), self._article("23")
        our_id = second[64:98].strip()
        return Entry(
            amount=self.amount,
            booked=day_or_none(self.head, 116, 121) or day(self.head, 48, 53),
            valued=day_or_none(self.head, 48, 53),
            name=third[48:82].strip() or self._name_in_information(),
            account=account_of(third[11:44]),
            remittance=self._remittance(second, third),
            bank_id=self.head[11:31].strip().strip("0") and self.head[11:31].strip(),
            our_id="" if our_id in _NOT_GIVEN else our_id,
        )

    def _article(self, kind: str) -> Record:
        blank = Record(self.head.row, " " * 128)
        return next((record for record in self.records if record.line.startswith(kind)), blank)

    def _remittance(self, second: Record, third: Record) -> Remittance:
        zone = self.head[63:115] + second[11:63] + third[83:125]
        if self.head[62] != _STRUCTURED:
            return FreeText(_squeezed(zone) or self._free_information())
        place = _REFERENCE_AT.get(zone[:3])
        return structured(_squeezed(zone[3:][place])) if place else FreeText(_squeezed(zone[3:]))

    def _name_in_information(self) -> str:
        for record in self.records:
            if record.line.startswith("31") and record[40:43] == _STRUCTURED + _COUNTERPARTY_DATA:
                return record[44:113].strip()
        return ""

    def _free_information(self) -> str:
        """The text of the information records that are not structured, put together again."""
        zones = {"31": slice(41, 113), "32": slice(11, 115), "33": slice(11, 100)}
        text, free = "", False
        for record in self.records:
            kind = record.line[:2]
            free = record[40] != _STRUCTURED if kind == "31" else free
            text += record[zones[kind]] if free and kind in zones else ""
        return _squeezed(text)


def bookings(lines: list[Record]) -> list[tuple[Movement, list[Movement]]]:
    """Each movement on the account with its details: what follows under the same sequence number."""
    found: list[tuple[Movement, list[Movement]]] = []
    for movement in _movements(lines):
        if found and _is_detail_of(movement, found[-1]):
            found[-1][1].append(movement)
        else:
            found.append((movement, []))
    return found


def _movements(lines: list[Record]) -> list[Movement]:
    groups: list[list[Record]] = []
    for line in lines:
        if line.line.startswith("21"):
            groups.append([line])
        elif groups and line[3:6] == groups[-1][0][3:6]:
            groups[-1].append(line)
        else:
            raise DamagedStatement(f"row {line.row}: belongs to no movement")
    return [Movement(tuple(group)) for group in groups]


def _is_detail_of(movement: Movement, booking: tuple[Movement, list[Movement]]) -> bool:
    main, details = booking
    before = (details[-1] if details else main).head
    same = movement.head[3:6] == main.head[3:6]
    return same and (movement.head[7:10] != _MAIN or before[7:10] == _LAST_DETAIL)


def _squeezed(text: str) -> str:
    return " ".join(text.split())
