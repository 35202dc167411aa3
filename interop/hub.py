"""A running Schakel and phase4: it sends to us over HTTP, and we send to it, found through our SMP door."""

import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.request import urlopen

from django.conf import settings

from interop import access_point as harness
from interop.access_point import LoopbackHttp, SystemClock
from interop.peers import Trial, Trials, phase4
from schakel.hub.network.access_points.own import AccessPoint, Publisher
from schakel.peppol import sbdh
from schakel.peppol.doors import Naptr
from schakel.peppol.keys import KeyRing
from tests.hub.databases import database, python
from tests.hub.documents.ubl import invoice
from tests.hub.network.service import Service, running
from tests.hub.network.world import OURS, SMP, THE_BAKERY, THE_MILL, THEIRS, header, keys

ZONE, BOTH = "interop.invalid", ("serve", "work")

FILED = """
import django; django.setup()
from schakel.hub.documents.models import Document
print(*Document.objects.values_list("number", flat=True))
"""
QUEUE = """
import django; django.setup()
from schakel.hub.connections.models import Connection
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Way
from schakel.hub.network.outbound.queue import queue
from tests.hub.documents.ubl import BAKERY, MILL, invoice, party
sales = Connection.objects.get(side="sales")
data = invoice(number="from-schakel", seller=party("Bakery", BAKERY), buyer=party("Mill", MILL))
print(queue(file(data, Way.UPLOAD, into=sales).documents[0]).pk)
"""
STATE = """
import django; django.setup()
from schakel.hub.network.models import Transmission
row = Transmission.objects.get(direction="out")
print(row.state, row.envelope_sha256, row.last_error)
"""

REGISTER = """
import django; django.setup()
from schakel.hub.connections.models import Company, Office
from schakel.hub.network.models import Registration
from tests.hub.documents.ubl import MILL
from tests.hub.network.world import INVOICE
mill = Company.objects.create(office=Office.objects.get(), name="Mill", enterprise_number=MILL)
Registration.objects.create(company=mill, scheme="0208", value=MILL, document_types=[str(INVOICE)], state="registered")
"""


@dataclass
class Wires(LoopbackHttp):
    """DNS of a network in which everybody is found at one SMP; look-ups and messages really go over loopback."""

    smp: str

    def naptr(self, name: str, *, timeout: float) -> Sequence[Naptr]:
        return [Naptr(100, 10, "U", "Meta:SMP", f"!.*!{self.smp}!")]


def ours() -> AccessPoint:
    """In the processes of the hub that sends and receives."""
    return access_point(OURS, smp=os.environ["INTEROP_SMP"])


def published() -> AccessPoint:
    """In the process whose door /smp publishes the mill: received at phase4, under phase4's certificate."""
    publisher = Publisher(KeyRing([keys()[1][SMP]]), "interop", f"{settings.URL}/smp", None)
    return replace(access_point(THEIRS, smp=""), address=f"{os.environ['INTEROP_PEER']}/as4", publisher=publisher)


def access_point(seat_id: str, *, smp: str) -> AccessPoint:
    pki, issued = keys()
    wires = Wires(smp)
    return AccessPoint(KeyRing([issued[seat_id]]), pki.trust, pki, SystemClock(), wires, wires, ZONE, local=True)


def run(directory: Path) -> Trials:
    pki, issued = keys()
    both = harness.AccessPoint(pki, issued[OURS], issued[THEIRS])
    if not (shutil.which("java") and shutil.which("mvn")):
        print("skip phase4 and the hub: java and mvn are needed")
        return
    with (
        phase4.started(both, directory) as (peer, _pid),
        publishing(peer, directory / "smp") as smp,
        database("sqlite", directory / "hub") as env,
        running(hub(env, "ours", INTEROP_SMP=smp), *BOTH) as service,
    ):
        yield from received(service, peer)
        yield from sent(service, peer)


@contextmanager
def publishing(peer: str, directory: Path) -> Iterator[str]:
    """A second Schakel, of which only the SMP is asked: its address. There the mill is registered."""
    with database("sqlite", directory) as env, running(hub(env, "published", INTEROP_PEER=peer), "serve") as service:
        python(REGISTER, service.env)
        yield f"{service.env['SCHAKEL_URL']}/smp"


def hub(env: dict[str, str], name: str, **told: str) -> dict[str, str]:
    """The environment of a Schakel whose access point is the one of this name here."""
    return env | {"DJANGO_SETTINGS_MODULE": "interop.hub_settings", "INTEROP_HUB": f"interop.hub.{name}"} | told


def received(service: Service, peer: str) -> Trials:
    content = sbdh.wrap(header(sender=THE_MILL, receiver=THE_BAKERY), invoice(number="from-phase4"))
    said = phase4.told_to_send(peer, content, f"http://localhost:{service.port}/as4")
    yield Trial(f"phase4 -> a running Schakel: {said}", said == "SUCCESS, receipt verified")
    yield Trial("its invoice is filed", eventually(lambda: python(FILED, service.env) == "from-phase4"))


def sent(service: Service, peer: str) -> Trials:
    python(QUEUE, service.env)
    gone = eventually(lambda: python(STATE, service.env).startswith("sent"))
    state, digest, *error = python(STATE, service.env).split()
    yield Trial(f"a running Schakel -> phase4, found through our SMP over HTTP: {' '.join([state, *error])}", gone)
    with urlopen(f"{peer}/last") as response:
        yield Trial("phase4 has the envelope", response.read().decode() == digest)


def eventually(holds: Callable[[], bool], most: float = 40) -> bool:
    until = time.monotonic() + most
    while not (true := holds()) and time.monotonic() < until:
        time.sleep(0.3)
    return true
