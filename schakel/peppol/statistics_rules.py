"""The rules a statistics report must keep, under their public ids.

Source: rule sets TSR 1.0.5 and EUSR 1.1.5 of OpenPeppol, implemented from their description.
"""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from schakel.peppol import codelists
from schakel.peppol.findings import MessageFinding
from schakel.peppol.pki import SEAT_ID
from schakel.peppol.statistics import TSR, Report, Row, RowKey

PROFILE = "urn:fdc:peppol.eu:edec:bis:reporting:1.0"
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
OWN_COUNTRIES = {"EL", "XK", "1A"}


@dataclass(frozen=True)
class Select:
    """Some of a row's keys: all, those of a meta scheme, of a scheme, or both."""

    meta: str = ""
    scheme: str = ""

    def __call__(self, row: Row) -> list[RowKey]:
        return [key for key in row.keys if self.meta in ("", key.meta) and self.scheme in ("", key.scheme)]


ALL = Select()
SP, DT, PR, CC = Select("SP"), Select("DT"), Select("PR"), Select("CC")
SENDER, RECEIVER, END_USER = (Select("CC", name) for name in ("SenderCountry", "ReceiverCountry", "EndUserCountry"))


@dataclass(frozen=True)
class RowType:
    """What a row of one type holds: rule, which keys, how many; the rule and keys that make it the only one of its kind."""

    keys: tuple[tuple[str, Select, int], ...]
    unique: tuple[str, tuple[Select, ...]]
    provider: str = ""  # the rule that its SP key is a seat id by scheme


TSR_ROWS = {
    "PerTP": RowType(
        keys=(("21", ALL, 1), ("22", Select("TP"), 1), ("23", Select(scheme="Peppol"), 1)),
        unique=("06", (ALL,)),
    ),
    "PerSP-DT-PR": RowType(
        keys=(("24", ALL, 3), ("25", SP, 1), ("26", DT, 1), ("27", PR, 1)),
        unique=("10", (SP, DT, PR)),
        provider="28",
    ),
    "PerSP-DT-PR-CC": RowType(
        keys=(
            ("29", ALL, 5),
            ("30", SP, 1),
            ("31", DT, 1),
            ("32", PR, 1),
            ("33", CC, 2),
            ("35", SENDER, 1),
            ("36", RECEIVER, 1),
        ),
        unique=("14", (SP, DT, PR, SENDER, RECEIVER)),
        provider="34",
    ),
}
EUSR_ROWS = {
    "PerDT-PR": RowType(
        keys=(("09", ALL, 2), ("10", DT, 1), ("11", PR, 1)),
        unique=("13", (DT, PR)),
    ),
    "PerDT-PR-EUC": RowType(
        keys=(("23", ALL, 3), ("24", DT, 1), ("25", PR, 1), ("26", CC, 1), ("27", END_USER, 1)),
        unique=("29", (DT, PR, END_USER)),
    ),
    "PerDT-EUC": RowType(
        keys=(("41", ALL, 2), ("42", DT, 1), ("43", CC, 1), ("44", END_USER, 1)),
        unique=("38", (DT, END_USER)),
    ),
    "PerEUC": RowType(
        keys=(("45", ALL, 1), ("46", CC, 1), ("47", END_USER, 1)),
        unique=("40", (END_USER,)),
    ),
}


def check(report: Report) -> tuple[MessageFinding, ...]:
    """Every rule that speaks; none for a report that may be sent."""
    rules = _transaction_rules if report.kind is TSR else _end_user_rules
    return tuple(rules(report))


def _transaction_rules(report: Report) -> Iterator[MessageFinding]:
    finding = partial(_finding, "SCH-TSR")
    incoming, outgoing = report.totals
    yield from _header(report, finding, rules=("01", "02", "40", "41", "42", "16", "17", "18"))
    if incoming + outgoing:
        yield from _sums(report, "PerTP", finding, rules=("03", "04", "05"))
        yield from _sums(report, "PerSP-DT-PR", finding, rules=("07", "08", "09"))
    if incoming:
        yield from _sums(report, "PerSP-DT-PR-CC", finding, rules=("11", "12"))
    if any(row.type not in TSR_ROWS for row in report.rows):
        yield finding("39")
    yield from _rows(report, TSR_ROWS, finding)
    for number, row in enumerate(report.rows, 1):
        yield from _transaction_row(row, finding, place=f"Subtotal[{number}]")


def _transaction_row(row: Row, finding: Callable[..., MessageFinding], *, place: str) -> Iterator[MessageFinding]:
    for key in row.keys:
        if key.scheme == "CertSubjectCN" and not SEAT_ID.fullmatch(key.value):
            yield finding("19", place)
        if key.scheme in ("SenderCountry", "ReceiverCountry") and not _is_country(key.value) and key.value != "ZZ":
            yield finding("20", place)
    if row.type not in TSR_ROWS:
        yield finding("37", place)
    if row.type == "PerSP-DT-PR-CC" and row.counts[1] != 0:
        yield finding("43", place)


def _end_user_rules(report: Report) -> Iterator[MessageFinding]:
    finding = partial(_finding, "SCH-EUSR")
    yield from _header(report, finding, rules=("01", "02", "16", "17", "18", "06", "07", "08"))
    yield from _set_of_users(report.totals, finding, rules=("19", "20", "21"))
    if report.totals[0] + report.totals[1]:
        yield from _against_full_set(report, finding)
    if any(row.type not in EUSR_ROWS for row in report.rows):
        yield finding("14")
    sets = [set(_set_of_users(row.counts, finding, rules=("33", "34", "35"))) for row in report.rows]
    yield from sorted(set().union(*sets), key=lambda one: one.rule)
    if any(row.counts[2] == 0 for row in report.rows):
        yield finding("36")
    yield from _rows(report, EUSR_ROWS, finding)
    for number, row in enumerate(report.rows, 1):
        countries = [key.value for key in row.keys if key.scheme == "EndUserCountry"]
        yield from (finding("30", f"Subset[{number}]") for code in countries if not _is_country(code))


def _against_full_set(report: Report, finding: Callable[..., MessageFinding]) -> Iterator[MessageFinding]:
    """No subset is larger than the whole; the three subsets every report must have are there."""
    for at, rule in enumerate(("03", "04", "22")):
        if not report.rows or max(row.counts[at] for row in report.rows) > report.totals[at]:
            yield finding(rule)
    for name, rule in (("PerDT-PR", "15"), ("PerDT-EUC", "37"), ("PerEUC", "39")):
        if not _of_type(report, name):
            yield finding(rule)


def _set_of_users(
    counts: tuple[int, ...], finding: Callable[..., MessageFinding], *, rules: tuple[str, str, str]
) -> Iterator[MessageFinding]:
    """Either is at most both together, and at least each."""
    sending, receiving, either = counts
    for rule, holds in zip(rules, (either <= sending + receiving, either >= sending, either >= receiving), strict=True):
        if not holds:
            yield finding(rule)


def _header(
    report: Report, finding: Callable[..., MessageFinding], *, rules: tuple[str, ...]
) -> Iterator[MessageFinding]:
    reporter = report.reporter
    is_seat = reporter.scheme == "CertSubjectCN"
    holds = (
        report.customization == report.kind.customization,
        report.profile == PROFILE,
        DAY.fullmatch(report.start) is not None,
        DAY.fullmatch(report.end) is not None,
        report.start[:10] <= report.end[:10],
        reporter.value != "",
        is_seat,
        not is_seat or SEAT_ID.fullmatch(reporter.value) is not None,
    )
    yield from (finding(rule) for rule, held in zip(rules, holds, strict=True) if not held)


def _sums(
    report: Report, name: str, finding: Callable[..., MessageFinding], *, rules: tuple[str, ...]
) -> Iterator[MessageFinding]:
    """Rows of this type exist, and their counts add up to the totals, in order."""
    rows = _of_type(report, name)
    if not rows:
        yield finding(rules[0])
    for at, rule in enumerate(rules[1:]):
        if sum(row.counts[at] for row in rows) != report.totals[at]:
            yield finding(rule)


def _rows(
    report: Report, types: dict[str, RowType], finding: Callable[..., MessageFinding]
) -> Iterator[MessageFinding]:
    for number, row in enumerate(report.rows, 1):
        expected = types.get(row.type)
        if expected:
            place = f"{report.kind.row}[{number}]"
            yield from (finding(rule, place) for rule, select, count in expected.keys if len(select(row)) != count)
            if expected.provider and any(key.scheme != "CertSubjectCN" for key in SP(row)):
                yield finding(expected.provider, place)
            rule, selects = expected.unique
            if not _is_only(row, _of_type(report, row.type), selects):
                yield finding(rule, place)


def _is_only(row: Row, rows: list[Row], selects: tuple[Select, ...]) -> bool:
    """Whether each combination of this row's keys belongs to exactly one row."""
    combinations = [_combinations(one, selects) for one in rows]
    return all(
        sum(bool(others) and others == {wanted} for others in combinations) == 1
        for wanted in _combinations(row, selects)
    )


def _combinations(row: Row, selects: tuple[Select, ...]) -> set[tuple[tuple[str, str], ...]]:
    named = [[(key.scheme, key.value) for key in select(row)] for select in selects]
    return set(itertools.product(*named))


def _of_type(report: Report, name: str) -> list[Row]:
    return [row for row in report.rows if row.type == name]


def _is_country(code: str) -> bool:
    return code in codelists.countries() or code in OWN_COUNTRIES


def _finding(prefix: str, rule: str, place: str = "") -> MessageFinding:
    return MessageFinding(f"{prefix}-{rule}", place)
