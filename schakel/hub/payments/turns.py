"""Whoever changes what is paid of a company takes his turn: two at once would both see the same invoice open."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from schakel.hub.connections.models import Company


@contextmanager
def turn(company_id: int) -> Iterator[None]:
    """One transaction in which nobody else changes payments, files or approvals of this company."""
    with transaction.atomic():
        Company.objects.select_for_update(no_key=True).only("pk").get(pk=company_id)
        yield
