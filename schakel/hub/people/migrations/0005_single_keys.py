from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_tally")]

    operations = [migrations.AddField("user", "single_keys", models.BooleanField(default=True))]
