"""A log of two offices, and somebody who may do with the database what they like."""

import pytest
from django.db import connection

from schakel.hub import triggers
from schakel.hub.audit import chain
from schakel.hub.audit.actions import Action
from schakel.hub.audit.models import TABLE, AuditEntry
from schakel.hub.audit.record import Place, record


@pytest.fixture
def log(db):
    """Six rows of office 1, three of office 2, linked."""
    for office in (1, 1, 2, 1, 2, 1, 1, 2, 1):
        record(Action.KEY_ENDED, place=Place(office, office * 10), by=office)
    chain.link_all()


@pytest.fixture
def owner_of_the_database(db):
    """Who may drop triggers; they come back with the test's end."""
    with connection.cursor() as cursor:
        for each in triggers.registered:
            if each.table == TABLE and each.only == connection.vendor:
                on = "" if connection.vendor == "sqlite" else f" ON {TABLE}"
                cursor.execute(f"DROP TRIGGER {each.name}{on}")


def row_at(office: int, position: int):
    return AuditEntry.objects.filter(office=office, position=position)
