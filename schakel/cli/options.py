"""In which language and form every command answers: the options `--lang` and `--json`, and what they mean."""

import os
import sys
from collections.abc import Mapping
from typing import Any, NoReturn

import click

from schakel.einvoice.language import LANGUAGES, known
from schakel.einvoice.visible import visible

_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that says something


def default_language(environ: Mapping[str, str] = os.environ) -> str:
    """What the operator set for all of Schakel, else the language of the locale; English when it is none of the four."""
    return known(environ.get("SCHAKEL_LANGUAGE") or next(filter(None, map(environ.get, _LOCALE)), ""))


language_option = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default=lambda: default_language(),
    show_default="of the locale",
    help="Language of the answer.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")


def in_json(answer: Any) -> str:
    """On one line, with every letter as it is."""
    import json  # only for who asks for it

    return json.dumps(answer, ensure_ascii=False)


def safe(text: str) -> str:
    """Text of a stranger on one line of a terminal, in which nothing hides or turns round."""
    return visible(text).replace("\n", " ")


def stop(why: str) -> NoReturn:
    """Says why there is no answer, and ends the command with 2."""
    click.echo(safe(why), err=True)
    sys.exit(2)
