"""By day alone: SQLite uses an index of some rows only where the query says so by itself, and read the whole log at each view of a
document."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_audit_log")]

    operations = [
        migrations.RemoveConstraint(model_name="auditentry", name="one_look_per_day"),
        migrations.AddConstraint(
            model_name="auditentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("day__isnull", False)),
                fields=("user", "subject_id", "day", "action"),
                name="one_look_per_day",
            ),
        ),
    ]
