"""The service as processes: what makes it refuse to begin."""

import click
import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from schakel.cli.service import refuse_newer_schema


@pytest.mark.django_db
def test_D14_a_database_of_a_newer_version_is_left_alone():
    refuse_newer_schema()
    MigrationRecorder(connection).record_applied("network", "9999_from_the_future")
    with pytest.raises(click.ClickException, match=r"network\.9999_from_the_future"):
        refuse_newer_schema()
