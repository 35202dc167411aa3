"""In which language and form every command answers: the options `--lang` and `--json`, and what they mean."""

import sys
from typing import Any, NoReturn

import click

from schakel.cli.language import default_language, set_language
from schakel.einvoice.language import LANGUAGES
from schakel.einvoice.visible import visible


def _speak(_context: click.Context, _option: click.Parameter, language: str) -> str:
    set_language(language)
    return language


language_option = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default=lambda: default_language(),
    show_default="of the locale",
    is_eager=True,  # what is wrong with the other options is said in it too
    callback=_speak,
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
