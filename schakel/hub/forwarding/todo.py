"""What waits for a person on the way to bookkeeping, for *Today* (connections.todo)."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from schakel.hub.connections import todo
from schakel.hub.connections.models import Company
from schakel.hub.connections.todo import TodoKind
from schakel.hub.documents.search.listed_at import documents_in
from schakel.hub.forwarding.bill_effects import FORWARDABLE
from schakel.hub.forwarding.models import Forward, Forwarder
from schakel.hub.forwarding.overview import routed_by
from schakel.hub.forwarding.words import sentence


def not_in_books() -> QuerySet[Any]:
    """By forwarder: each has an index of its own, all together have none."""
    return Forward.objects.failed().filter(FORWARDABLE, forwarder__in=Forwarder.objects.active())


def waiting_for_forwarder() -> QuerySet[Any]:
    """Those of a forwarder that is off or was stopped."""
    stopped = Forwarder.objects.active().exclude(stopped="")
    return Forward.objects.queued().filter(FORWARDABLE, forwarder__in=stopped)


def without_package() -> QuerySet[Any]:
    return Company.objects.filter(~routed_by(Forwarder.objects.active()))


def page_of(company: int | None) -> str:
    return reverse("forwarding:company", args=[company]) if company else reverse("forwarding:list")


def why_stopped(code: str) -> str:
    return str(Forwarder.Stopped(code).label) if code in Forwarder.Stopped.values else code


def register() -> None:
    todo.register(
        TodoKind(
            "not_in_books",
            order=10,
            tone="bad",
            sentence=ngettext_lazy(
                "%(n)s document did not reach the bookkeeping", "%(n)s documents did not reach the bookkeeping", "n"
            ),
            button=_("See why and forward"),
            rows=not_in_books,
            page=lambda company: page_of(company) if company else documents_in("not_in_books"),
            of_one=lambda pk: reverse("forwarding:forward", args=[pk]),
            company="connection__company",
            since="state_at",
            reason="code",
            explain=lambda code: sentence(code) if code else "",
        ),
        TodoKind(
            "forwarding_stopped",
            order=15,
            tone="bad",
            sentence=ngettext_lazy(
                "%(n)s document waits: its forwarding is off", "%(n)s documents wait: their forwarding is off", "n"
            ),
            button=_("Start forwarding"),
            rows=waiting_for_forwarder,
            page=lambda _company: reverse("forwarding:list"),
            company="connection__company",
            since="created_at",
            reason="forwarder__stopped",
            explain=why_stopped,
        ),
        TodoKind(
            "without_package",
            order=120,
            tone="",
            sentence=ngettext_lazy(
                "%(n)s company has no bookkeeping package", "%(n)s companies have no bookkeeping package", "n"
            ),
            button=_("Connect a package"),
            rows=without_package,
            page=lambda _company: reverse("forwarding:list"),
            company="pk",
            since="created_at",
            is_per_company=True,
        ),
    )
