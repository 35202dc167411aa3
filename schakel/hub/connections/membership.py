"""Membership: its terms, its companies, its end. An office keeps at least one owner (H14)."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import Deed, Place, record, record_all
from schakel.hub.connections.handover import Line, handing_over
from schakel.hub.connections.models import Assignment, Company, Member, Office
from schakel.hub.connections.rights import GRANTS, MemberRole, MemberTerms, Right
from schakel.hub.people.letters import MailText
from schakel.hub.people.models import User
from schakel.hub.web.mail_failures import send_to_each

NEW_OWNER = MailText(
    gettext_noop("Your office has a new owner"),
    gettext_noop(
        "The operator of Schakel made %(person)s (%(address)s) an owner of %(office)s. If nobody of the office asked for this, "
        "call the operator."
    ),
    gettext_noop("Look at the office"),
    "connections:office",
)


class LastOwner(Exception):
    """Permanent, until a colleague becomes owner."""

    code = "last_owner"
    sentence = _("An office needs at least one owner. Make a colleague an owner first.")


def end_membership(member: Member, by: User, *, to: Member | None = None) -> list[Line]:
    """They no longer work here, from the next request on. What depends on them goes to `to`, or stops (H02, ADR 0288).

    Raises:
        LastOwner
    """
    with handing_over(member, by=by, to=to) as lines:
        remove(member, by)
    return lines


def require_other_owner(member: Member) -> None:
    """Raises LastOwner."""
    with transaction.atomic():
        if member.is_last_owner():
            raise LastOwner


def remove(member: Member, by: User) -> None:
    with transaction.atomic():
        require_other_owner(member)
        record(Action.MEMBER_LEFT, member, place=Place(member.office_id), by=by.pk, detail=f"user={member.user_id}")
        member.delete()


def change_terms(member: Member, terms: MemberTerms, *, by: User, to: Member | None = None) -> list[Line]:
    """From the next request on. What they may no longer do goes to `to`, or stops.

    Raises:
        LastOwner
    """
    with handing_over(member, by=by, to=to) as lines:
        set_terms(member, terms)
    return lines


def set_terms(member: Member, terms: MemberTerms) -> None:
    """Who works for all companies has no assignments; who works for some from now on, for those they are responsible for."""
    with transaction.atomic():
        if terms.role != MemberRole.OWNER:
            require_other_owner(member)
        worked_for_all = member.all_companies
        for name, value in terms.columns.items():
            setattr(member, name, value)
        member.save(update_fields=list(terms.columns))
        if member.all_companies:
            member.assignments.all().delete()
        elif worked_for_all and member.role in GRANTS[Right.WORK].roles:
            assign(member, list(member.companies.all()))
        extent = "all companies" if member.all_companies else "some companies"
        told = f"{member.role} user={member.user_id} {extent} until={member.last_day or ''}"
        record(Action.MEMBER_ROLE_CHANGED, member, place=Place(member.office_id), detail=told)


def make_owner(office: Office, user: User) -> bool:
    """By the operator, when no owner can do it; whoever is no member becomes one. False: they are an owner already."""
    with transaction.atomic():
        member, _made = Member.objects.select_for_update().get_or_create(office=office, user=user)
        if member.role == Member.Role.OWNER:
            return False
        set_terms(member, MemberTerms(MemberRole.OWNER))
    return True


def notify_owners(office: Office, new: User) -> bool:
    """Of a new owner. False: the mail server refused the address of one of them. Raises OSError."""
    owners = User.objects.filter(memberships__office=office, memberships__role=Member.Role.OWNER, is_active=True)
    words = {"person": new.name, "address": new.email, "office": office.name}
    taken = send_to_each(owners, lambda owner: NEW_OWNER.send(owner.email, language=owner.language, context=words))
    return len(taken) == len(owners)


def assign(member: Member, companies: Collection[Company]) -> None:
    """They work for these too. Those of another office are left out; who works for all has them already."""
    if member.all_companies:
        return
    ours = [each for each in companies if each.office_id == member.office_id]
    with transaction.atomic():
        rows = [Assignment(member=member, company=each) for each in ours]
        Assignment.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
        record_assignments(member, ours, "added")


def unassign(member: Member, companies: Collection[Company], *, by: User, to: Member | None = None) -> list[Line]:
    """They no longer work for these. What of theirs depends on that goes to `to`, or stops."""
    with handing_over(member, by=by, to=to) as lines:
        remove_assignments(member, companies)
    return lines


def remove_assignments(member: Member, companies: Collection[Company]) -> None:
    with transaction.atomic():
        found = member.assignments.filter(company__in=companies)
        record_assignments(member, list(Company.objects.filter(assignments__in=found)), "removed")
        found.delete()


def record_assignments(member: Member, companies: Collection[Company], what: str) -> None:
    told = f"{what} user={member.user_id}"
    record_all(Deed(Action.MEMBER_COMPANIES_CHANGED, each, place=each.place, detail=told) for each in companies)
