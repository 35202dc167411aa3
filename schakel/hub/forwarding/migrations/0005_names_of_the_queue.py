from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("forwarding", "0004_languages_of_the_list")]
    operations = [
        migrations.RenameField(model_name="forwarder", old_name="unended", new_name="interrupted_attempts"),
        migrations.RenameField(model_name="forward", old_name="unended", new_name="interrupted_attempts"),
    ]
