"""What waits for a person about registrations, mandates and providers, for *Today* (connections.todo)."""

import math
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from schakel.hub.connections import todo
from schakel.hub.connections.todo import OperatorLine, TodoKind
from schakel.hub.network.access_points import own as access_point
from schakel.hub.network.access_points.certificates import expiries
from schakel.hub.network.models import AccountCompany, Mandate, ProviderAccount, Registration, Transmission

SILENT = timedelta(days=7)  # after which somebody who was asked is silent
SOON = timedelta(days=30)  # a certificate that ends within it


def not_registered() -> QuerySet[Any]:
    gone = Q(changed=Registration.Changed.GONE)
    return Registration.objects.filter(Q(state=Registration.State.FAILED) | gone)


def elsewhere() -> QuerySet[Any]:
    moved = Q(changed=Registration.Changed.MOVED)
    return Registration.objects.filter(Q(state=Registration.State.ELSEWHERE) | moved)


def silent_mandates() -> QuerySet[Any]:
    """The newest of a company, which has none that was confirmed."""
    others = Mandate.objects.filter(company=OuterRef("company"))
    over = others.filter(Q(state=Mandate.State.CONFIRMED) | Q(pk__gt=OuterRef("pk")))
    asked = Mandate.objects.filter(state=Mandate.State.ASKED, recorded_at__lte=timezone.now() - SILENT)
    return asked.filter(~Exists(over))


def failing_accounts() -> QuerySet[Any]:
    failing = AccountCompany.objects.active().filter(account__state=ProviderAccount.State.FAILING)
    return failing.filter(account__tried_at__isnull=False)


def registration_of(state: str) -> Any:
    def page(company: int | None) -> str:
        if company:
            return reverse("network:registration", args=[company])
        return f"{reverse('network:registrations')}?state={state}"

    return page


def operator_lines() -> list[OperatorLine]:
    """Certificates that end soon, and what the network keeps us from sending."""
    return [*certificate_lines(), *stuck_lines()]


def certificate_lines() -> list[OperatorLine]:
    ours, now = access_point.current(), timezone.now()
    found = []
    for one in expiries(ours) if ours else ():
        if one.until > now + SOON:
            continue
        left = math.ceil((one.until - now) / timedelta(days=1))
        text = ngettext("A certificate ends in %(n)s day", "A certificate ends in %(n)s days", max(left, 0))
        said = text % {"n": left} if left > 0 else _("A certificate has ended: nothing is received or sent")
        found.append(OperatorLine("bad", said, None, _("See the certificates"), reverse("network:operating")))
    return found


def stuck_lines() -> list[OperatorLine]:
    stuck = Transmission.objects.filter(Transmission.STUCK)
    number, oldest = stuck.count(), stuck.order_by("state_at").values_list("state_at", flat=True).first()
    if not number:
        return []
    text = ngettext("%(n)s message needs attention", "%(n)s messages need attention", number) % {"n": number}
    return [OperatorLine("bad", text, oldest, _("See them"), f"{reverse('network:operating')}?kind=stuck")]


def register() -> None:
    todo.of_operator.append(operator_lines)
    todo.register(
        TodoKind(
            "not_registered",
            order=40,
            tone="bad",
            sentence=ngettext_lazy(
                "%(n)s company is not on Peppol, though it should be",
                "%(n)s companies are not on Peppol, though they should be",
                "n",
            ),
            button=gettext_lazy("See why and register"),
            rows=not_registered,
            page=registration_of("failed"),
            since="state_at",
            is_per_company=True,
        ),
        TodoKind(
            "failing_account",
            order=45,
            tone="bad",
            sentence=ngettext_lazy(
                "%(n)s company is cut off: the account at its provider does not work",
                "%(n)s companies are cut off: the account at their provider does not work",
                "n",
            ),
            button=gettext_lazy("See the account"),
            rows=failing_accounts,
            page=lambda company: (
                reverse("network:registration", args=[company]) if company else reverse("network:accounts")
            ),
            since="account__tried_at",
            is_per_company=True,
        ),
        TodoKind(
            "elsewhere",
            order=90,
            tone="wait",
            sentence=ngettext_lazy(
                "%(n)s company receives its invoices elsewhere",
                "%(n)s companies receive their invoices elsewhere",
                "n",
            ),
            button=gettext_lazy("See where, and take over"),
            rows=elsewhere,
            page=registration_of("elsewhere"),
            since="state_at",
            is_per_company=True,
        ),
        TodoKind(
            "silent_mandates",
            order=95,
            tone="wait",
            sentence=ngettext_lazy(
                "%(n)s client has not confirmed the mandate for a week",
                "%(n)s clients have not confirmed the mandate for a week",
                "n",
            ),
            button=gettext_lazy("Ask again"),
            rows=silent_mandates,
            page=registration_of("mandate"),
            since="recorded_at",
            is_per_company=True,
        ),
    )
