"""A running Schakel and phase4: it sends to us over HTTP, and we send to it, found through our SMP door."""

import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote
from urllib.request import urlopen

from interop import access_point as harness
from interop.access_point import LoopbackHttp, SystemClock
from interop.peers import phase4
from schakel.peppol import sbdh
from schakel.peppol.doors import Answer, Naptr
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId
from schakel.peppol.keys import KeyRing
from schakel.peppol.smp_metadata import Endpoint
from tests.hub.databases import database, python
from tests.hub.documents.ubl import invoice
from tests.hub.network.service import running
from tests.hub.network.world import BILLING, INVOICE, OURS, SMP, THE_BAKERY, THE_MILL, THEIRS, header, keys

ZONE, BASE = "interop.invalid", "https://smp.interop.invalid/smp"

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
from schakel.hub.network.queueing import queue
from tests.hub.documents.ubl import BAKERY, MILL, invoice, party
sales = Connection.objects.get(kind="sales")
data = invoice(number="from-schakel", seller=party("Bakery", BAKERY), buyer=party("Mill", MILL))
print(queue(file(data, Way.UPLOAD, into=sales).documents[0]).pk)
"""
STATE = """
import django; django.setup()
from schakel.hub.network.models import Transmission
row = Transmission.objects.get(direction="out")
print(row.state, row.envelope_sha256, row.last_error)
"""


@dataclass
class Wires(LoopbackHttp):
    """DNS and the SMP of a network in which the mill is reached at phase4; messages really go over loopback."""

    peer: str

    def naptr(self, name: str, *, timeout: float) -> Sequence[Naptr]:
        return [Naptr(100, 10, "U", "Meta:SMP", f"!.*!{BASE}!")]

    def get(self, url: str, *, limit: int, timeout: float) -> Answer:
        from schakel.hub.network import smp_door
        from schakel.hub.network.access_point import Publisher

        publisher = Publisher(KeyRing([keys()[1][SMP]]), "interop", BASE, None)
        said = smp_door.answer(unquote(url.removeprefix(f"{BASE}/")), self, publisher=publisher)
        return Answer(said.status_code, said.content)

    def kinds(self, participant: ParticipantId) -> Sequence[DocumentTypeId]:
        return [INVOICE] if participant == THE_MILL else []

    def endpoints(self, kind: DocumentTypeId) -> tuple[Endpoint, ...]:
        return (Endpoint(BILLING, f"{self.peer}/as4", keys()[1][THEIRS].certificate),)


def access_point() -> object:
    """Ours, in the processes of the hub."""
    from schakel.hub.network.access_point import AccessPoint

    pki, issued = keys()
    wires = Wires(os.environ["INTEROP_PEER"])
    return AccessPoint(KeyRing([issued[OURS]]), pki.trust, pki, SystemClock(), wires, wires, ZONE, local=True)


def run(directory: Path) -> Iterator[tuple[str, bool]]:
    pki, issued = keys()
    both = harness.AccessPoint(pki, issued[OURS], issued[THEIRS])
    if not (shutil.which("java") and shutil.which("mvn")):
        print("skip phase4 and the hub: java and mvn are needed")
        return
    with phase4.started(both, directory) as (peer, _pid), database("sqlite", directory / "hub") as env:
        env |= {"DJANGO_SETTINGS_MODULE": "interop.hub_settings", "INTEROP_PEER": peer}
        with running(env, "serve", "work") as service:
            content = sbdh.wrap(header(sender=THE_MILL, receiver=THE_BAKERY), invoice(number="from-phase4"))
            said = phase4.told_to_send(peer, content, f"http://localhost:{service.port}/as4")
            yield f"phase4 -> a running Schakel: {said}", said == "SUCCESS, receipt verified"
            yield "its invoice is filed", eventually(lambda: python(FILED, service.env) == "from-phase4")
            python(QUEUE, service.env)
            sent = eventually(lambda: python(STATE, service.env).startswith("sent"))
            state, digest, *error = python(STATE, service.env).split()
            yield f"a running Schakel -> phase4, found through our SMP: {' '.join([state, *error])}", sent
            with urlopen(f"{peer}/last") as response:
                yield "phase4 has the envelope", response.read().decode() == digest


def eventually(holds: Callable[[], bool], most: float = 40) -> bool:
    until = time.monotonic() + most
    while not (true := holds()) and time.monotonic() < until:
        time.sleep(0.3)
    return true
