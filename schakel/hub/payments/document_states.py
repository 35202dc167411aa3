"""The states of documents that this room knows, for the search of documents."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.documents.search import states
from schakel.hub.payments.approvals import documents_awaiting
from schakel.hub.payments.models import Payable
from schakel.hub.payments.open_items import Tab, in_tab
from schakel.hub.people.models import User


def register() -> None:
    states.register_rows("to_pay", _("to pay"), lambda _user: items(Tab.OPEN).filter(why_not=""))
    states.register_rows("overdue", _("overdue"), lambda _user: items(Tab.OVERDUE))
    states.register_rows("paid", _("paid"), lambda _user: items(Tab.PAID))
    states.register_rows("to_approve", _("waiting for your approval"), awaiting)


def items(tab: Tab) -> QuerySet[Any]:
    return in_tab(Payable.objects.all(), tab, timezone.localdate())


def awaiting(user: User) -> QuerySet[Any]:
    return Payable.objects.filter(document__in=documents_awaiting(user))
