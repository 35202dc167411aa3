"""Changes of the rule of approval, of who approves and of the accounts a company pays from (ADR 0186).

They need as many people as the stricter of the old and the new rule; those who approve by the old one count, and where they
are too few for the new one, those of the new one too.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from schakel.einvoice.money import decimal_text
from schakel.hub.connections import changes, company_address
from schakel.hub.connections.changes import ChangedValue, Listener
from schakel.hub.connections.models import Change, Company
from schakel.hub.connections.payers import people_who_pay
from schakel.hub.connections.quorum import Quorum
from schakel.hub.payments.approvals import quorum
from schakel.hub.payments.models import Approver, Rule
from schakel.hub.people.models import User
from schakel.hub.web.templatetags.formatting import money
from schakel.sepa.iban import Iban

RULE, ACCOUNT = "rule", "account"
Terms = dict[str, Any]  # mode, above (text or None), approvers and deputies (ids)


def rule_of(company: Company) -> Quorum | None:
    """Who has to say yes to what touches the money of a company with a rule of approval; None without one."""
    rule = Rule.objects.filter(company=company).first()
    return quorum(company, rule.people_needed) if rule and rule.people_needed else None


def quorum_of(company: Company, *, asked_by: User | None) -> Quorum:
    """Without a rule, one of those who pay; who asked was let in as one."""
    return rule_of(company) or Quorum(1, unique([*people_who_pay(company), *([asked_by] if asked_by else [])]))


def unique(users: Iterable[User]) -> tuple[User, ...]:
    return tuple({user.pk: user for user in users}.values())


class PaymentChange(changes.MoneyChangeKind):
    def listeners(self, change: Change) -> Iterator[Listener]:
        """All who pay there and all who are named as approvers, also those who lost the right; where silence decides, the
        company's own address too."""
        company = change.company
        named = company.approvers.values("user")
        people = User.objects.filter(Q(pk__in=people_who_pay(company).values("pk")) | Q(pk__in=named), is_active=True)
        yield from (Listener.of(user) for user in people.order_by("pk"))
        if change.is_waiting and self.is_decided_by_silence(change):
            yield from company_address.listeners(company, must=False)


class RuleChange(PaymentChange):
    code = RULE

    def title(self, change: Change) -> str:
        return _("Approval of payments of %(company)s") % {"company": change.company}

    def lines(self, change: Change) -> list[ChangedValue]:
        before, after = words_of(change.before), words_of(change.after)
        return [ChangedValue(word, before[word], after[word]) for word in after if before[word] != after[word]]

    def quorums(self, change: Change) -> list[Quorum]:
        old = quorum_of(change.company, asked_by=change.asked_by)
        after = change.after
        needed = max(old.needed, Rule(mode=after["mode"]).people_needed)
        if needed == old.needed:
            return [old]
        new = people_who_pay(change.company).filter(pk__in=[*after["approvers"], *after["deputies"]])
        return [old, Quorum(needed, unique([*old.people, *new]), old.deputies)]

    def apply(self, change: Change) -> None:
        company, after = change.company, change.after
        above = None if after["above"] is None else Decimal(after["above"])
        Rule.objects.update_or_create(company=company, defaults={"mode": after["mode"], "above": above})
        company.approvers.all().delete()
        known = set(User.objects.filter(pk__in=[*after["approvers"], *after["deputies"]]).values_list("pk", flat=True))
        Approver.objects.bulk_create(
            Approver(company=company, user_id=pk, is_deputy=pk not in after["approvers"])
            for pk in [*after["approvers"], *after["deputies"]]
            if pk in known
        )


def terms_of(company: Company) -> Terms:
    """As they are."""
    rule = Rule.objects.filter(company=company).first() or Rule(company=company)
    approvers = list(company.approvers.all())
    return {
        "mode": str(rule.mode),
        "above": None if rule.above is None else decimal_text(rule.above),
        "approvers": sorted(each.user_id for each in approvers if not each.is_deputy),
        "deputies": sorted(each.user_id for each in approvers if each.is_deputy),
    }


def words_of(terms: Terms) -> dict[str, str]:
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=[*terms["approvers"], *terms["deputies"]])}
    return {
        _("Approval"): str(Rule.Mode(terms["mode"]).label),
        _("Two people above this amount"): money(Decimal(terms["above"])) if terms["above"] else "",
        _("Who approves"): ", ".join(names.get(pk, "?") for pk in terms["approvers"]),
        _("Deputies"): ", ".join(names.get(pk, "?") for pk in terms["deputies"]),
    }


def ask_rule(company: Company, terms: Terms, *, by: User) -> Change | None:
    """None when nothing changes. Raises AlreadyWaiting."""
    before = terms_of(company)
    if before == terms:
        return None
    change = Change(company=company, kind=RULE, asked_by=by, before=before, after=terms)
    return changes.ask(change, confirmed_by=by)


class AccountChange(PaymentChange):
    code = ACCOUNT

    def title(self, change: Change) -> str:
        return _("Account numbers that %(company)s pays from") % {"company": change.company}

    def lines(self, change: Change) -> list[ChangedValue]:
        added, removed = change.after["iban"], change.before["iban"]
        return [ChangedValue(_("Add") if added else _("Remove"), "", str(Iban(added or removed)))]

    def quorums(self, change: Change) -> list[Quorum]:
        return [quorum_of(change.company, asked_by=change.asked_by)]

    def apply(self, change: Change) -> None:
        if iban := change.after["iban"]:
            change.company.accounts.get_or_create(iban=iban)
        else:
            change.company.accounts.filter(iban=change.before["iban"]).delete()


def ask_account(company: Company, *, add: str = "", remove: str = "", by: User) -> Change | None:
    """One of the two, compact. None when nothing changes. Raises AlreadyWaiting."""
    if company.accounts.filter(iban=add or remove).exists() == bool(add):
        return None
    change = Change(company=company, kind=ACCOUNT, asked_by=by, subject=add or remove)
    change.before, change.after = {"iban": remove}, {"iban": add}
    return changes.ask(change, confirmed_by=by)


def register() -> None:
    """For `AppConfig.ready`: changes of a company that wait for a second person."""
    for kind in (RuleChange(), AccountChange()):
        changes.kinds[kind.code] = kind
    changes.rules.append(rule_of)
