"""Documents that did not reach their receiver are found by indexes of their own."""

from django.db import migrations, models

from schakel.hub.indexes import AddIndexWhileServing


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("network", "0020_runs")]
    operations = [
        AddIndexWhileServing(
            "transmission",
            models.Index(
                fields=["state", "document"], condition=models.Q(state=state), name=f"transmissions_{state}"
            ),
        )
        for state in ("failed", "rejected")
    ]
