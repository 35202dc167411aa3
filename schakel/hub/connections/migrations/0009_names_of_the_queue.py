from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("connections", "0008_languages_of_the_list")]
    operations = [
        migrations.RenameField(model_name="change", old_name="unended", new_name="interrupted_attempts"),
        migrations.RenameField(model_name="letter", old_name="unended", new_name="interrupted_attempts"),
        migrations.RenameField(model_name="invitation", old_name="unended", new_name="interrupted_attempts"),
        migrations.RenameField(model_name="memberinvitation", old_name="unended", new_name="interrupted_attempts"),
    ]
