"""Erasing an account (L04): the name, addresses, sign-in methods, sessions and keys go; what the law or others need stays
under a number.

The row of the person stays as "former person 12": who approved a payment or confirmed a mandate can still be told apart, but not
named. A document, and a contact in it, is not the account's: it stays until its period is over.
"""

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record_of_person
from schakel.hub.connections.membership import LastOwner, end_membership
from schakel.hub.connections.models import Access, ApiKey, Change, InvitationMail
from schakel.hub.due import Due
from schakel.hub.payments.models import Approver
from schakel.hub.people.models import User, former_address
from schakel.hub.people.sessions import end_every
from schakel.hub.records.personal_data.holdings import HOLDINGS, Fate


class NotErasable(Exception):
    """Permanent, until the person settled what it says. `reasons` are sentences in the reader's language."""

    code = "not_erasable"

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def obstacles(user: User) -> list[str]:
    """What has to be settled first, a sentence each."""
    return list(why_not(user))


def why_not(user: User) -> Iterator[str]:
    for member in user.memberships.select_related("office"):
        with transaction.atomic():
            if member.is_last_owner():
                yield _("You are the only owner of %(office)s. Make a colleague an owner first.") % {
                    "office": member.office
                }
    asked = Change.objects.waiting().filter(asked_by=user).select_related("company")
    for name in sorted({str(change.company) for change in asked}):
        yield _("A change that you requested at %(company)s is still waiting. Withdraw it first.") % {"company": name}
    for key in ApiKey.objects.active().filter(responsible=user):
        yield _("The API key “%(name)s” is yours, and a program may use it. End it first.") % {"name": key.name}
    for name in approved_companies(user):
        yield _("You approve payments of %(company)s. Let somebody else approve them first.") % {"company": name}
    if user.email in settings.OPERATORS:
        yield _("You are an operator of this service. Your address must first be taken out of its settings.")
    if any(rows.exists() for rows in unfinished(user)):
        yield _("Something that you began is still under way. Wait until it has ended.")


def approved_companies(user: User) -> list[str]:
    names = Approver.objects.filter(user=user).values_list("company__name", flat=True)
    return sorted(set(names))


def unfinished(user: User) -> Iterator[QuerySet[Any]]:
    """Work of the worker that goes with the account."""
    for each in HOLDINGS:
        rows = each.rows(user)
        if each.fate == Fate.DELETED and issubclass(rows.model, Due) and each.model != "payments.Reminder":
            yield rows.exclude(due_at=None)


def erase(user: User) -> None:
    """For good; signed in nowhere from now on. In one transaction, so that a crash leaves the account as it was.

    Raises NotErasable, and nothing was changed.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if reasons := obstacles(user):
            raise NotErasable(reasons)
        end_rights(user)
        forget_invitations(user)
        end_every(user)
        for each in HOLDINGS:
            if each.fate == Fate.DELETED:
                each.rows(user).delete()
        forget_account(user)
        record_of_person(Action.ACCOUNT_ERASED, user.pk)


def end_rights(user: User) -> None:
    for member in user.memberships.all():
        try:
            end_membership(member, by=user)
        except LastOwner as fault:  # the other owner left just now
            raise NotErasable([str(fault.sentence)]) from fault
    for access in Access.objects.active().filter(user=user):
        access.end(by=user)


def forget_invitations(user: User) -> None:
    """Mails to any of their addresses stay without the address."""
    addresses = list(EmailAddress.objects.filter(user=user).values_list("email", flat=True))
    former = former_address(user.pk)
    InvitationMail.objects.filter(email_normal__in=[*addresses, user.email]).update(email=former, email_normal=former)


def forget_account(user: User) -> None:
    user.email, user.name, user.is_active, user.erased_at = former_address(user.pk), "", False, timezone.now()
    user.last_login = None
    user.set_unusable_password()
    user.save()
