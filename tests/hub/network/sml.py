"""An SML of the test's own: reads the requests, keeps who is where, answers with its faults; its DNS says the same."""

from dataclasses import dataclass, field

from lxml import etree

from schakel.peppol.doors import Answer, Naptr
from schakel.peppol.errors import Unreachable
from schakel.peppol.identifiers import ParticipantId
from schakel.peppol.sml import host_name

FAULT = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Client</faultcode>'
    '<faultstring>no</faultstring><detail><{0} xmlns="http://busdox.org/serviceMetadata/locator/1.0/"/></detail>'
    "</s:Fault></s:Body></s:Envelope>"
)


@dataclass
class Sml:
    zone: str
    addresses: dict[str, str]  # SMP → public address
    at: dict[str, str] = field(default_factory=dict)  # participant → SMP
    keys: dict[str, str] = field(default_factory=dict)  # participant → migration key
    published: dict[str, str] = field(default_factory=dict)  # SMP → the address it announced
    silent: bool = False
    calls: list[str] = field(default_factory=list)

    def post(self, url, *, body, headers, limit, timeout) -> Answer:
        if self.silent:
            raise Unreachable("silence")
        root = etree.fromstring(body)
        told = {etree.QName(one).localname: one.text for one in root.iter() if one.text and one.text.strip()}
        operation = headers["soapaction"].strip('"').rpartition(":")[2]
        self.calls.append(operation)
        smp, participant = told["ServiceMetadataPublisherID"], told.get("ParticipantIdentifier", "")
        if url.endswith("/manageservicemetadata"):
            operation = f"{operation.removesuffix('In')}_publisher"
        fault = getattr(self, operation)(smp, participant, told)
        return Answer(500, FAULT.format(fault).encode()) if fault else Answer(200, b"<ok/>")

    def createIn(self, smp: str, participant: str, told: dict[str, str]) -> str:
        if participant in self.at:
            return "BadRequestFault"
        self.at[participant] = smp
        return ""

    def create_publisher(self, smp: str, _participant: str, told: dict[str, str]) -> str:
        if smp in self.published:
            return "BadRequestFault"
        return self.update_publisher(smp, "", told)

    def update_publisher(self, smp: str, _participant: str, told: dict[str, str]) -> str:
        self.published[smp] = told["LogicalAddress"]
        return ""

    def deleteIn(self, smp: str, participant: str, told: dict[str, str]) -> str:
        return "" if self.at.pop(participant, None) else "NotFoundFault"

    def prepareMigrateIn(self, smp: str, participant: str, told: dict[str, str]) -> str:
        self.keys[participant] = told["MigrationKey"]
        return ""

    def migrateIn(self, smp: str, participant: str, told: dict[str, str]) -> str:
        if self.keys.get(participant) != told["MigrationKey"]:
            return "UnauthorizedFault"
        self.at[participant] = smp
        return ""

    def naptr(self, name: str, *, timeout: float) -> list[Naptr]:
        if self.silent:
            raise Unreachable("silence")
        for participant, smp in self.at.items():
            if host_name(ParticipantId(participant), zone=self.zone) == name:
                return [Naptr(100, 10, "U", "Meta:SMP", f"!.*!{self.addresses[smp]}!")]
        return []
