"""The movements of a CODA: records 2.1 to 2.3 with their information records 3.1 to 3.3."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from schakel.base.blanks import BLANKS
from schakel.sepa.iban import account_of
from schakel.sepa.statements.coda_records import Record, day, day_or_none, signed
from schakel.sepa.statements.model import DamagedStatement, Entry, given, remittance_of, words

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
_WORDS_AT = {  # likewise → what else a person can read there
    "127": (slice(9, 44), slice(44, 79)),  # creditor and mandate
}
_RUNS_ON_AT = {"32": slice(11, 115), "33": slice(11, 100)}


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

    def entry(self, details: Sequence[Self] = (), *, about: Sequence[Self] = ()) -> Entry:
        """With what its details say, and with what stands in the total that it is a part of."""
        second, third = self._article("22"), self._article("23")
        name = third[48:82].strip(BLANKS) or self._name_in_information()
        spoken = [self, *details]
        others = [line for each in spoken for line in each.information]
        others += [line for each in about for line in (*each.references, *each.texts, *each.information)]
        return Entry(
            amount=self.amount,
            booked=day_or_none(self.head, 116, 121) or day(self.head, 48, 53),
            valued=day_or_none(self.head, 48, 53),
            name=name,
            account=account_of(third[11:44]),
            remittance=remittance_of(
                [reference for each in spoken for reference in each.references],
                [line for each in spoken for line in each.texts],
            ),
            bank_id=self.head[11:31].strip(BLANKS).strip("0") and self.head[11:31].strip(BLANKS),
            our_id=given(second[64:98].strip(BLANKS)),
            information=" ".join(line for line in words(others) if line != name),
        )

    @property
    def references(self) -> list[str]:
        """What the bank calls a structured reference."""
        place = _REFERENCE_AT.get(self._zone[:3]) if self._is_structured else None
        return [self._zone[3:][place]] if place else []

    @property
    def texts(self) -> list[str]:
        """What is said in words: the communication, and the free text of the information records."""
        unknown = [self._zone[3:]] if self._zone[:3] not in _REFERENCE_AT else []
        return [*(unknown if self._is_structured else [self._zone]), *self._information(structured=False)]

    @property
    def information(self) -> list[str]:
        """What else a person can read: mandates, and who took part, with the address."""
        places = _WORDS_AT.get(self._zone[:3], ()) if self._is_structured else ()
        return [*(self._zone[3:][place] for place in places), *self._information(structured=True)]

    @property
    def _is_structured(self) -> bool:
        return self.head[62] == _STRUCTURED

    @property
    def _zone(self) -> str:
        return self.head[63:115] + self._article("22")[11:63] + self._article("23")[83:125]

    def _article(self, kind: str) -> Record:
        blank = Record(self.head.row, " " * 128)
        return next((record for record in self.records if record.line.startswith(kind)), blank)

    def _name_in_information(self) -> str:
        for record in self.records:
            if record.line.startswith("31") and record[40:43] == _STRUCTURED + _COUNTERPARTY_DATA:
                return record[44:113].strip(BLANKS)
        return ""

    def _information(self, *, structured: bool) -> list[str]:
        """Of the information records: what is written from a record 3.1 on to the next."""
        found: list[str] = []
        is_wanted = False
        for record in self.records:
            kind = record.line[:2]
            if kind == "31":
                is_wanted = (record[40] == _STRUCTURED) == structured
                found += [record[44:113] if structured else record[41:113]] if is_wanted else []
            elif kind in _RUNS_ON_AT and is_wanted:
                found[-1] += (" " if structured else "") + record[_RUNS_ON_AT[kind]]
        return found


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
