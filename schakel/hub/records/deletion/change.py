"""Deleting after the period as a change of a company: an owner asks, and where the company has a rule of approval those
people say yes too (ADR 0186)."""

from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from schakel.hub.connections import changes
from schakel.hub.connections.changes import ChangedValue, ChangeKind, Listener
from schakel.hub.connections.models import Change, Company, Member
from schakel.hub.connections.quorum import Quorum
from schakel.hub.people.models import User
from schakel.hub.records.deletion.lists import confirm_list, make_ready_again, wait_for_others
from schakel.hub.records.deletion.models import DeletionList


class DeletionChange(ChangeKind):
    """Silence never deletes."""

    code = "deletion"

    def title(self, change: Change) -> str:
        return _("Delete documents of %(company)s for good") % {"company": change.company}

    def lines(self, change: Change) -> list[ChangedValue]:
        after = change.after
        count = ngettext("%(count)s document", "%(count)s documents", after["count"]) % {"count": after["count"]}
        return [
            ChangedValue(_("Year"), "", str(after["year"])),
            ChangedValue(_("Documents"), "", count),
            ChangedValue(_("SHA-256 of the list"), "", after["digest"]),
        ]

    def quorums(self, change: Change) -> list[Quorum]:
        rule = changes.rule_of(change.company)
        return [Quorum(1, owners(change.company)), *([rule] if rule else [])]

    def is_decided_by_silence(self, change: Change) -> bool:
        return False

    def listeners(self, change: Change) -> Iterator[Listener]:
        people = {user.pk: user for quorum in self.quorums(change) for user in quorum.people}
        yield from (Listener.of(user) for user in people.values() if user.is_active)

    def apply(self, change: Change) -> None:
        confirm_list(int(change.subject), by=change.asked_by)

    def reject(self, change: Change) -> None:
        make_ready_again(int(change.subject))


def owners(company: Company) -> tuple[User, ...]:
    of_office = {"memberships__office": company.office_id, "memberships__role": Member.Role.OWNER}
    return tuple(User.objects.filter(**of_office, is_active=True).order_by("pk").distinct())


def ask_deletion(deletion_list: DeletionList, *, by: User) -> Change | None:
    """None: it is not to be confirmed, or not any more."""
    named = {"year": deletion_list.year, "count": deletion_list.count, "digest": deletion_list.digest}
    with transaction.atomic():
        if not wait_for_others(deletion_list):
            return None
        change = Change(
            company=deletion_list.company,
            kind=DeletionChange.code,
            subject=str(deletion_list.pk),
            asked_by=by,
            after=named,
        )
        return changes.ask(change, confirmed_by=by)


def register() -> None:
    """For `AppConfig.ready`."""
    changes.kinds[DeletionChange.code] = DeletionChange()
