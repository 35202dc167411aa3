"""The kinds of forwarder are what stands in kinds/: no choices of the column any more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forwarding", "0005_names_of_the_queue")]

    operations = [migrations.AlterField("forwarder", "kind", models.CharField(max_length=10))]
