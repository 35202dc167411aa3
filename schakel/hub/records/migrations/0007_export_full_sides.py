"""Where its maker, a client, might more than read when they asked for an export: losing that, they lose the file."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0006_company_exports")]

    operations = [migrations.AddField("companyexport", "full_sides", models.JSONField(default=list))]
