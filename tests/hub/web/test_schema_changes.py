"""Whether the tables are those of this version, and whether somebody changes them now (D18). Real processes, real locks."""

import pytest

from tests.hub.databases import BEGIN, both, database, python

READY = (
    BEGIN
    + """
import logging
from django.conf import settings
from django.test import Client
logging.disable(logging.CRITICAL)
print(Client().get("/ready", headers={"host": settings.HOST}).status_code)
"""
)
BEHIND = (
    BEGIN
    + """
from django.core.management import call_command
call_command("migrate", "sessions", "zero", verbosity=0)
"""
)
MEANWHILE = (
    BEGIN
    + """
import os, subprocess, sys
from django.core.management import call_command
from django.db.models.signals import pre_migrate

def ask(**_given):
    pre_migrate.disconnect(ask)
    print(subprocess.run([sys.executable, "-c", os.environ["ASK"]], capture_output=True, text=True).stdout.strip())

pre_migrate.connect(ask)
call_command("migrate", verbosity=0)
"""
)
CHANGING = (
    BEGIN
    + """
from schakel.hub.web.schema_changes import is_changing
print(is_changing())
"""
)


@pytest.mark.processes
@both
def test_D18_not_ready_until_the_tables_are_those_of_this_version(kind, tmp_path):
    with database(kind, tmp_path) as env:
        assert python(READY, env) == "200"
        python(BEHIND, env)
        assert python(READY, env) == "503"
        assert python(MEANWHILE, env | {"ASK": CHANGING}) == "True"
        assert python(READY, env) == "200"


@pytest.mark.processes
@both
def test_D18_a_machine_that_starts_with_nothing_to_change_leaves_the_others_ready(kind, tmp_path):
    with database(kind, tmp_path) as env:
        assert python(MEANWHILE, env | {"ASK": READY}) == "200"
