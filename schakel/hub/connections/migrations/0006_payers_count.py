from django.db import migrations
from django.db.models import F


def count(apps, schema_editor):
    """Who could pay before new payers had to wait goes on paying."""
    apps.get_model("connections", "Access").objects.update(counts_since=F("since"))


class Migration(migrations.Migration):

    dependencies = [
        ('connections', '0005_changes'),
    ]

    operations = [
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
