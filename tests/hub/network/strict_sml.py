"""An SML that lets our SMP in under one certificate only, and changes over in the night announced."""

from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from lxml import etree

from schakel.peppol.doors import Answer, Clock
from schakel.peppol.errors import Unreachable
from schakel.peppol.keys import RsaKey
from schakel.peppol.sml_certificates import moment_of_change
from schakel.peppol.sml_registration import BDMSL
from tests.hub.network.sml import FAULT, Sml


@dataclass
class StrictSml(Sml):
    clock: Clock | None = None
    known: list[tuple[datetime, x509.Certificate]] = field(default_factory=list)  # from when, which
    loses_answers: bool = False
    late: bool = False  # the night's change has not happened yet
    refused: list[x509.Certificate] = field(default_factory=list)  # certificates it did not let in

    def door(self, key: RsaKey) -> "Door":
        return Door(self, key.certificate)

    def current(self) -> x509.Certificate | None:
        begun = [one for since, one in self.known if since <= self.clock.now()]
        return (begun[:-1] if self.late else begun)[-1] if begun else None

    def lets_in(self, shown: x509.Certificate) -> bool:
        if not self.known:  # the SMP's very first call
            self.known.append((self.clock.now(), shown))
        now = self.clock.now()
        return shown == self.current() and shown.not_valid_before_utc <= now < shown.not_valid_after_utc


@dataclass(frozen=True)
class Door:
    """What one connection to it is, under the certificate shown."""

    sml: StrictSml
    shown: x509.Certificate

    def post(self, url, *, body, headers, limit, timeout) -> Answer:
        if not self.sml.lets_in(self.shown):
            self.sml.refused.append(self.shown)
            return Answer(500, FAULT.format("UnauthorizedFault").encode())
        if not url.endswith("/bdmslservice"):
            return self.sml.post(url, body=body, headers=headers, limit=limit, timeout=timeout)
        assert headers["soapaction"] == '"ec:services:wsdl:BDMSL:1.0:prepareChangeCertificateIn"'
        return self.prepare(etree.fromstring(body))

    def prepare(self, root: etree._Element) -> Answer:
        pem, day = (root.findtext(f".//{{{BDMSL}}}{name}") for name in ("newCertificatePublicKey", "migrationDate"))
        if not pem.startswith("-----BEGIN CERTIFICATE-----") or not pem.endswith("-----END CERTIFICATE-----"):
            return Answer(500, FAULT.format("BadRequestFault").encode())
        at, new = moment_of_change(datetime.fromisoformat(day).date()), x509.load_pem_x509_certificate(pem.encode())
        if at <= self.sml.clock.now() or not new.not_valid_before_utc <= at < new.not_valid_after_utc:
            return Answer(500, FAULT.format("BadRequestFault").encode())
        self.sml.known = [*((since, one) for since, one in self.sml.known if since <= self.sml.clock.now()), (at, new)]
        if self.sml.loses_answers:
            raise Unreachable("the answer was lost")
        return Answer(200, b"<ok/>")
