"""What we write for the network itself, judged by others: `python -m interop.run documents`.

Statuses (MLS) and both monthly reports by the official rules, as phive runs them, with one broken on purpose beside each; envelopes
with their wishes for statuses, and business cards, by peppol-commons; statuses over the wire with phase4, both ways.
"""

import hashlib
import random
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from interop.access_point import AccessPoint, LoopbackHttp
from interop.peers import Trial, Trials, phase4, phive
from interop.peers.peppol_commons import NAME, PeppolCommons, Refused
from schakel.peppol import as4, codelists, directory, mls, reporting, sbdh, statistics
from schakel.peppol.directory import BusinessCard
from schakel.peppol.identifiers import ParticipantId, service_provider
from schakel.peppol.mls import Fate, Issue, MessageStatus, Reason
from schakel.peppol.reporting import Direction, Exchange
from schakel.peppol.sbdh import MlsType

OURS, THEIRS = "POP000001", "POP000002"
START, END = date(2026, 11, 1), date(2026, 11, 30)
COUNTRIES = ("BE", "NL", "DE", "FR", "GR", "XI")


def run(access_point: AccessPoint, url: str, directory: Path) -> Trials:
    yield from judged()
    yield from read_by_commons()
    yield from over_the_wire(access_point, url, directory)


def judged() -> Trials:
    """By the official rules; what is broken must be refused, or they were not asked."""
    with phive.Phive() as judge:
        for fate in Fate:
            yield Trial(f"MLS {fate.value}: phive", judge.judge("mls", mls.write(status(fate))).valid)
        broken = mls.write(status(Fate.CONFIRMED)).replace(b">AP<", b">ZZ<")
        yield Trial("MLS broken: refused by phive", "SCH-MLS-19" in judge.judge("mls", broken).fatal)
        for name, exchanges in (("a month", month()), ("a month of nothing", [])):
            for kind, report in reports(exchanges):
                found = judge.judge(kind, statistics.write(report))
                yield Trial(f"{kind.upper()} of {name}: phive{'' if found.valid else f' {found}'}", found.valid)
        for kind, report in reports(month()):
            wrong = replace(report, start="2026-12-01")
            refused = judge.judge(kind, statistics.write(wrong)).fatal
            yield Trial(f"{kind.upper()} that begins after its end: refused by phive", bool(refused))


def status(fate: Fate) -> MessageStatus:
    usual = MessageStatus(
        str(uuid.uuid4()),
        datetime.now(UTC).replace(microsecond=0),
        service_provider(OURS),
        service_provider(THEIRS),
        str(uuid.uuid4()),
        fate,
    )
    issues = (Issue(Reason.RULE_BROKEN, "BR-CO-15: the sum is wrong", "/Invoice"), Issue(Reason.SYNTAX, "no XML"))
    return replace(usual, description="Wrong", issues=issues) if fate is Fate.REJECTED else usual


def month(count: int = 2_000) -> list[Exchange]:
    """Exchanges of every kind on the list, both ways, with some statuses among them."""
    chance = random.Random(27)
    kinds = [(kind, entry) for kind, entry in codelists.document_types().items() if entry.processes]
    found = []
    for number in range(count):
        kind, entry = chance.choice(kinds)
        if number % 10 == 0:
            kind, process = mls.DOCUMENT_TYPE, mls.PROCESS
        else:
            process = type(mls.PROCESS)(chance.choice(sorted(entry.processes)))
        found.append(
            Exchange(
                chance.choice(list(Direction)),
                f"PBE{chance.randrange(40):06d}",
                kind,
                process,
                chance.choice(COUNTRIES),
                chance.choice(COUNTRIES),
                str(chance.randrange(300)),
            )
        )
    return found


def reports(exchanges: list[Exchange]) -> Iterator[tuple[str, statistics.Report]]:
    yield "tsr", reporting.transaction_statistics(exchanges, reporter=OURS, start=START, end=END)
    yield "eusr", reporting.end_user_statistics(exchanges, reporter=OURS, start=START, end=END)


def read_by_commons() -> Trials:
    with PeppolCommons() as commons:
        for wish in MlsType:
            for to in (None, ParticipantId("0242:000002-TEST")):
                name = f"envelope, {wish.value}, MLS_TO {to.value if to else 'none'}"
                yield Trial(f"{name}: read by {NAME}, and theirs by us", same_envelope(commons, wish, to))
        card = BusinessCard(
            ParticipantId("0208:0407214017"), "Été & Zonen <BV>", "BE", (("VAT", "BE0407214017"),), START
        )
        expected = ("iso6523-actorid-upis", "0208:0407214017", card.name, "BE", "VAT=BE0407214017", "2026-11-01")
        yield Trial(f"business card: read by {NAME}", commons.card(directory.write_card(card)) == expected)
        yield Trial(f"business card without a name: refused by {NAME}", is_refused(commons, replace(card, name="")))


def same_envelope(commons: PeppolCommons, wish: MlsType, to: ParticipantId | None) -> bool:
    told = status(Fate.CONFIRMED)
    head = replace(mls.envelope(told, country="BE", instance_id=str(uuid.uuid4())), mls_to=to, mls_type=wish)
    ours = sbdh.wrap(head, mls.write(told))
    sender, receiver, kind, process, country, instance_id, mls_to, mls_type = commons.envelope(ours)
    there = (
        head.sender.value,
        head.receiver.value,
        head.document_type.value,
        head.process.value,
        "BE",
        head.instance_id,
    )
    is_read = (sender, receiver, kind, process, country, instance_id) == there and mls_to == (to.value if to else "")
    theirs = sbdh.unwrap(commons.written_again(ours)).header
    return is_read and (mls_type or MlsType.FAILURE_ONLY.value) == wish.value and theirs == head


def is_refused(commons: PeppolCommons, card: BusinessCard) -> bool:
    try:
        commons.card(directory.write_card(card))
    except Refused:
        return True
    return False


def over_the_wire(access_point: AccessPoint, url: str, directory: Path) -> Trials:
    """A status in its envelope, as any other message."""
    access_point.received.clear()
    with phase4.started(access_point, directory) as (peer, _):
        told = status(Fate.REJECTED)
        head = mls.envelope(told, country="BE", instance_id=str(uuid.uuid4()))
        content = sbdh.wrap(head, mls.write(told))
        as4.send(access_point.build(content), url=f"{peer}/as4", http=LoopbackHttp())
        with urllib.request.urlopen(f"{peer}/last") as response:
            yield Trial("MLS, us -> phase4", response.read().decode() == hashlib.sha256(content).hexdigest())
        said = phase4.told_to_send(peer, content, url)
        (received,) = access_point.received
        there = mls.read(sbdh.unwrap(received.envelope).document)
        yield Trial("MLS, phase4 -> us", (said, there) == ("SUCCESS, receipt verified", told))
