from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sales", "0010_languages_of_the_list")]
    operations = [
        migrations.RenameField(model_name="mailing", old_name="unended", new_name="interrupted_attempts"),
        migrations.RenameField(model_name="recurrence", old_name="unended", new_name="interrupted_attempts"),
        migrations.RenameField(model_name="occurrence", old_name="unended", new_name="interrupted_attempts"),
        migrations.RenameField(model_name="mailing", old_name="turn", new_name="fair_key"),
    ]
