"""What a person sees of a registration: each address with its state, and whose it is when it is not ours."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from schakel.hub.connections.models import Company, Participant
from schakel.hub.network.access_points.accounts import account_in_file
from schakel.hub.network.access_points.providers import providers
from schakel.hub.network.models import AccountCompany, Change, Registration
from schakel.hub.network.registration.lookup import HERE, NetworkLocation, find_location
from schakel.hub.people.models import User
from schakel.peppol import sentences
from schakel.peppol.errors import PeppolError
from schakel.peppol.identifiers import ParticipantId

PACE_OVER = timedelta(minutes=10)


@dataclass(frozen=True)
class AddressStatus:
    """One address of a company."""

    participant: Participant
    row: Registration | None
    found: NetworkLocation | None = None  # it is elsewhere
    unknown: str = ""  # why the network could not say

    @property
    def state(self) -> str:
        if self.row:
            return str(self.row.state)
        return str(Registration.State.ELSEWHERE if self.found else Registration.State.UNREGISTERED)

    @property
    def word(self) -> str:
        return str(Registration.State(self.state).label)

    @property
    def why(self) -> str:
        """Why it failed, in plain words."""
        if self.row is None or not self.row.last_error:
            return self.unknown
        code = self.row.last_error.partition(": ")[0]
        if code == "NO_SMP":
            return _("This installation cannot register companies itself: it has no SMP. Ask the operator.")
        return sentences.said(code, get_language() or "en", kind="REGISTRATION_REFUSED")


def status_of(row: Registration) -> AddressStatus:
    """Of one that there is; the network is not asked."""
    participant = Participant(company_id=row.company_id, scheme=row.scheme, value=row.value)
    return address_status(participant, row, known=None, network=False)


def provider_titles(rows: Collection[Registration]) -> dict[int, str]:
    """Through whose account each goes that goes through one, by the key of the registration."""
    through = [row for row in rows if row.access_point == "provider"]
    seats = AccountCompany.objects.active().filter(company__in=[row.company_id for row in through])
    kinds = dict(seats.values_list("company", "account__kind"))
    found = {}
    for row in through:
        in_file = account_in_file(row.participant)
        if kind := in_file.kind if in_file else kinds.get(row.company_id):
            found[row.pk] = providers()[kind].title
    return found


def address_statuses(company: Company, *, network: bool) -> list[AddressStatus]:
    """Every address; with `network`, those that are not ours are looked up (a few seconds at worst)."""
    rows = {row.scheme: row for row in company.registrations.order_by("pk") if row.state != "unregistered"}
    known = {address: NetworkLocation(**found) for row in rows.values() for address, found in row.others.items()}
    return [
        address_status(participant, rows.get(participant.scheme), known=known.get(str(participant)), network=network)
        for participant in company.participants.order_by("scheme")
    ]


def address_status(
    participant: Participant, row: Registration | None, *, known: NetworkLocation | None, network: bool
) -> AddressStatus:
    """`known` is what last night's look found."""
    if row and row.found:
        return AddressStatus(participant, row, NetworkLocation(**row.found))
    if row is None and known and not network:
        return AddressStatus(participant, None, known)
    if row or not network:
        return AddressStatus(participant, row)
    try:
        found = find_location(ParticipantId(str(participant)))
    except PeppolError as error:
        return AddressStatus(participant, row, unknown=error.said_in(get_language() or "en"))
    return AddressStatus(participant, row, None if found == HERE else found)


def states_of(companies: Collection[int]) -> dict[int, tuple[str, str]]:
    """For the list: the companies whose registration somebody should look at. State and word."""
    State = Registration.State  # noqa: N806 -- a class
    rows = Registration.objects.filter(company__in=companies).exclude(state=State.UNREGISTERED).order_by("-scheme")
    found: dict[int, tuple[str, str]] = {}
    for pk, state, changed in rows.values_list("company", "state", "changed"):
        if changed:
            found[pk] = (str(State.FAILED), str(Registration.Changed(changed).label))
        elif state in {State.ELSEWHERE, State.FAILED, State.MANDATE}:
            found[pk] = (state, str(State(state).label))
    return found


def panel(request: HttpRequest, company: Company, managed: bool) -> str:
    """The registration on the company's page; the network is not asked for it. Of a closed company, what became of it."""
    if company.is_closed:
        rows = company.registrations.order_by("scheme", "-pk")
        return render_to_string("network/closed_panel.html", {"rows": rows}, request) if rows else SafeString()
    context = {
        "company": company,
        "rows": address_statuses(company, network=False),
        "managed": managed,
        "without_mandate": managed and is_without_mandate(company),
    }
    return render_to_string("network/panel.html", context, request)


def is_without_mandate(company: Company) -> bool:
    """It is registered, and no client confirmed that: the mark on its pages."""
    return bool(company.registrations.all().without_mandate().exists())


def companies_without_mandate(user: User) -> QuerySet[Company]:
    """Those whose client is to be asked for the mandate that their registration lacks."""
    rows = Registration.objects.managed_by(user).without_mandate()
    return Company.objects.managed_by(user).filter(pk__in=rows.values("company"))


@dataclass(frozen=True)
class Pace:
    """How far registering many is."""

    waiting: int  # being registered
    done: int  # in the last ten minutes
    ready_at: datetime | None  # at this pace; None: it cannot be said yet


def counts_of(user: User) -> Counter[str]:
    """How many registrations of this person's companies are in each state."""
    rows = Registration.objects.managed_by(user).order_by().values_list("state").annotate(n=Count("pk"))
    return Counter(dict(rows))


def pace_of(user: User, *, waiting: int) -> Pace:
    now = timezone.now()
    recent = Change.objects.filter(state=Registration.State.REGISTERED, at__gt=now - PACE_OVER)
    of_theirs = recent.filter(registration__company__in=Company.objects.managed_by(user))
    times = list(of_theirs.order_by("at").values_list("at", flat=True))
    if not waiting or len(times) < 2:
        return Pace(waiting, len(times), None)
    each = max(times[-1] - times[0], timedelta(seconds=1)) / (len(times) - 1)
    return Pace(waiting, len(times), now + each * waiting)
