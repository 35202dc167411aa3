"""What waits for a person about documents, for *Today* (connections.todo), and as states of the search."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from schakel.einvoice.validation import Verdict
from schakel.hub.connections import todo
from schakel.hub.connections.models.office import is_office_member
from schakel.hub.connections.todo import TodoKind
from schakel.hub.documents.bills.models import Effect, History, Twin
from schakel.hub.documents.models import Document, Quarantine
from schakel.hub.documents.papers import FAULT as PAPER
from schakel.hub.documents.search import states
from schakel.hub.documents.search.listed_at import documents_in
from schakel.hub.people.models import User

OVER = (Effect.HISTORY, Effect.MERGED, Effect.REPLACED, Effect.REFUSED)  # nothing is asked of it any more


def unchecked() -> QuerySet[Any]:
    """With errors, or unreadable, and nobody looked at it who may contest it."""
    faulty = Q(verdict=Verdict.INVALID.value) | (~Q(fault="") & ~Q(fault=PAPER))
    return Document.objects.filter(faulty, bill__looked_at=None, bill__isnull=False).exclude(bill__effect__in=OVER)


def undecided() -> QuerySet[Any]:
    kept = Quarantine.objects.documents()
    return Twin.objects.undecided().exclude(earlier__in=kept).exclude(later__in=kept)


def undecided_history() -> QuerySet[Any]:
    return History.objects.undecided().exclude(document__in=Quarantine.objects.documents())


def is_unchecked(_user: User) -> Q:
    return Q(pk__in=unchecked().order_by().values("pk"))


def is_undecided(_user: User) -> Q:
    return Q(pk__in=undecided().order_by().values("later"))


def register() -> None:
    errors, twins = _("has errors, and nobody looked"), _("a duplicate to decide")
    states.register("unchecked", errors, is_unchecked, is_indexed=True, visible_to=is_office_member)
    states.register("undecided", twins, is_undecided, is_indexed=True, visible_to=is_office_member)
    todo.register(
        TodoKind(
            "undecided",
            order=60,
            tone="wait",
            sentence=ngettext_lazy(
                "%(n)s document is perhaps here twice", "%(n)s documents are perhaps here twice", "n"
            ),
            button=_("Compare and decide"),
            rows=undecided,
            page=lambda company: documents_in("undecided", company),
            of_one=lambda pk: reverse("documents:twins", args=[pk]),
            company="later__connection__company",
            since="found_at",
        ),
        TodoKind(
            "unchecked",
            order=70,
            tone="wait",
            sentence=ngettext_lazy(
                "%(n)s document has errors, and nobody looked at it",
                "%(n)s documents have errors, and nobody looked at them",
                "n",
            ),
            button=_("Look at it"),
            rows=unchecked,
            page=lambda company: documents_in("unchecked", company),
            of_one=lambda pk: reverse("documents:detail", args=[pk]),
            company="connection__company",
            since="received_at",
        ),
        TodoKind(
            "undecided_history",
            order=130,
            tone="",
            sentence=ngettext_lazy(
                "%(n)s document is old: history, or does it count?",
                "%(n)s documents are old: history, or do they count?",
                "n",
            ),
            button=_("Decide"),
            rows=undecided_history,
            page=lambda _company: reverse("documents:history"),
            of_one=lambda pk: reverse("documents:detail", args=[pk]),
            company="document__connection__company",
            since="document__received_at",
        ),
    )
