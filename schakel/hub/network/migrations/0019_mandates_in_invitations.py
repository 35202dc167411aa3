from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("network", "0018_protests"),
    ]

    operations = [
        migrations.AddField(
            model_name="mandate",
            name="in_invitation",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="mandate",
            name="given_by",
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
