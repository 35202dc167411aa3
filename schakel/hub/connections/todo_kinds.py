"""What waits for a person about invitations, for *Today* (connections.todo)."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from schakel.hub.connections import todo
from schakel.hub.connections.models import Invitation
from schakel.hub.connections.todo import TodoKind
from schakel.hub.connections.unanswered import Filter

SILENT = timedelta(days=7)  # after which somebody who was asked is silent
FAILED = Q(letter__bounced_at__isnull=False) | (
    Q(letter__sent_at=None, letter__due_at=None) & ~Q(letter__last_error="")
)


def undelivered() -> QuerySet[Any]:
    return Invitation.objects.filter(FAILED, state=Invitation.State.INVITED)


def silent() -> QuerySet[Any]:
    asked = Invitation.objects.filter(state=Invitation.State.INVITED, created_at__lte=timezone.now() - SILENT)
    return asked.exclude(FAILED)


def page_of(state: str) -> Any:
    def page(company: int | None) -> str:
        if company:
            return reverse("connections:company", args=[company])
        return f"{reverse('connections:unanswered')}?state={state}"

    return page


def register() -> None:
    todo.register(
        TodoKind(
            "undelivered",
            order=65,
            tone="bad",
            sentence=ngettext_lazy(
                "%(n)s client did not get the invitation: the address does not work",
                "%(n)s clients did not get the invitation: the addresses do not work",
                "n",
            ),
            button=_("Correct the address"),
            rows=undelivered,
            page=page_of(Filter.UNDELIVERED),
            company="connection__company",
            since="created_at",
            is_per_company=True,
        ),
        TodoKind(
            "silent_invitations",
            order=100,
            tone="wait",
            sentence=ngettext_lazy(
                "%(n)s client has not answered the invitation for a week",
                "%(n)s clients have not answered the invitation for a week",
                "n",
            ),
            button=_("Remind"),
            rows=silent,
            page=page_of(Filter.ALL),
            company="connection__company",
            since="created_at",
            is_per_company=True,
        ),
    )
