from django.db import migrations


class Migration(migrations.Migration):
    """A name in the code only: the table keeps the one it has."""

    dependencies = [("connections", "0009_names_of_the_queue")]

    operations = [
        migrations.AlterModelTable("letter", "connections_letter"),
        migrations.RenameModel("Letter", "InvitationMail"),
    ]
