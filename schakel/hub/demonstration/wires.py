"""The demonstration's network: a throw-away PKI, its DNS, and two access points, ours and that of all the others.

The rest is as in production: look-up at an SMP, signed and encrypted messages over HTTP, receipts. Everything stays on
this machine, and nothing of it counts anywhere else.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from django.conf import settings

from schakel.hub.demonstration.story import story
from schakel.hub.network.access_points.own import AccessPoint, Publisher
from schakel.hub.network.models import Registration
from schakel.hub.outside import SystemClock, to_ourselves
from schakel.peppol.demo_pki import DemoPki
from schakel.peppol.doors import Naptr
from schakel.peppol.identifiers import ParticipantId
from schakel.peppol.keys import KeyRing, RsaKey
from schakel.peppol.pki import Role
from schakel.peppol.sml import host_name

ZONE = "participant.sml.demonstration.invalid"
OURS, OTHERS, SMP = "POP000001", "POP000002", "PSP000001"  # seat ids
ELSEWHERE = "1900002148"  # a company of the office that is registered with somebody else
LONG_ENOUGH = timedelta(days=30)  # certificates that end sooner are made anew


def ours() -> AccessPoint:
    """The access point of this installation."""
    return access_point(OURS, door=settings.URL)


@cache
def others() -> AccessPoint:
    """The one at which every supplier and customer of the story is."""
    return access_point(OTHERS, door=f"{settings.URL}/demonstration")


def access_point(seat_id: str, *, door: str) -> AccessPoint:
    pki, keys = made_once()
    return AccessPoint(
        keys=KeyRing([keys[seat_id]]),
        trust=pki.trust,
        revocation=pki,
        clock=SystemClock(),
        http=to_ourselves(),
        resolver=Names(),
        zone=ZONE,
        local=True,
        publisher=Publisher(KeyRing([keys[SMP]]), smp_id="DEMONSTRATION", base=f"{door}/smp", sml=None),
        address=f"{door}/as4",
    )


class Names:
    """The `Resolver` of this network: it knows who is registered here, and everybody else in the story."""

    def naptr(self, name: str, *, timeout: float) -> Sequence[Naptr]:
        if any(host_name(one, zone=ZONE) == name for one in registered()):
            return [Naptr(100, 10, "U", "Meta:SMP", f"!.*!{settings.URL}/smp!")]
        if any(host_name(one, zone=ZONE) == name for one in elsewhere()):
            return [Naptr(100, 10, "U", "Meta:SMP", f"!.*!{settings.URL}/demonstration/smp!")]
        return []


def registered() -> Iterator[ParticipantId]:
    rows = Registration.objects.filter(state=Registration.State.REGISTERED)
    return (ParticipantId(f"{scheme}:{value}") for scheme, value in rows.values_list("scheme", "value"))


def elsewhere() -> Iterator[ParticipantId]:
    """Whoever is at the other access point: all but the office's companies, and one of those too."""
    companies = {card["number"] for card in story()["companies"]} - {ELSEWHERE}
    yield ParticipantId(f"0208:{ELSEWHERE}")
    for card in story()["others"].values():
        if card["number"] in companies:
            continue
        if card["number"]:
            yield ParticipantId(f"0208:{card['number']}")
        else:
            yield ParticipantId(f"{card['scheme']}:{card['vat'].lower()}")


@cache
def made_once() -> tuple[DemoPki, dict[str, RsaKey]]:
    """The authorities and everybody's key, kept in the data folder between starts."""
    place = Path(settings.DATA) / "demonstration_network"
    if not place.is_dir() or ends_soon(place):
        make(place)
    pems = {file.stem: file.read_bytes() for file in place.glob("*.pem")}
    return DemoPki.load(pems), {name: RsaKey.load(pems[name], our_own=True) for name in (OURS, OTHERS, SMP)}


def ends_soon(place: Path) -> bool:
    certificate = x509.load_pem_x509_certificate((place / f"{OURS}.pem").read_bytes())
    return certificate.not_valid_after_utc < datetime.now(UTC) + LONG_ENOUGH


def make(place: Path) -> None:
    """All of it, or nothing: a start that is broken off leaves no half network."""
    now = datetime.now(UTC)
    pki, start = DemoPki.make(now=now), now - timedelta(days=1)
    keys = {
        name: pki.issue(name, role=Role.ACCESS_POINT, valid_from=start, organisation=organisation)
        for name, organisation in ((OURS, "Schakel"), (OTHERS, "Ander Platform nv"))
    }
    keys[SMP] = pki.issue(SMP, role=Role.SMP, valid_from=start)
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=place.parent))  # readable by its owner only
    for name, pem in (pki.dump() | {name: key.dump() for name, key in keys.items()}).items():
        (fresh / f"{name}.pem").write_bytes(pem)
    shutil.rmtree(place, ignore_errors=True)
    os.replace(fresh, place)  # noqa: PTH105 -- beside mkdtemp
