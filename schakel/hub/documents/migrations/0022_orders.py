"""An index for each order in which documents are listed, and on PostgreSQL the one of words."""

from django.db import migrations, models
from django.db.models.functions import Abs, Cast, Lower

from schakel.hub.documents.search.operations import AddTrigrams
from schakel.hub.documents.search.order import AmountOrLess, DayOrFirst
from schakel.hub.indexes import AddIndexWhileServing

KEYS = {
    "issue": DayOrFirst("issue_date"),
    "due": DayOrFirst("due_date"),
    "amount": AmountOrLess(Abs(Cast("payable", models.FloatField()))),
    "party": Lower("party"),
}


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("documents", "0021_search")]
    operations = [
        AddTrigrams(),
        AddIndexWhileServing(
            "document", models.Index(fields=["number", "id"], name="documents_d_number_7813e9_idx")
        ),
        AddIndexWhileServing(
            "document",
            models.Index(
                fields=["-received_at", "-id"], condition=models.Q(kind="credit_note"), name="documents_credit_notes"
            ),
        ),
    ] + [
        AddIndexWhileServing("document", models.Index(key, models.F("id"), name=f"documents_by_{name}"))
        for name, key in KEYS.items()
    ]
