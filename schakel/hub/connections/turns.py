"""Turns: who changes what is paid of a company, or who may pay for it, waits for the one before."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager

from django.db import transaction

from schakel.hub.connections.models.company import Company


def turn(company_id: int) -> AbstractContextManager[None]:
    """One transaction in which nobody else changes payments, files, approvals or rights of this company."""
    return turns([company_id])


@contextmanager
def turns(company_ids: Iterable[int]) -> Iterator[None]:
    """The same for several, taken in the order of their keys, so that no two wait for each other."""
    with transaction.atomic():
        list(Company.objects.select_for_update(no_key=True).only("pk").filter(pk__in=company_ids).order_by("pk"))
        yield
