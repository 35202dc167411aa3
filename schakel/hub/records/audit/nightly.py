"""Each night the log is checked and anchored; the anchor goes where the settings say, and is tried again until it is there."""

import logging
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from schakel.hub.due import work_each
from schakel.hub.intervals import Interval
from schakel.hub.records.audit.anchors import ENDING, PREFIX, collect_anchors, create_anchor, write_file
from schakel.hub.records.audit.verify import LogVerification, verify_log
from schakel.hub.records.errors import RecordsError
from schakel.hub.records.models import AuditAnchor, AuditCheck
from schakel.hub.web import mail
from schakel.hub.web.mail_failures import send_to_each

LOOK = Interval(300)  # seconds

log = logging.getLogger(__name__)


def check_and_anchor() -> int:
    """The worker's step. Returns of how many anchors."""
    if LOOK.begin() and create_anchor():
        check_log()
    return work_each(AuditAnchor.claim(batch=1), keep_outside)


def check_log() -> AuditCheck:
    with override("en"):
        try:
            found = verify_log(collect_anchors())
            first = found.faults[0].sentence if found.faults else ""
        except RecordsError as fault:  # an anchor that cannot be read
            found, first = LogVerification(found=1), str(fault)
    if first:
        log.error("the audit log is not as it was written: %s", first)
    values = {"checked_at": timezone.now(), "entries": found.entries, "faults": found.found, "first_fault": first}
    row, _is_new = AuditCheck.objects.update_or_create(pk=1, defaults=values)
    return row


def keep_outside(anchor: AuditAnchor) -> None:
    """In the folder and by mail, each once."""
    if settings.AUDIT_ANCHORS and not anchor.written_at:
        write_file(anchor, Path(settings.AUDIT_ANCHORS))
        AuditAnchor.objects.filter(pk=anchor.pk).update(written_at=timezone.now())
    if settings.AUDIT_ANCHORS_BY_MAIL and not anchor.mailed_at:
        send_to_each(sorted(settings.OPERATORS), lambda address: mail_anchor(anchor, address))
        AuditAnchor.objects.filter(pk=anchor.pk).update(mailed_at=timezone.now())
    anchor.settle()


def mail_anchor(anchor: AuditAnchor, address: str) -> None:
    mail.send(
        "records/mail/anchor",
        to=address,
        language=settings.FIRST_LANGUAGE,
        context={"day": anchor.day, "digest": sha256(anchor.content).hexdigest()},
        key=f"audit-anchor-{anchor}-{sha256(address.encode()).hexdigest()[:16]}",
        files=[(f"{PREFIX}{anchor}{ENDING}", bytes(anchor.content), "application/json")],
    )
