"""doctor: is everything there, and does it work?"""

import sys

import click

from schakel.cli.load import load
from schakel.cli.options import in_json, json_option, language_option

MARKS = {0: ("ok  ", "green"), 1: ("look", "yellow"), 2: ("BAD ", "red")}


@click.command()
@language_option
@json_option
def doctor(*, lang: str, as_json: bool) -> None:
    """Check everything that can be checked, and say what is missing. Exit code 0 all well, 1 look at it, 2 broken."""
    load()
    from django.utils import translation

    from schakel.hub.doctor import examine
    from schakel.hub.doctor.verdict import Verdict

    worst = Verdict.GOOD
    with translation.override(lang):
        for name, result in examine():
            mark, colour = MARKS[result.verdict]
            values = {"name": name, "verdict": result.verdict.name.lower(), "text": result.text}
            click.echo(in_json(values) if as_json else f"{click.style(mark, fg=colour)} {name:<14} {result.text}")
            worst = max(worst, result.verdict)
    sys.exit(worst)
