"""Whether the log is as it was written: each row, their order, and the ends that were anchored outside."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from schakel.hub.audit.actions import Action
from schakel.hub.audit.chain import START, hash_of
from schakel.hub.audit.models import INSTALLATION, AuditEntry
from schakel.hub.records.audit.anchors import Anchor
from schakel.hub.records.audit.faults import AuditFault, Fault

PIECE = 5000  # rows read at once
MOST_FAULTS = 1000  # named; more are only counted
OFFICE = AuditEntry.FACTS.index("office")
ENTRY = AuditEntry.FACTS.index("id")


@dataclass
class LogVerification:
    entries: int = 0  # that are linked
    chains: int = 0
    not_linked: int = 0  # written within the last seconds, or the worker does not run
    anchors: int = 0  # held against it
    seconds: float = 0.0
    found: int = 0
    faults: list[AuditFault] = field(default_factory=list)
    days: set[str] = field(default_factory=set)  # of anchors that do not fit
    restored: list[str] = field(default_factory=list)  # of each restore its day, and the backup with its place

    def add(self, fault: AuditFault) -> None:
        self.found += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)


class AnchoredChain:
    """What anchors say of one chain."""

    def __init__(self) -> None:
        self.hashes: dict[int, dict[bytes, list[str]]] = {}  # position → hash → days of the anchors
        self.end, self.day = 0, ""  # the last position, and when

    def add(self, position: int, digest: bytes, day: str) -> None:
        self.hashes.setdefault(position, {}).setdefault(digest, []).append(day)
        if position > self.end:
            self.end, self.day = position, day

    def contradictions(self, position: int, digest: bytes) -> list[str]:
        """The days of anchors that have another row there."""
        known = self.hashes.get(position, {})
        return [day for other, days in known.items() if other != digest for day in days]

    def days_after(self, position: int) -> set[str]:
        """Of anchors that have more rows."""
        known = (days for where, hashes in self.hashes.items() if where > position for days in hashes.values())
        return {day for days in known for day in days}


def verify_log(
    anchors: Iterable[Anchor], *, office: int | None = None, show: Callable[[int], None] = lambda _done: None
) -> LogVerification:
    """Of one office, or of all, while others go on writing. `show` is told how many rows were read."""
    began, done = time.monotonic(), LogVerification()
    rows = AuditEntry.objects.all() if office is None else AuditEntry.objects.filter(office=office)
    anchored = chains_of(anchors, office, done)
    linked = rows.exclude(position=None).order_by("office", "position")
    read = linked.values_list(*AuditEntry.FACTS, "position", "previous", "hash").iterator(chunk_size=PIECE)
    for key, of_office in groupby(counted(read, done, show), key=lambda row: row[OFFICE]):
        done.chains += 1
        verify_chain(key, of_office, anchored.pop(key, AnchoredChain()), done)
    for key, chain in anchored.items():  # nothing of it is left
        verify_chain(key, [], chain, done)
    done.not_linked = rows.filter(position=None).count()
    done.restored = [f"{at:%Y-%m-%d}: {detail}" for at, detail in restores()]
    done.seconds = time.monotonic() - began
    return done


def restores() -> Iterator[tuple[datetime, str]]:
    """In the order of time, also those that are not linked yet."""
    found = AuditEntry.objects.filter(office=INSTALLATION, action=Action.RESTORED)
    yield from found.order_by("at").values_list("at", "detail")


def chains_of(anchors: Iterable[Anchor], office: int | None, done: LogVerification) -> dict[int, AnchoredChain]:
    found: dict[int, AnchoredChain] = {}
    for anchor in anchors:
        done.anchors += 1
        for key, (position, digest) in anchor.heads.items():
            if office is None or key == office:
                found.setdefault(key, AnchoredChain()).add(position, digest, anchor.day)
    return found


def counted(
    rows: Iterable[tuple[Any, ...]], done: LogVerification, show: Callable[[int], None]
) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        done.entries += 1
        if done.entries % PIECE == 0:
            show(done.entries)
        yield row


def verify_chain(office: int, rows: Iterable[tuple[Any, ...]], anchored: AnchoredChain, done: LogVerification) -> None:
    """The row that is wrong is named, and the next one held against it as it is now."""
    last, hash_before, is_sound = 0, START, True
    for row in rows:
        position, previous, digest = row[-3], bytes(row[-2]), bytes(row[-1])
        if position > last + 1:
            done.add(AuditFault(Fault.MISSING, office, last + 1, until=position - 1))
            is_sound = False
        fault = fault_of(row, previous, digest)
        if fault is None and previous != hash_before and is_sound:
            fault = Fault.MOVED
        if fault:
            done.add(AuditFault(fault, office, position, entry=row[ENTRY]))
        elif days := anchored.contradictions(position, digest):
            done.days.update(days)
            done.add(AuditFault(Fault.OTHER, office, position, entry=row[ENTRY], anchor=days[0]))
        last, hash_before, is_sound = position, digest, fault is None
    if last < anchored.end:
        done.days |= anchored.days_after(last)
        done.add(AuditFault(Fault.CUT, office, last + 1, until=anchored.end, anchor=anchored.day))


def fault_of(row: tuple[Any, ...], previous: bytes, digest: bytes) -> Fault | None:
    facts = dict(zip(AuditEntry.FACTS, row[:-3], strict=True))
    return None if hash_of(facts, previous) == digest else Fault.ALTERED
