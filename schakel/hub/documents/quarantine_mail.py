"""The worker's step that tells the owners of an office that the scanner found something harmful in a document."""

from schakel.hub.connections.models import Member
from schakel.hub.documents.models import Quarantine
from schakel.hub.due import work_each
from schakel.hub.people.models import User
from schakel.hub.web import mail
from schakel.hub.web.mail_failures import MOST_TRIES, send_to_each


def tell_owners() -> int:
    """The worker's step: who owns what went into quarantine is told by mail. Returns of how many."""
    return work_each(Quarantine.claim(), notify_owners, most=MOST_TRIES)


def notify_owners(here: Quarantine) -> None:
    """One mail a person: which company, when, and what the scanner calls it; nothing of the document itself."""
    company = here.document.connection.company
    owners = User.objects.filter(memberships__in=company.office.members.filter(role=Member.Role.OWNER), is_active=True)
    send_to_each(owners, lambda owner: send_notice(owner, here))
    here.settle()


def send_notice(owner: User, here: Quarantine) -> None:
    context = {"here": here, "connection": here.document.connection}
    key = f"quarantine-{here.pk}-{owner.pk}"
    mail.send("documents/mail/found", to=owner.email, language=owner.language, context=context, key=key)
