import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    """What was mailed before has no mark: its bounces name nothing."""

    dependencies = [
        ('sales', '0007_recurrence'),
    ]

    operations = [
        migrations.AddField(
            model_name='mailing',
            name='uid',
            field=models.UUIDField(null=True, unique=True),
        ),
        migrations.AlterField(
            model_name='mailing',
            name='uid',
            field=models.UUIDField(default=uuid.uuid4, null=True, unique=True),
        ),
    ]
