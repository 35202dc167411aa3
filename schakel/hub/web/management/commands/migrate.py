"""Django's `migrate`, by one process at a time (D18), with the table of the cache and the triggers."""

from contextlib import nullcontext
from typing import Any

from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection

from schakel.hub import triggers
from schakel.hub.web.schema_changes import CHANGING, alone, difference


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        only_looks = options["plan"] or options["check_unapplied"]
        with alone():
            with alone(CHANGING) if difference()[0] and not only_looks else nullcontext():
                if not only_looks and (options["migration_name"] or difference()[0]):
                    triggers.drop_guards(connection)
                super().handle(*args, **options)
            if not only_looks:
                call_command("createcachetable", verbosity=options["verbosity"])
                triggers.create_all(connection)
