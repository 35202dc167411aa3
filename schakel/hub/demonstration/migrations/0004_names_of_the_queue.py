from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("demonstration", "0003_confirmed")]
    operations = [
        migrations.RenameField(model_name="arrival", old_name="unended", new_name="interrupted_attempts"),
    ]
