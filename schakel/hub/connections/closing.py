"""Closing a company: from a day on it is only read. Opening it again, as long as that was a mistake.

The day is a column, and every query asks it: nothing has to run at midnight. Rooms above look for closed companies themselves:
the registrations of one are taken back by the worker, which then releases its number for another company (ADR 0290).
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.einvoice.belgium import EnterpriseNumber, NotAnEnterpriseNumber
from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record
from schakel.hub.connections import changes
from schakel.hub.connections.changes import ChangedValue, Listener
from schakel.hub.connections.company_address import listeners as addresses_of
from schakel.hub.connections.models import Access, Change, Company, Participant
from schakel.hub.connections.new_company import participants_of
from schakel.hub.connections.quorum import Quorum
from schakel.hub.connections.turns import turn
from schakel.hub.people.models import User
from schakel.hub.web.templatetags.formatting import formats

CODE = "closing"
FURTHEST = timedelta(days=731)  # ahead


class NotReopened(Exception):
    """Permanent: it closed too long ago, or another company here has its number by now."""

    code = "not_reopened"
    sentence = gettext_lazy(
        "This company cannot be opened again: it closed too long ago, or another company has its number now."
    )


class NotClosed(Exception):
    """Permanent: it is closed already."""

    code = "closed_already"
    sentence = gettext_lazy("This company is closed already.")


def close(company: Company, day: date, *, by: User) -> Change:
    """From this day on, today or later; asked again before that day, from another one on. Its people are told by mail.

    Raises:
        NotClosed
    """
    with turn(company.pk):
        company.refresh_from_db()
        if company.is_closed:
            raise NotClosed
        return ask(company, day, by=by)


def reopen(company: Company, *, by: User) -> Change:
    """As if it had never been closed, but for its registrations: somebody registers it anew.

    Raises:
        NotReopened
    """
    try:
        with turn(company.pk):
            company.refresh_from_db()
            if company.is_closed and not company.may_be_reopened:
                raise NotReopened
            return ask(company, None, by=by)
    except IntegrityError as error:
        raise NotReopened from error


def ask(company: Company, day: date | None, *, by: User) -> Change:
    before, after = ({"closes_on": each.isoformat() if each else ""} for each in (company.closes_on, day))
    change = Change(company=company, kind=CODE, asked_by=by, before=before, after=after)
    return changes.ask(change, confirmed_by=by)


def release(company: Company) -> bool:
    """Another company here may have its number: it is closed and off the network. False: it is not closed any more."""
    with turn(company.pk):
        company.refresh_from_db()
        if not company.is_closed or company.released_at:
            return False
        company.participants.all().delete()
        company.released_at = timezone.now()
        company.save(update_fields=["released_at"])
    return True


class Closing(changes.ChangeKind):
    """It closes on a day, or no more."""

    code = CODE

    def title(self, change: Change) -> str:
        if change.after["closes_on"]:
            return _("%(company)s closes") % {"company": change.company}
        return _("%(company)s does not close") % {"company": change.company}

    def lines(self, change: Change) -> list[ChangedValue]:
        before, after = (shown(each["closes_on"]) for each in (change.before, change.after))
        means = (
            _(
                "Everything stays readable and can be downloaded. Suppliers can no longer send invoices here over Peppol."
            )
            if after
            else _("Everything is as before, but it may have to be registered on Peppol again.")
        )
        return [ChangedValue(_("Closes on"), before, after), ChangedValue(_("What this means"), "", means)]

    def quorums(self, change: Change) -> list[Quorum]:
        return []

    def listeners(self, change: Change) -> Iterator[Listener]:
        """Everybody who reads its documents as its client, and its own address."""
        company = change.company
        held = Access.objects.active().filter(connection__company=company).values("user")
        office = company.office.members.values("user")
        people = User.objects.filter(pk__in=held, is_active=True).exclude(pk__in=office)
        yield from (Listener.of(user) for user in people.order_by("pk"))
        yield from addresses_of(company, must=False)

    def apply(self, change: Change) -> None:
        """Raises IntegrityError: another company has its number by now."""
        company, text = change.company, change.after["closes_on"]
        company.closes_on = date.fromisoformat(text) if text else None
        if company.released_at and company.closes_on is None:
            company.released_at = None
            company.save()
            Participant.objects.bulk_create(addresses(company))
        company.save()
        action = Action.COMPANY_CLOSED if text else Action.COMPANY_REOPENED
        record(action, company, place=company.place, by=change.asked_by_id, detail=text)


def addresses(company: Company) -> list[Participant]:
    try:
        return participants_of(company, EnterpriseNumber.parse(company.enterprise_number))
    except NotAnEnterpriseNumber:  # it never had one
        return []


def shown(text: str) -> str:
    return formats().day(date.fromisoformat(text)) if text else ""
