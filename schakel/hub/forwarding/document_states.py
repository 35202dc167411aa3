"""The states of documents that this room knows, for the search of documents. Only the office sees what goes to bookkeeping."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models.office import is_office_member
from schakel.hub.documents.search import states
from schakel.hub.forwarding import moves
from schakel.hub.forwarding.bill_effects import FORWARDABLE
from schakel.hub.forwarding.models import Forward
from schakel.hub.people.models import User

NOT_THERE = (moves.State.QUEUED, moves.State.FAILED, moves.State.HELD)


def register() -> None:
    states.register_rows("not_forwarded", _("not forwarded yet"), not_forwarded, visible_to=is_office_member)
    states.register_rows("not_in_books", _("did not reach the bookkeeping"), not_in_books, visible_to=is_office_member)
    states.register_rows("failed", _("sending or forwarding failed"), failed, visible_to=is_office_member)


def not_forwarded(user: User) -> QuerySet[Any]:
    return Forward.objects.managed_by(user).filter(state__in=NOT_THERE)


def failed(user: User) -> QuerySet[Any]:
    return Forward.objects.managed_by(user).failed()


def not_in_books(user: User) -> QuerySet[Any]:
    return failed(user).filter(FORWARDABLE)
