"""The service as processes: what makes it refuse to begin."""

from tests.hub.databases import BEGIN, database, python

NEWER = (
    BEGIN
    + """
import click
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from schakel.cli.service import refuse_newer_schema
refuse_newer_schema()
MigrationRecorder(connection).record_applied("network", "9999_from_the_future")
try:
    refuse_newer_schema()
except click.ClickException as refused:
    print(refused.message)
"""
)


def test_D14_a_database_of_a_newer_version_is_left_alone(tmp_path):
    with database("sqlite", tmp_path) as env:
        assert "network.9999_from_the_future" in python(NEWER, env)
