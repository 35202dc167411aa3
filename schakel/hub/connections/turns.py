"""Turns: who changes what is paid of a company, or who may pay for it, waits for the one before."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from schakel.hub.connections.models.company import Company


@contextmanager
def turn(company_id: int) -> Iterator[None]:
    """One transaction in which nobody else changes payments, files, approvals or rights of this company."""
    with transaction.atomic():
        Company.objects.select_for_update(no_key=True).only("pk").get(pk=company_id)
        yield
