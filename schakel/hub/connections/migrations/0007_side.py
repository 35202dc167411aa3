from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("connections", "0006_payers_count")]

    operations = [
        migrations.RemoveConstraint(model_name="connection", name="one_connection_per_kind"),
        migrations.RenameField(model_name="connection", old_name="kind", new_name="side"),
        migrations.AddConstraint(
            model_name="connection",
            constraint=models.UniqueConstraint(fields=["company", "side"], name="one_connection_per_side"),
        ),
    ]
