"""What waits for a person before money moves, for *Today* (connections.todo), and as states of the search of documents."""

from datetime import timedelta
from typing import Any

from django.db.models import Case, Count, F, FloatField, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Abs, Cast, Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from schakel.hub.connections import todo
from schakel.hub.connections.models import Company, Connection
from schakel.hub.connections.models.office import is_office_member
from schakel.hub.connections.todo import TodoKind
from schakel.hub.documents.bills.effects import with_warning
from schakel.hub.documents.search import states
from schakel.hub.documents.search.listed_at import documents_in
from schakel.hub.payments.models import Approval, Approver, Payable, PaymentFile, Rule, Statement

QUIET = timedelta(days=35)  # after the last statement of a company that brings them


def warned() -> QuerySet[Any]:
    """To be paid, with a warning that nobody confirmed."""
    bought = Payable.objects.asking().filter(side=Connection.Side.PURCHASE)
    return bought.filter(with_warning(through="document__"))


def unapproved() -> QuerySet[Any]:
    """Those for whose payment fewer of the approvers said yes than the rule asks. Who asks just one person's word is
    `approvals.documents_awaiting`; two deputies, who are not enough together, count here as two."""
    rules = Rule.objects.exclude(mode=Rule.Mode.OFF)
    open_ = Payable.objects.asking().filter(side=Connection.Side.PURCHASE, why_not="")
    approvers = Approver.objects.filter(company=OuterRef("document__connection__company"), user=OuterRef("by"))
    said = Approval.objects.filter(document=OuterRef("document"), ended_at=None).filter(by__in=approvers.values("user"))
    number = said.order_by().values("document").annotate(n=Count("pk")).values("n")
    amount = Abs(Cast("document__payable", FloatField()))
    above = Cast("connection__company__payment_rule__above", FloatField())
    two = When(Q(connection__company__payment_rule__mode=Rule.Mode.TWO_ABOVE, amount__gt=F("limit")), then=Value(2))
    counted = open_.filter(connection__company__in=rules.values("company")).annotate(
        given=Coalesce(Subquery(number, output_field=IntegerField()), 0), amount=amount, limit=above
    )
    return counted.annotate(needed=Case(two, default=Value(1), output_field=IntegerField())).filter(
        given__lt=F("needed")
    )


def files_to_approve() -> QuerySet[Any]:
    return PaymentFile.objects.filter(state=PaymentFile.State.WAITING)


def files_to_take() -> QuerySet[Any]:
    return PaymentFile.objects.filter(state=PaymentFile.State.READY)


def without_statements() -> QuerySet[Any]:
    """Companies that brought bank statements, and none for longer than a month."""
    newest = Statement.objects.filter(company=OuterRef("pk"), day__isnull=False).order_by("-day", "-pk")
    told = Company.objects.filter(pk__in=Statement.objects.values("company")).annotate(
        last_day=Subquery(newest.values("day")[:1]), last_at=Subquery(newest.values("at")[:1])
    )
    return told.filter(last_day__lt=timezone.localdate() - QUIET)


def register() -> None:
    states.register_rows("warned", _("a warning to check"), lambda _user: warned(), visible_to=is_office_member)
    states.register_rows(
        "unapproved", _("waiting for somebody's approval"), lambda _user: unapproved(), visible_to=is_office_member
    )
    todo.register(
        TodoKind(
            "warned",
            order=50,
            tone="bad",
            sentence=ngettext_lazy("%(n)s invoice may be fraud", "%(n)s invoices may be fraud", "n"),
            button=_("Check the warning"),
            rows=warned,
            page=lambda company: documents_in("warned", company),
            of_one=lambda pk: reverse("documents:detail", args=[pk]),
            company="connection__company",
            since="document__received_at",
        ),
        TodoKind(
            "files_to_approve",
            order=80,
            tone="wait",
            sentence=ngettext_lazy(
                "%(n)s payment file waits for its approval", "%(n)s payment files wait for their approval", "n"
            ),
            button=_("See the file"),
            rows=files_to_approve,
            page=lambda _company: reverse("payments:files"),
            of_one=lambda pk: reverse("payments:file", args=[pk]),
            since="prepared_at",
        ),
        TodoKind(
            "files_to_take",
            order=81,
            tone="wait",
            sentence=ngettext_lazy(
                "%(n)s payment file is ready for the bank", "%(n)s payment files are ready for the bank", "n"
            ),
            button=_("Download it"),
            rows=files_to_take,
            page=lambda _company: reverse("payments:files"),
            of_one=lambda pk: reverse("payments:file", args=[pk]),
            since="prepared_at",
        ),
        TodoKind(
            "unapproved",
            order=85,
            tone="wait",
            sentence=ngettext_lazy(
                "%(n)s invoice waits for approval before it is paid",
                "%(n)s invoices wait for approval before they are paid",
                "n",
            ),
            button=_("See the invoices"),
            rows=unapproved,
            page=lambda company: documents_in("unapproved", company),
            of_one=lambda pk: reverse("documents:detail", args=[pk]),
            company="connection__company",
            since="document__received_at",
        ),
        TodoKind(
            "without_statements",
            order=110,
            tone="wait",
            sentence=ngettext_lazy(
                "%(n)s company brought no bank statement for over a month",
                "%(n)s companies brought no bank statement for over a month",
                "n",
            ),
            button=_("Add statements"),
            rows=without_statements,
            page=lambda company: (
                reverse("payments:company_statements", args=[company]) if company else reverse("payments:statements")
            ),
            company="pk",
            since="last_at",
            is_per_company=True,
        ),
    )
