"""The two monthly reports of a service provider: Transaction Statistics (TSR) and End User Statistics (EUSR).

Both cover a calendar month, are due even when nothing happened, and travel over the network itself to `RECIPIENT`.
They count production exchanges with a good receipt; the reports themselves are not counted, a Message Level Status is
counted in the TSR only. Source: Peppol Internal Regulations, TSR 1.0.5 and EUSR 1.1.5.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from schakel.peppol.identifiers import AS4_V2, DocumentTypeId, ParticipantId, ProcessId, TransportProfile
from schakel.peppol.mls import DOCUMENT_TYPE as MLS_DOCUMENT_TYPE
from schakel.peppol.statistics import EUSR, TSR, Report, ReportKind, Row, RowKey

RECIPIENT = ParticipantId("9925:be0848934496")
PROCESS = ProcessId("urn:fdc:peppol.eu:edec:bis:reporting:1.0")


class Direction(Enum):
    """As seen from us."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


@dataclass(frozen=True)
class Exchange:
    """One message that was exchanged with a good receipt.

    `end_user` is whoever of ours stands behind it, the same for all its participant ids. `receiver_country` is known
    for incoming exchanges only.
    """

    direction: Direction
    other: str  # seat id of the other service provider
    document_type: DocumentTypeId
    process: ProcessId
    sender_country: str  # COUNTRY_C1, ISO 3166-1 alpha-2
    receiver_country: str  # of C4
    end_user: Hashable
    transport: TransportProfile = AS4_V2

    @property
    def end_user_country(self) -> str:
        return self.receiver_country if self.direction is Direction.INCOMING else self.sender_country


def transaction_statistics(exchanges: Iterable[Exchange], *, reporter: str, start: date, end: date) -> Report:
    """How many messages went in and out: per transport, per provider and kind, and incoming per pair of countries.

    `reporter` is our seat id; the period is the calendar month from `start` to `end`, both included, in UTC.
    """
    counted = _without_reports(exchanges)
    incoming = [one for one in counted if one.direction is Direction.INCOMING]
    rows = [
        *_count("PerTP", counted, keys=lambda one: (RowKey("TP", "Peppol", one.transport.value),)),
        *_count("PerSP-DT-PR", counted, keys=_provider_keys),
        *_count("PerSP-DT-PR-CC", incoming, keys=lambda one: (*_provider_keys(one), *_country_keys(one))),
    ]
    return _report(TSR, rows, totals=_directions(counted), reporter=reporter, period=(start, end))


def end_user_statistics(exchanges: Iterable[Exchange], *, reporter: str, start: date, end: date) -> Report:
    """How many end users sent, received, or did either: in all, per kind of document and per country.

    Parameters as for `transaction_statistics`.
    """
    counted = [one for one in _without_reports(exchanges) if one.document_type != MLS_DOCUMENT_TYPE]
    rows = [
        *_users_by("PerDT-PR", counted, keys=_kind_keys),
        *_users_by("PerDT-PR-EUC", counted, keys=lambda one: (*_kind_keys(one), _country_key(one))),
        *_users_by("PerDT-EUC", counted, keys=lambda one: (_kind_keys(one)[0], _country_key(one))),
        *_users_by("PerEUC", counted, keys=lambda one: (_country_key(one),)),
    ]
    return _report(EUSR, rows, totals=_users(counted), reporter=reporter, period=(start, end))


def _without_reports(exchanges: Iterable[Exchange]) -> list[Exchange]:
    return [one for one in exchanges if one.process != PROCESS]


def _report(
    kind: ReportKind, rows: Sequence[Row], *, totals: tuple[int, ...], reporter: str, period: tuple[date, date]
) -> Report:
    start, end = (day.isoformat() for day in period)
    return Report(
        kind, kind.customization, PROCESS.value, RowKey("", "CertSubjectCN", reporter), start, end, totals, tuple(rows)
    )


Keys = Callable[[Exchange], tuple[RowKey, ...]]


def _count(name: str, exchanges: Iterable[Exchange], *, keys: Keys) -> list[Row]:
    counts: dict[tuple[RowKey, ...], Counter[Direction]] = {}
    for exchange in exchanges:
        counts.setdefault(keys(exchange), Counter())[exchange.direction] += 1
    return [Row(name, key, (count[Direction.INCOMING], count[Direction.OUTGOING])) for key, count in counts.items()]


def _users_by(name: str, exchanges: Iterable[Exchange], *, keys: Keys) -> list[Row]:
    groups: dict[tuple[RowKey, ...], list[Exchange]] = {}
    for exchange in exchanges:
        groups.setdefault(keys(exchange), []).append(exchange)
    return [Row(name, key, _users(group)) for key, group in groups.items()]


def _directions(exchanges: Sequence[Exchange]) -> tuple[int, int]:
    incoming = sum(one.direction is Direction.INCOMING for one in exchanges)
    return incoming, len(exchanges) - incoming


def _users(exchanges: Sequence[Exchange]) -> tuple[int, int, int]:
    """Distinct end users who sent, who received, who did either."""
    senders = {one.end_user for one in exchanges if one.direction is Direction.OUTGOING}
    receivers = {one.end_user for one in exchanges if one.direction is Direction.INCOMING}
    return len(senders), len(receivers), len(senders | receivers)


def _kind_keys(exchange: Exchange) -> tuple[RowKey, ...]:
    document_type, process = exchange.document_type, exchange.process
    return RowKey("DT", document_type.scheme, document_type.value), RowKey("PR", process.scheme, process.value)


def _provider_keys(exchange: Exchange) -> tuple[RowKey, ...]:
    return RowKey("SP", "CertSubjectCN", exchange.other), *_kind_keys(exchange)


def _country_keys(exchange: Exchange) -> tuple[RowKey, ...]:
    return RowKey("CC", "SenderCountry", exchange.sender_country), RowKey(
        "CC", "ReceiverCountry", exchange.receiver_country
    )


def _country_key(exchange: Exchange) -> RowKey:
    return RowKey("CC", "EndUserCountry", exchange.end_user_country)
