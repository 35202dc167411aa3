"""The texts of the catalogue `command`: the help of every command, what the command says besides, and click's own words."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from babel.messages.extract import DEFAULT_KEYWORDS, extract

from schakel.cli import main
from schakel.cli.language import message_of
from scripts.catalogues import ROOT

KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_noop": None}
CLICK = Path(click.__file__).parent
SAID_BY_CLICK = ("core", "decorators", "exceptions", "formatting", "parser", "shell_completion", "types")  # its modules


def command_texts() -> Iterator[tuple[Any, str | None]]:
    """Each with no context: a text, or its singular and plural."""
    for text in help_of(main):
        yield message_of(text), None
    places = [*sorted((ROOT / "schakel" / "cli").glob("*.py")), *(CLICK / f"{name}.py" for name in SAID_BY_CLICK)]
    for place in places:
        with place.open("rb") as code:
            for _line, message, _comments, context in extract("python", code, keywords=KEYWORDS):
                yield message, context


def help_of(command: click.Command) -> Iterator[str]:
    """Of a command, its options, and the commands below it."""
    options = [each for each in command.params if isinstance(each, click.Option)]
    shown = [each.show_default for each in options if isinstance(each.show_default, str)]
    yield from filter(None, [command.help, *(each.help for each in options), *shown])
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found:
                yield from help_of(found)
