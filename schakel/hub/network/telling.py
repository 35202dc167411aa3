"""The worker's step that tells by mail what could not be sent, after the last try (E10)."""

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from schakel.hub.connections.models import Access, Member, Role
from schakel.hub.documents.models import Document
from schakel.hub.due import each
from schakel.hub.network.models import Notice, Transmission
from schakel.hub.outside import mail_refusal
from schakel.hub.people.models import User
from schakel.hub.web import mail

MOST_TRIES = 8
NAMED = 10  # documents in a mail


def tell_failures() -> int:
    return each(Notice.claim(), tell, most=MOST_TRIES)


def tell(notice: Notice) -> None:
    """One mail a person for all that failed since the last one and still stands so."""
    failed = Transmission.objects.outgoing().filter(company=notice.company_id, state=Transmission.State.FAILED)
    new = failed.filter(state_at__gt=notice.told_until) if notice.told_until else failed
    now = timezone.now()
    rows = list(new.exclude(document=None).select_related("document").order_by("-state_at")[: NAMED + 1])
    if rows:
        for user in listeners(notice):
            write_to(user, notice, rows)
    notice.end(told_until=now, due_at=None, unended=0, last_error="")


def listeners(notice: Notice) -> list[User]:
    """The owners of the office, and whoever of the company may send."""
    owners = Member.objects.filter(office=notice.company.office_id, role=Member.Role.OWNER)
    held = Access.objects.standing().filter(connection__company=notice.company_id, role=Role.FULL)
    told = Q(pk__in=owners.values("user")) | Q(pk__in=held.values("user"))
    return list(User.objects.filter(told, is_active=True).order_by("pk"))


def write_to(user: User, notice: Notice, rows: list[Transmission]) -> None:
    """Only what this person may see; an address that refuses for good must not keep the mail from the others."""
    reachable = [each for each in rows if is_reachable(user, each)]
    if not reachable:
        return
    links = [settings.URL + reverse("documents:detail", args=[each.document_id]) for each in reachable[:NAMED]]
    context = {
        "company": notice.company,
        "rows": list(zip(reachable[:NAMED], links, strict=True)),
        "more": len(reachable) > NAMED,
    }
    key = f"not-sent-{notice.pk}-{user.pk}-{rows[0].pk}-{rows[0].state_at.timestamp():.0f}"
    try:
        mail.send("network/mail/failed", to=user.email, language=user.language, context=context, key=key)
    except Exception as fault:
        if not mail_refusal(fault).permanent:
            raise


def is_reachable(user: User, row: Transmission) -> bool:
    return Document.objects.reachable_by(user).filter(transmissions=row).exists()
