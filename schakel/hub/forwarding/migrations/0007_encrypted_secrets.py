"""The secrets of a forwarder are encrypted: the word in the code; the column keeps its name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forwarding", "0006_kinds_of_the_registry")]

    operations = [
        migrations.AlterField("forwarder", "sealed", models.TextField(blank=True, db_column="sealed")),
        migrations.RenameField("forwarder", "sealed", "encrypted"),
    ]
