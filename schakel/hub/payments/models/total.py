"""OpenTotal: what is open in one connection on one day, added up once, so that a page of thousands adds up thousands of rows.

OutdatedTotal: a connection of which something changed since. The database writes it itself, by triggers on what is added up,
in the transaction that changes it: whatever changes a row, no total goes on that is wrong.
"""

from datetime import date

from django.db import models

from schakel.hub.connections.models import Connection
from schakel.hub.documents.amount import AmountField
from schakel.hub.triggers import Trigger


class OpenTotal(models.Model):
    """In euro; by `totals.compute` from the open items themselves. None: nothing is open, or nobody has added it up yet."""

    connection = models.OneToOneField(Connection, models.CASCADE, primary_key=True, related_name="+")
    side = models.CharField(max_length=10)  # of the connection
    day: "models.DateField[date, date]" = models.DateField()  # on which this is so; tomorrow something else is overdue
    open = AmountField()
    overdue = AmountField()
    soon = AmountField()
    count = models.PositiveIntegerField()
    weeks = models.JSONField()  # decimal numbers as text, see open_items.Totals

    def __str__(self) -> str:
        return f"{self.connection_id}: {self.open} on {self.day}"


class OutdatedTotal(models.Model):
    """Only ever added and deleted, so that nobody who changes an amount waits for another who does."""

    connection = models.BigIntegerField()  # id; without a constraint, so that a connection can be deleted

    def __str__(self) -> str:
        return str(self.connection)


ADDED_UP = '"left", is_settled, is_archived, later_until, is_open, why_not, connection_id'
MARK = "INSERT INTO payments_outdatedtotal (connection) "
OF_QUARANTINE = f"{MARK} SELECT connection_id FROM documents_document WHERE id = NEW.document_id"  # noqa: S608 -- ours
TRIGGERS = (
    Trigger("total_item_added", "payments_payable", "INSERT", MARK + "SELECT NEW.connection_id"),
    Trigger("total_item_changed", "payments_payable", f"UPDATE OF {ADDED_UP}", MARK + "SELECT NEW.connection_id"),
    Trigger("total_item_gone", "payments_payable", "DELETE", MARK + "SELECT OLD.connection_id"),
    Trigger("total_quarantine_begun", "documents_quarantine", "INSERT", OF_QUARANTINE),
    Trigger("total_quarantine_changed", "documents_quarantine", "UPDATE", OF_QUARANTINE),
)
