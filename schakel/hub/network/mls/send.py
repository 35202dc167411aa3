"""Statuses we give (MLS): the access point that sent us a document hears what became of it, from the validation report.

Filed in the connection means that the receiver has it: their program is this one. An invalid document is filed as well, and
its sender is told that it broke the rules. At most one status per message, and never one about a status (E12).
"""

import uuid
from collections.abc import Iterator
from datetime import datetime
from functools import partial

from cryptography.x509.oid import NameOID
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from schakel.einvoice.validation import Finding, Report, Severity, Verdict
from schakel.hub.documents import store
from schakel.hub.documents.models import Document
from schakel.hub.due import LeaseLost, work_each
from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.access_points.own import AccessPoint
from schakel.hub.network.models import Transmission
from schakel.hub.network.outbound.queue import enqueue
from schakel.peppol import mls, sbdh
from schakel.peppol.errors import NotRegistered, NotSupported, PeppolError
from schakel.peppol.identifiers import service_provider
from schakel.peppol.mls import Fate, Issue, MessageStatus, Reason

MOST_ISSUES = 100
SYNTAX = {"XSD", "XML"}  # rules that are about the form, not the business
UNREADABLE = "The document cannot be read."
BROKEN = "The document does not follow the rules. It was filed with this report; please send a corrected one."


def is_owed(header: sbdh.Header, document: Document) -> bool:
    """Whether the sender is to hear of it: of a failure always, of success when they asked."""
    return mls.is_answerable(header.document_type) and mls.is_wanted(fate_of(document), header.mls_type)


def fate_of(document: Document) -> Fate:
    is_broken = document.fault or document.verdict == Verdict.INVALID
    return Fate.REJECTED if is_broken else Fate.CONFIRMED


def answer_filed() -> int:
    """The worker's step: a batch of filed documents whose senders wait for a status."""
    ours = access_point.current()
    if ours is None:
        return 0
    filed = Q(direction=Transmission.Direction.IN, state=Transmission.State.FILED)
    return work_each(Transmission.claim(filed), partial(answer, ours=ours))


def answer(row: Transmission, *, ours: AccessPoint) -> None:
    if row.document is None or row.statuses.outgoing().exists():
        row.settle()
        return
    header = sbdh.read_header(store.read(row.envelope_sha256), strict=False)
    status = status_of(row, row.document, header=header, ours=ours)
    head = mls.envelope(status, country=country_of(ours), instance_id=str(uuid.uuid4()))
    envelope = sbdh.wrap(head, mls.write(status))
    with transaction.atomic():
        enqueue(head, envelope, company=row.company, about=row)
        if not row.end_attempt(due_at=None, last_error=""):
            raise LeaseLost


def is_for_nobody_yet(row: Transmission, error: PeppolError, *, now: datetime) -> bool:
    """A status whose addressee the network does not know as one who takes them, while they need not: no fault of anybody."""
    is_unknown = isinstance(error, NotRegistered | NotSupported)
    return row.about_id is not None and is_unknown and now.date() <= mls.RECEIVE_BY


def status_of(row: Transmission, document: Document, *, header: sbdh.Header, ours: AccessPoint) -> MessageStatus:
    fate = fate_of(document)
    description = "" if fate is not Fate.REJECTED else UNREADABLE if document.fault else BROKEN
    return MessageStatus(
        id=str(uuid.uuid4()),
        issued_at=timezone.now().replace(microsecond=0),
        sender=service_provider(ours.seat_id),
        receiver=mls.destination(header, sending_access_point=row.peer),
        about=header.instance_id,
        fate=fate,
        description=description,
        issues=tuple(issues(document, fate)),
    )


def issues(document: Document, fate: Fate) -> Iterator[Issue]:
    """The faults of a rejected document; of another only the warnings, for it has no faults."""
    if document.fault:
        yield Issue(Reason.SYNTAX, UNREADABLE)
        return
    judgement = document.judgements.order_by("-pk").first()
    report = Report.from_json(judgement.report) if judgement else None
    findings = () if report is None else report.fatal if fate is Fate.REJECTED else report.warnings
    for finding in sorted(findings[:MOST_ISSUES], key=lambda each: each.xpath):
        yield Issue(reason_of(finding), f"{finding.rule}: {finding.sentence('en')}", finding.xpath or mls.NO_PLACE)


def reason_of(finding: Finding) -> Reason:
    if finding.severity is not Severity.FATAL:
        return Reason.RULE_WARNING
    return Reason.SYNTAX if finding.rule in SYNTAX else Reason.RULE_BROKEN


def country_of(ours: AccessPoint) -> str:
    """Ours, as our certificate says it; without one, Belgium."""
    named = ours.keys.newest().certificate.subject.get_attributes_for_oid(NameOID.COUNTRY_NAME)
    return str(named[0].value) if named else "BE"
