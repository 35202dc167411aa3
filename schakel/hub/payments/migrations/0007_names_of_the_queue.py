from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("payments", "0006_a_credit_note_below_zero_is_unclear")]
    operations = [
        migrations.RenameField(model_name="paymentfile", old_name="unended", new_name="interrupted_attempts"),
        migrations.RenameField(model_name="reminder", old_name="unended", new_name="interrupted_attempts"),
    ]
