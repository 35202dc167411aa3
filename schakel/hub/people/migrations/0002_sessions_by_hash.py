"""Sessions are found by a hash of their key (ADR 0191). Those that are open stay open: the cookies hold the keys."""

import hashlib

from django.db import migrations
from django.utils import timezone

HASH_LENGTH = 40  # a key of Django's has 32 characters


def hash_keys(apps, schema_editor):
    Session = apps.get_model("sessions", "Session")
    UserSession = apps.get_model("usersessions", "UserSession")
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    for model in (Session, UserSession):
        for key in list(model.objects.values_list("session_key", flat=True)):
            if len(key) < HASH_LENGTH:
                hashed = hashlib.sha256(key.encode()).hexdigest()[:HASH_LENGTH]
                model.objects.filter(session_key=key).update(session_key=hashed)


def sign_out(apps, schema_editor):
    """An older version finds no session by its hash, and cannot have the keys again."""
    apps.get_model("usersessions", "UserSession").objects.all().delete()
    apps.get_model("sessions", "Session").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]
    operations = [migrations.RunPython(hash_keys, sign_out)]
