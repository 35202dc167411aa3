"""The lists of payments in the order in which they are read, each by an index of its own."""

from django.db import migrations, models

from schakel.hub.indexes import AddIndexWhileServing

ASKING = models.Q(is_open=True, is_settled=False, is_archived=False)
SETTLED = models.Q(is_settled=True)
ARCHIVED = models.Q(is_settled=False, is_archived=True)
PUT_OFF = models.Q(later_until__isnull=False)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("payments", "0009_open_items")]

    operations = [
        *(
            AddIndexWhileServing("payable", models.Index(fields=fields, condition=condition, name=name))
            for name, fields, condition in (
                ("payables_of_one", ["connection", "due", "document"], None),
                ("open_items_by_day", ["side", "due", "document"], ASKING),
                ("settled_by_day", ["side", "due", "document"], SETTLED),
                ("archived_by_day", ["side", "due", "document"], ARCHIVED),
                ("put_off_by_day", ["side", "due", "document"], PUT_OFF),
            )
        ),
    ]
