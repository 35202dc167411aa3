"""Those with errors and those that cannot be read are found by indexes of their own."""

from django.db import migrations, models

from schakel.hub.indexes import AddIndexWhileServing


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("documents", "0026_saved_views")]
    operations = [
        AddIndexWhileServing(
            "document", models.Index(fields=["-received_at", "-id"], condition=condition, name=name)
        )
        for name, condition in (
            ("documents_invalid", models.Q(verdict="invalid")),
            ("documents_unreadable", ~models.Q(fault="")),
        )
    ]
