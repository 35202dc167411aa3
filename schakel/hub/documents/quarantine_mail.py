"""The worker's step that tells the owners of an office that the scanner found something harmful in a document."""

from schakel.hub.connections.models import Member
from schakel.hub.documents.models import Quarantine
from schakel.hub.due import each
from schakel.hub.outside import mail_refusal
from schakel.hub.web import mail

MOST_TRIES = 8


def tell_owners() -> int:
    return each(Quarantine.claim(), tell, most=MOST_TRIES)


def tell(here: Quarantine) -> None:
    """One mail a person: which company, when, and what the scanner calls it; nothing of the document itself."""
    company = here.document.connection.company
    owners = Member.objects.filter(office=company.office_id, role=Member.Role.OWNER, user__is_active=True)
    for member in owners.select_related("user"):
        context = {"here": here, "connection": here.document.connection}
        key = f"quarantine-{here.pk}-{member.user_id}"
        try:
            mail.send(
                "documents/mail/found", to=member.user.email, language=member.user.language, context=context, key=key
            )
        except Exception as fault:
            if not mail_refusal(fault).permanent:
                raise
    here.settle()
