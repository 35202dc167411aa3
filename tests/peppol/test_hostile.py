"""Mutated messages: whatever comes in ends in a value or a PeppolError, never in anything else."""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from schakel.peppol import (
    mlr,
    mls,
    pki,
    sbdh,
    sml_registration,
    smp_reader,
    statistics,
    statistics_rules,
    xml,
    xml_signature,
)
from schakel.peppol.doors import Answer
from schakel.peppol.errors import PeppolError
from tests.peppol.fakes import NOW, SaidRevocation
from tests.peppol.smp_world import World
from tests.peppol.test_mlr import DOCUMENT as MLR_DOCUMENT
from tests.peppol.test_mls import REJECTED
from tests.peppol.test_sbdh import DOCUMENT, HEADER
from tests.peppol.test_sml_registration import fault
from tests.peppol.test_statistics import EUSR, FULL, TSR

PIECES = [
    b"<",
    b">",
    b"&",
    b"</a>",
    b"<a/>",
    b'"',
    b"\0",
    b"\xff\xfe",
    b"<!--",
    b"]]>",
    b"<![CDATA[",
    b"<!DOCTYPE x>",
    b"&#0;",
]


def mutated(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 5])):
        at = chance.randrange(len(changed) + 1)
        kind = chance.randrange(4)
        if kind == 0:
            changed[at : at + 1] = bytes([chance.randrange(256)])
        elif kind == 1:
            del changed[at : at + chance.choice([1, 5, 50])]
        elif kind == 2:
            start = chance.randrange(len(changed) + 1)
            changed[at:at] = changed[start : start + chance.choice([1, 10, 100])]
        else:
            changed[at:at] = chance.choice(PIECES)
    return bytes(changed)


def readers(world: World) -> Iterator[tuple[bytes, Callable[[bytes], object]]]:
    """A good message of each kind, and everything that reads it."""
    envelope, answer = sbdh.wrap(HEADER, DOCUMENT), world.http.answers[world.address].body
    yield envelope, sbdh.unwrap
    yield envelope, lambda data: sbdh.read_header(data, strict=False)
    yield mls.write(REJECTED), mls.read
    yield mls.write(REJECTED), mls.check
    yield MLR_DOCUMENT.encode(), mlr.read
    yield MLR_DOCUMENT.encode(), mlr.check
    for kind in (TSR, EUSR):
        yield statistics.write(FULL[kind]), lambda data: statistics_rules.check(statistics.read(data))
    yield answer, lambda data: xml_signature.verify(xml.parse(data))
    yield answer, lambda data: smp_reader.service_metadata(xml.parse(data))
    yield world.http.answers[group_address(world)].body, lambda data: smp_reader.service_group(xml.parse(data))
    yield fault("NotFoundFault"), lambda data: sml_registration._raise_fault(Answer(500, data))


def group_address(world: World) -> str:
    return world.address.partition("/services/")[0]


def attack(world: World, *, times: int, seed: int) -> None:
    chance = random.Random(seed)
    for good, read in readers(world):
        for _ in range(times):
            bad = mutated(good, chance)
            with suppress(PeppolError):
                read(bad)


def attack_certificates(world: World, *, times: int, seed: int) -> None:
    chance = random.Random(seed)
    der = world.smp_key.certificate.public_bytes(Encoding.DER)
    for _ in range(times):
        bad = bytearray(der)
        bad[chance.randrange(len(bad))] = chance.randrange(256)
        with suppress(PeppolError):
            pki.check(
                pki.load(bytes(bad)), role=pki.Role.SMP, trust=world.pki.trust, at=NOW, revocation=SaidRevocation()
            )


@pytest.fixture
def world(pki, smp_key, bob) -> World:
    return World(pki, smp_key, bob)


@pytest.mark.filterwarnings("ignore")  # cryptography warns of what it will refuse one day
def test_mutated_messages(world):
    attack(world, times=60, seed=1)
    attack_certificates(world, times=300, seed=1)


def outcome(read: Callable[[bytes], sbdh.Header], data: bytes) -> sbdh.Header | None:
    try:
        return read(data)
    except PeppolError:
        return None


def test_B04_both_ways_to_read_an_envelope_agree():
    chance = random.Random(3)
    good = sbdh.wrap(HEADER, DOCUMENT)
    ways = (sbdh.read_header, lambda data: sbdh.unwrap(data).header)
    bad = [mutated(good, chance) for _ in range(1_000)]
    outcomes = [(outcome(ways[0], data), outcome(ways[1], data)) for data in bad]
    assert [data for data, (one, other) in zip(bad, outcomes, strict=True) if one != other] == []
    assert len({one for one, _ in outcomes}) > 2


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
def test_very_many_mutated_messages(world):
    attack(world, times=5_000, seed=2)
    attack_certificates(world, times=20_000, seed=2)


def test_messages_given_to_the_wrong_reader(world):
    seen = [good for good, _ in readers(world)] + [b"{}", b"", b"\0" * 100]
    for data in seen:
        for _, read in readers(world):
            with suppress(PeppolError):
                read(data)
