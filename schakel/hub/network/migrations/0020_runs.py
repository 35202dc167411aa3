import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('connections', '0012_invitation_reminders'),
        ('network', '0019_mandates_in_invitations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('sides', models.JSONField(default=list)),
                ('role', models.CharField(choices=[('read', 'read and download'), ('full', 'read, pay and send')], default='full', max_length=10)),
                ('registers', models.BooleanField(default=False)),
                ('document_choices', models.JSONField(default=list)),
                ('also_vat', models.BooleanField(default=False)),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('waits_until', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='connections.office')),
            ],
        ),
        migrations.CreateModel(
            name='RunLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_at', models.DateTimeField(blank=True, db_index=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('interrupted_attempts', models.PositiveSmallIntegerField(default=0)),
                ('last_error', models.TextField(blank=True)),
                ('email_normal', models.EmailField(blank=True, max_length=254)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('asked', 'asked'), ('failed', 'failed'), ('stopped', 'stopped')], default='waiting', max_length=10)),
                ('state_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('why', models.CharField(blank=True, choices=[('', ''), ('no_address', 'We know no e-mail address of this client.'), ('bad_address', 'The e-mail address of this client is not correct.'), ('own_address', 'This address belongs to your own office. The client must confirm.'), ('too_often', 'This address was invited too often today. Try again tomorrow, or call your client.'), ('no_right', 'The person who started this no longer works in your office.'), ('not_yours', 'Your office no longer has this company.')], default='', max_length=20)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='run_lines', to='connections.company')),
                ('letter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='run_lines', to='connections.invitationmail')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='network.run')),
            ],
        ),
        migrations.AddIndex(
            model_name='run',
            index=models.Index(fields=['office', '-id'], name='network_run_office__23de65_idx'),
        ),
        migrations.AddIndex(
            model_name='runline',
            index=models.Index(fields=['run', 'email_normal'], name='network_run_run_id_94d205_idx'),
        ),
        migrations.AddConstraint(
            model_name='runline',
            constraint=models.UniqueConstraint(fields=('run', 'company'), name='one_line_per_company_in_a_run'),
        ),
    ]
