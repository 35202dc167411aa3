"""PayingAccount and StatementEntry: names of their own in the code; the tables keep theirs."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("payments", "0007_names_of_the_queue")]

    operations = [
        migrations.AlterModelTable("account", "payments_account"),
        migrations.RenameModel("Account", "PayingAccount"),
        migrations.AlterModelTable("entry", "payments_entry"),
        migrations.RenameModel("Entry", "StatementEntry"),
    ]
