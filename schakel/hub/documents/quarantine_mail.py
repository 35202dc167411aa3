"""The worker's step that tells the owners of an office that the scanner found something harmful in a document."""

from schakel.hub.connections.models import Member
from schakel.hub.documents.models import Quarantine
from schakel.hub.due import work_each
from schakel.hub.web import mail

MOST_TRIES = 8


def tell_owners() -> int:
    return work_each(Quarantine.claim(), tell, most=MOST_TRIES)


def tell(here: Quarantine) -> None:
    """One mail a person: which company, when, and what the scanner calls it; nothing of the document itself."""
    company = here.document.connection.company
    owners = Member.objects.filter(office=company.office_id, role=Member.Role.OWNER, user__is_active=True)
    for member in owners.select_related("user"):
        context = {"here": here, "connection": here.document.connection}
        key = f"quarantine-{here.pk}-{member.user_id}"
        to, language = member.user.email, member.user.language
        mail.try_to_send("documents/mail/found", to=to, language=language, context=context, key=key)
    here.settle()
