from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("network", "0012_languages_of_the_list")]
    operations = [
        migrations.RenameField(model_name="transmission", old_name="unended", new_name="interrupted_attempts"),
        migrations.RenameField(model_name="inbox", old_name="unended", new_name="interrupted_attempts"),
        migrations.RenameField(model_name="mandate", old_name="unended", new_name="interrupted_attempts"),
        migrations.RenameField(model_name="notice", old_name="unended", new_name="interrupted_attempts"),
        migrations.RenameField(model_name="registration", old_name="unended", new_name="interrupted_attempts"),
        migrations.RenameField(model_name="transmission", old_name="turn", new_name="fair_key"),
        migrations.SeparateDatabaseAndState(  # the index follows its column
            state_operations=[
                migrations.RemoveIndex(model_name="transmission", name="work_by_turn"),
                migrations.AddIndex(
                    model_name="transmission",
                    index=models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["direction", "fair_key", "due_at", "id", "state"],
                        name="work_by_turn",
                    ),
                ),
            ]
        ),
    ]
