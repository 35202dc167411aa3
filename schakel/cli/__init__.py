"""The `schakel` command. A command's module is imported only when that command is called, so each starts fast."""

import importlib
import os
from typing import Any

import click

from schakel.cli.language import default_language, set_language, translate
from schakel.file_permissions import set_umask

COMMANDS = {
    "up": "service",
    "prepare": "service",
    "serve": "service",
    "work": "service",
    "manage": "service",
    "doctor": "doctor",
    "smp": "smp",
    "companies": "companies",
    "invitations": "clients",
    "mandates": "clients",
    "registrations": "clients",
    "journal": "journal",
    "audit": "audit",
    "kbo": "kbo",
    "runs": "runs",
    "receive": "documents",
    "backup": "backups",
    "restore": "backups",
    "verify": "backups",
    "drill": "drill",
    "documents": "quarantine",
    "owner": "recovery",
    "unlock": "recovery",
    "people": "people",
    "bounce": "bounce",
    "report": "reports",
    "validate": "validation",
    "compare": "validation",
    "rules": "validation",
    "view": "invoices",
    "pdf": "invoices",
    "convert": "invoices",
    "qr": "transfers",
    "reference": "transfers",
}


class Lazy(click.Group):
    def main(self, *arguments: Any, **options: Any) -> Any:
        """In the reader's language: help, errors and what a shell completes."""
        set_language(default_language())
        return click.Group.main(translate(self), *arguments, **options)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"schakel.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return translate(command)

    def invoke(self, ctx: click.Context) -> object:
        """What is expected to go wrong on a machine is told in a sentence, with an exit code; the rest by a traceback."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as fault:
            from schakel.cli.faults import sentence

            if said := sentence(fault):
                raise click.ClickException(said) from fault
            raise


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="schakel")
def main() -> None:
    """Schakel: the open hub between accountancy offices, their clients and Peppol."""
    set_umask()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schakel.hub.settings")
