"""Invitations nobody answered: since when, what is known of each, and what can be asked for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, TextChoices, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Company, Invitation, InvitationMail
from schakel.hub.connections.models.invitation_mail import InvitationMailQuerySet
from schakel.hub.people.models import User
from schakel.hub.web.paging import Page, page

SIZE = 50
ORDER = ("silent_since", "id")  # who is silent for longest comes first


class Filter(TextChoices):
    ALL = "", _("all")
    UNDELIVERED = "undelivered", _("not delivered")
    EXPIRED = "expired", _("expired")
    OPENED = "opened", _("opened")
    ASKED = "asked", _("new link requested")


@dataclass(frozen=True)
class Row:
    """One mail that waits for an answer."""

    letter: InvitationMail
    companies: list[Company]
    since: datetime
    reminded: list[datetime]  # when, oldest first
    next_reminder: datetime | None
    asked_at: datetime | None  # when they asked for a new link

    @property
    def days(self) -> int:
        return (timezone.localdate() - timezone.localtime(self.since).date()) // timedelta(days=1)


def condition(chosen: str) -> Q:
    match chosen:
        case Filter.UNDELIVERED:
            return Q(bounced_at__isnull=False) | (Q(sent_at=None, due_at=None) & ~Q(last_error=""))
        case Filter.EXPIRED:
            return Q(expires_at__lte=timezone.now())
        case Filter.OPENED:
            return Q(opened_at__isnull=False)
        case Filter.ASKED:
            return Q(pk__in=InvitationMail.objects.exclude(link_requests=None).values("pk"))
    return Q()


def unanswered(user: User, chosen: str = "") -> InvitationMailQuerySet:
    return InvitationMail.objects.managed_by(user).unanswered().filter(condition(chosen))


def counts(user: User) -> dict[str, int]:
    return {each.value: unanswered(user, each.value).count() for each in Filter}


def listed(user: User, chosen: str, *, after: str) -> tuple[list[Row], Page[InvitationMail]]:
    found = page(unanswered(user, chosen).select_related("office"), order=ORDER, after=after, size=SIZE)
    return rows_of(found.rows), found


def rows_of(letters: list[InvitationMail]) -> list[Row]:
    open_ = Invitation.objects.filter(letter__in=letters, state=Invitation.State.INVITED)
    companies: dict[int, dict[int, Company]] = {letter.pk: {} for letter in letters}
    for invitation in open_.select_related("connection__company").order_by("connection__company__sort_name"):
        companies[invitation.letter_id][invitation.connection.company_id] = invitation.connection.company
    prefetch_related_objects(letters, "reminders", "link_requests")
    return [row_of(letter, list(companies[letter.pk].values())) for letter in letters]


def row_of(letter: InvitationMail, companies: list[Company]) -> Row:
    reminders = list(letter.reminders.all())
    return Row(
        letter,
        companies,
        letter.silent_since,  # type: ignore[attr-defined]  # of the query
        reminded=sorted(each.sent_at for each in reminders if each.sent_at),
        next_reminder=min((each.due_at for each in reminders if each.due_at), default=None),
        asked_at=max((each.asked_at for each in letter.link_requests.all()), default=None),
    )
