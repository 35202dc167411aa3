"""Where each company of a run is: read off its invitation, mandate and registration each time, kept nowhere."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Access, Invitation, InvitationMail
from schakel.hub.network.models import Mandate, Registration, Run, RunLine
from schakel.hub.network.registration.overview import AddressStatus, status_of
from schakel.hub.web.paging import Page, page

SIZE = 50
ORDER = ("company__sort_name", "id")


class Stage(TextChoices):
    """In the order in which a company passes them; then where it can end."""

    WAITING = "waiting", _("waiting its turn")
    QUEUED = "queued", _("e-mail being sent")
    SENT = "sent", _("e-mail sent")
    OPENED = "opened", _("opened")
    ACCEPTED = "accepted", _("accepted")
    MANDATED = "mandated", _("mandate confirmed")
    REGISTERING = "registering", _("being registered")
    REGISTERED = "registered", _("registered")
    ELSEWHERE = "elsewhere", _("registered elsewhere")
    EXPIRED = "expired", _("expired")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REFUSED = "refused", _("mandate refused")
    UNDELIVERED = "undelivered", _("not delivered")
    FAILED = "failed", _("failed")
    STOPPED = "stopped", _("stopped")


BADGES = {
    Stage.WAITING: "queued", Stage.QUEUED: "queued", Stage.SENT: "invited", Stage.OPENED: "invited", Stage.ACCEPTED: "accepted",
    Stage.MANDATED: "confirmed", Stage.REGISTERING: "wanted", Stage.REGISTERED: "registered", Stage.ELSEWHERE: "elsewhere",
    Stage.EXPIRED: "expired", Stage.DECLINED: "declined", Stage.WITHDRAWN: "withdrawn", Stage.REFUSED: "declined",
    Stage.UNDELIVERED: "failed", Stage.FAILED: "failed", Stage.STOPPED: "ended",
}  # fmt: skip


def with_stage(lines: QuerySet[RunLine], *, registers: bool) -> QuerySet[Any]:
    """Each with `stage`, and with what it was read from."""
    letters = InvitationMail.objects.filter(
        invitations__connection__company=OuterRef("company"), email_normal=OuterRef("email_normal")
    ).order_by("-pk")
    invitations = Invitation.objects.filter(connection__company=OuterRef("company")).order_by("-state_at", "-pk")
    accesses = Access.objects.active().filter(connection__company=OuterRef("company"))
    mandates = Mandate.objects.filter(company=OuterRef("company")).order_by("-pk")
    registrations = Registration.objects.active().filter(company=OuterRef("company")).order_by("scheme")
    read = lines.annotate(
        newest_letter=Subquery(letters.values("pk")[:1]),
        newest_answer=Subquery(invitations.values("state")[:1]),
        is_held=Exists(accesses),
        mandate_state=Subquery(mandates.values("state")[:1]) if registers else Value(""),
        registration_state=Subquery(registrations.values("state")[:1]) if registers else Value(""),
    )
    return read.annotate(stage=stage_case(registers=registers))


def stage_case(*, registers: bool) -> Case:
    State, Registered = RunLine.State, Registration.State  # noqa: N806 -- classes
    letter = InvitationMail.objects.filter(pk=OuterRef("newest_letter"))
    open_ = Invitation.objects.filter(letter=OuterRef("newest_letter"), state=Invitation.State.INVITED)
    undelivered = Q(bounced_at__isnull=False) | (Q(sent_at=None, due_at=None) & ~Q(last_error=""))
    begun = [
        When(state=State.WAITING, due_at=None, then=Value(Stage.FAILED)),  # after the last try
        When(state=State.WAITING, then=Value(Stage.WAITING)),
        When(state=State.STOPPED, then=Value(Stage.STOPPED)),
        When(state=State.FAILED, then=Value(Stage.FAILED)),
    ]
    on_network = [
        When(
            registration_state=Registered.REGISTERED,
            mandate_state=Mandate.State.CONFIRMED,
            then=Value(Stage.REGISTERED),
        ),  # without a mandate it is asked for one, and at an earlier stage
        When(registration_state=Registered.ELSEWHERE, then=Value(Stage.ELSEWHERE)),
        When(registration_state=Registered.FAILED, then=Value(Stage.FAILED)),
        When(mandate_state=Mandate.State.REFUSED, then=Value(Stage.REFUSED)),
        When(registration_state__in=[Registered.WANTED, Registered.LEAVING], then=Value(Stage.REGISTERING)),
        When(mandate_state=Mandate.State.CONFIRMED, then=Value(Stage.MANDATED)),
    ]
    invited = [
        When(is_held=True, then=Value(Stage.ACCEPTED)),
        When(newest_answer=Invitation.State.DECLINED, then=Value(Stage.DECLINED)),
        When(Q(newest_answer=Invitation.State.WITHDRAWN) & ~Exists(open_), then=Value(Stage.WITHDRAWN)),
        When(Exists(letter.filter(undelivered)), then=Value(Stage.UNDELIVERED)),
        When(Exists(letter.filter(sent_at=None)), then=Value(Stage.QUEUED)),
        When(Exists(letter.filter(expires_at__lte=timezone.now())), then=Value(Stage.EXPIRED)),
        When(Exists(letter.filter(opened_at__isnull=False)), then=Value(Stage.OPENED)),
    ]
    return Case(
        *begun, *(on_network if registers else []), *invited, default=Value(Stage.SENT), output_field=CharField()
    )


@dataclass(frozen=True)
class Row:
    """One company of a run."""

    line: Any  # a RunLine with its stage
    letter: InvitationMail | None
    mandate: Mandate | None
    address: AddressStatus | None  # its registration

    @property
    def stage(self) -> Stage:
        return Stage(self.line.stage)

    @property
    def badge(self) -> str:
        return BADGES[self.stage]

    @property
    def why(self) -> str:
        """What went wrong, in plain words; with whom it is registered."""
        if self.line.state in {RunLine.State.FAILED, RunLine.State.WAITING}:
            return str(RunLine.Why(self.line.why).label) if self.line.why else str(self.line.last_error)
        if self.stage == Stage.UNDELIVERED and self.letter:
            return self.letter.last_error
        if self.stage == Stage.ELSEWHERE and self.address and self.address.found:
            found = self.address.found
            return found.provider or found.access_point or found.smp
        return self.address.why if self.address and self.stage == Stage.FAILED else ""


def counts(run: Run) -> Counter[str]:
    """How many are at each stage. One query."""
    lines = with_stage(run.lines.all(), registers=run.registers).order_by()
    found: Counter[str] = Counter()
    for stage in lines.values_list("stage", flat=True):
        found[stage] += 1
    return found


def line_counts(runs: Iterable[Run]) -> dict[int, Counter[str]]:
    """How many lines of each run are in each state; one that is given up counts as failed. One query."""
    found: dict[int, Counter[str]] = {run.pk: Counter() for run in runs}
    given_up = Q(state=RunLine.State.WAITING, due_at=None)
    state = Case(When(given_up, then=Value(RunLine.State.FAILED)), default=F("state"))
    lines = RunLine.objects.filter(run__in=runs).annotate(state_now=state).order_by()
    for run, name, n in lines.values_list("run", "state_now").annotate(n=Count("pk")):
        found[run][name] += n
    return found


def listed(run: Run, stage: str, *, after: str) -> tuple[list[Row], Page[RunLine]]:
    lines = with_stage(run.lines.select_related("company"), registers=run.registers)
    found = page(lines.filter(stage=stage) if stage else lines, order=ORDER, after=after, size=SIZE)
    return rows_of(found.rows), found


def rows_of(lines: list[Any]) -> list[Row]:
    letters = InvitationMail.objects.in_bulk([line.newest_letter for line in lines if line.newest_letter])
    companies = [line.company_id for line in lines]
    mandates = {each.company_id: each for each in Mandate.objects.filter(company__in=companies).order_by("pk")}
    active = Registration.objects.active().filter(company__in=companies).order_by("-scheme")
    addresses = {each.company_id: status_of(each) for each in active}
    return [
        Row(line, letters.get(line.newest_letter), mandates.get(line.company_id), addresses.get(line.company_id))
        for line in lines
    ]
