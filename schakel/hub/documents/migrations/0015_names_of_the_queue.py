from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("documents", "0014_events_of_rooms")]
    operations = [
        migrations.RenameField(model_name="quarantine", old_name="unended", new_name="interrupted_attempts"),
        migrations.RenameField(model_name="scan", old_name="unended", new_name="interrupted_attempts"),
        migrations.RenameField(model_name="waitingfile", old_name="unended", new_name="interrupted_attempts"),
    ]
