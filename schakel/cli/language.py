"""The reader's language, and in it the command's help and errors: gettext's catalogue `command` of `schakel/locale`.

The texts are written in English where they are used. click asks gettext for its own words ("Usage:", "No such option"), so
they are in the same catalogue.
"""

import gettext
import inspect
import os
import re
from collections.abc import Mapping
from copy import copy
from pathlib import Path
from typing import TypeVar

import click

from schakel.base.languages import SOURCE, known

C = TypeVar("C", bound=click.Command)

DOMAIN = "command"
LOCALE = Path(__file__).parents[1] / "locale"


_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that says something


def default_language(environ: Mapping[str, str] = os.environ) -> str:
    """What the operator set for all of Schakel, else the language of the locale; English when it is none of the four."""
    return known(environ.get("SCHAKEL_LANGUAGE") or next(filter(None, map(environ.get, _LOCALE_VARIABLES)), ""))


def gettext_noop(text: str) -> str:
    """Marks a text for the catalogue, that is translated where it is shown."""
    return text


def set_language(language: str) -> None:
    """For this process: gettext reads it from LANGUAGE at each text, and so does click."""
    gettext.bindtextdomain(DOMAIN, LOCALE)
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language


def translate(command: C) -> C:
    """The same command, with its help and that of its options in the language that is set."""
    if gettext.textdomain() != DOMAIN or os.environ["LANGUAGE"] == SOURCE:
        return command
    translated = copy(command)
    translated.help = _text(command.help)
    translated.params = [_translate_parameter(each) for each in command.params]
    translated._help_option = None  # click keeps it, in the language of the first who asked
    if isinstance(translated, click.Group):
        translated.commands = {name: translate(each) for name, each in translated.commands.items()}
    return translated


def _translate_parameter(parameter: click.Parameter) -> click.Parameter:
    translated = copy(parameter)
    if isinstance(translated, click.Option):
        translated.help = _text(translated.help)
        if isinstance(translated.show_default, str):
            translated.show_default = _text(translated.show_default)
    return translated


def _text(help_text: str | None) -> str | None:
    return gettext.gettext(message_of(help_text)) if help_text else help_text


def message_of(help_text: str) -> str:
    """As it is in the catalogue: a paragraph on one line."""
    return re.sub(r"(?<!\n)\n(?!\n)", " ", inspect.cleandoc(help_text))
