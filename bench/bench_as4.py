"""How fast and how small AS4 is, beside its floor: the RSA operations no implementation can leave out.

Prints figure, floor or rival, ratio and target; measured in one run, CPU time of one core. The rival `as4` 0.2.0 runs
when `make interop` has made its environment.
"""

import base64
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.serialization import Encoding

from schakel.peppol import as4, sbdh
from schakel.peppol.as4.encryption import OAEP
from schakel.peppol.demo_pki import DemoPki
from schakel.peppol.identifiers import DocumentTypeId, ParticipantId, ProcessId
from schakel.peppol.keys import KeyRing, RsaKey
from schakel.peppol.pki import Role

ROOT = Path(__file__).resolve().parent.parent
RIVAL = ROOT / "interop" / ".venvs" / "python_as4" / "bin" / "python"
INVOICE = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
NOW = datetime.now(UTC)
ROUNDS, REPEATS = 200, 5
LARGE = 20_000_000


@dataclass
class World:
    """Two access points, the clock, and who is revoked: nobody."""

    pki: DemoPki
    ours: RsaKey
    theirs: RsaKey

    @classmethod
    def make(cls) -> "World":
        pki = DemoPki.make(now=NOW)
        yesterday = NOW - timedelta(days=1)
        ours, theirs = (pki.issue(f"POP99900{n}", role=Role.ACCESS_POINT, valid_from=yesterday) for n in (1, 2))
        return cls(pki, ours, theirs)

    def now(self) -> datetime:
        return NOW

    def build(self, envelope: bytes, header: sbdh.Header) -> as4.Outgoing:
        receiver = self.theirs.certificate
        return as4.build(envelope, header, message_id="bench@a.invalid", receiver=receiver, key=self.ours, at=NOW)

    def receive(self, content_type: str, stream: BinaryIO) -> as4.Received:
        return as4.receive(
            {"Content-Type": content_type},
            stream,
            keys=KeyRing([self.theirs]),
            trust=self.pki.trust,
            clock=self,
            revocation=self.pki,
        )

    def answer(self, outgoing: as4.Outgoing) -> bytes:
        received = self.receive(outgoing.content_type, BytesIO(outgoing.body))
        return as4.receipt(received, message_id="r@b.invalid", key=self.theirs, at=NOW)


def invoice(size: int) -> bytes:
    """About 60 bytes an element, as in a real invoice; it does not compress to nothing."""
    notes = "".join(f"<cbc:Note>{uuid.uuid4()} {number}</cbc:Note>" for number in range(size // 62))
    return f'<Invoice xmlns="{INVOICE}" xmlns:cbc="{CBC}"><cbc:ID>1</cbc:ID>{notes}</Invoice>'.encode()


def attachment(size: int) -> bytes:
    """A PDF in base64: what makes an invoice large, and hardly compresses."""
    packed = base64.b64encode(os.urandom(size // 4 * 3))
    return b"<cbc:EmbeddedDocumentBinaryObject>" + packed + b"</cbc:EmbeddedDocumentBinaryObject>"


def envelope(document: bytes) -> tuple[bytes, sbdh.Header]:
    kind = DocumentTypeId.of(INVOICE, "Invoice", customization=CUSTOMIZATION, version="2.1")
    process = ProcessId("urn:fdc:peppol.eu:2017:poacc:billing:01:1.0")
    sender, receiver = ParticipantId("0208:0407214017"), ParticipantId("0208:0899965307")
    header = sbdh.Header(sender, receiver, kind, process, "BE", str(uuid.uuid4()), NOW)
    return sbdh.wrap(header, document), header


def cost(work: Callable[[], object], *, rounds: int = ROUNDS) -> float:
    """Milliseconds of CPU for one, the best of several repeats: the others were disturbed."""
    work()
    best = float("inf")
    for _ in range(REPEATS):
        start = time.process_time()
        for _ in range(rounds):
            work()
        best = min(best, (time.process_time() - start) / rounds)
    return best * 1000


def line(what: str, figure: str, *, against: str, ratio: float, target: float, at_least: bool = False) -> None:
    met = ratio >= target if at_least else ratio <= target
    sign = "≥" if at_least else "≤"
    print(f"{'ok  ' if met else 'MISS'} {what:44} {figure:>14}  {against:30} {ratio:6.2f}  target {sign} {target}")


def small(world: World) -> None:
    content, header = envelope(invoice(9_000))
    outgoing = world.build(content, header)
    wrapped = world.theirs.private.public_key().encrypt(b"k" * 16, OAEP)
    sign = cost(lambda: world.ours.sign(b"x"))
    floor = cost(lambda: (world.theirs.decrypt(wrapped), world.theirs.sign(b"x")))
    receive, build = cost(lambda: world.answer(outgoing)), cost(lambda: world.build(content, header))
    against = f"RSA decrypt + sign {floor:.2f} ms"
    line("receive 9 KB, to signed receipt", f"{receive:.2f} ms", against=against, ratio=receive / floor, target=2.0)
    line("build 9 KB", f"{build:.2f} ms", against=f"RSA sign {sign:.2f} ms", ratio=build / sign, target=2.2)
    rival = rivals(world, outgoing, content)
    if rival:
        against, ratio = f"as4 0.2.0 {rival['receives']:.0f}/s", 1000 / receive / rival["receives"]
        line("receives a second", f"{1000 / receive:.0f}/s", against=against, ratio=ratio, target=3, at_least=True)
        against, ratio = f"as4 0.2.0 {rival['builds']:.0f}/s", 1000 / build / rival["builds"]
        line("builds a second", f"{1000 / build:.0f}/s", against=against, ratio=ratio, target=1, at_least=True)


def rivals(world: World, outgoing: as4.Outgoing, content: bytes) -> dict[str, float] | None:
    """Receives and builds a second of `as4` with the same message, or None when it is not here."""
    if not RIVAL.exists():
        print("skip as4 0.2.0: run `make interop` once to fetch it")
        return None
    with tempfile.TemporaryDirectory() as place:
        directory = Path(place)
        authorities = [world.pki.root, world.pki.issuers[Role.ACCESS_POINT]]
        (directory / "theirs.pem").write_bytes(world.theirs.dump())
        (directory / "ours.pem").write_bytes(world.ours.certificate.public_bytes(Encoding.PEM))
        (directory / "authorities.pem").write_bytes(
            b"".join(a.certificate.public_bytes(Encoding.PEM) for a in authorities)
        )
        (directory / "message").write_bytes(outgoing.body)
        (directory / "headers.json").write_text(json.dumps({"Content-Type": outgoing.content_type}))
        (directory / "document.xml").write_bytes(sbdh.unwrap(content).document)
        peer = ROOT / "interop" / "python_as4" / "peer.py"
        command = [RIVAL, peer, "speed", directory, str(ROUNDS)]
        found: dict[str, float] = json.loads(subprocess.check_output(command).splitlines()[-1])
        return found


def large(what: str) -> None:
    """In a process of its own: seconds and bytes that 20 MB add to an idle process. Prints them."""
    world = World.make()
    world.answer(world.build(*envelope(invoice(9_000))))
    content, header = envelope(invoice(9_000).replace(b"</Invoice>", attachment(LARGE) + b"</Invoice>"))
    with tempfile.TemporaryFile() as file:
        if what == "receive":
            outgoing = world.build(content, header)
            file.write(outgoing.body)
            file.seek(0)
            size, content_type = len(content), outgoing.content_type
            del content, outgoing
            idle = settled()
            start = time.process_time()
            received = world.receive(content_type, file)
            as4.receipt(received, message_id="r@b.invalid", key=world.theirs, at=NOW)
        else:
            size, idle = len(content), settled()
            start = time.process_time()
            world.build(content, header)
    print(json.dumps({"seconds": time.process_time() - start, "bytes": peak() - idle, "size": size}))


def settled() -> int:
    """Forget earlier peaks; give what is held now, in bytes."""
    Path("/proc/self/clear_refs").write_text("5")
    return peak()


def peak() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 if "VmHWM:" in status else maximum()


def maximum() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def larges() -> None:
    for what in ("receive", "build"):
        command = [sys.executable, __file__, what]
        found = json.loads(subprocess.check_output(command, env=os.environ | {"MALLOC_TRIM_THRESHOLD_": "0"}))
        label = f"{what} {found['size'] / 1e6:.0f} MB"
        seconds, times = found["seconds"], found["bytes"] / found["size"]
        line(label, f"{seconds:.2f} s", against="1 s", ratio=seconds, target=1.0)
        line(f"{label}, memory", f"{found['bytes'] / 1e6:.0f} MB", against="its size", ratio=times, target=3.0)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        large(sys.argv[1])
    else:
        small(World.make())
        larges()
