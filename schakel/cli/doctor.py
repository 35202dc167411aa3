"""doctor: is everything there, and does it work?"""

import sys

import click

from schakel.cli.loading import load

MARKS = {0: ("ok  ", "green"), 1: ("look", "yellow"), 2: ("BAD ", "red")}


@click.command()
def doctor() -> None:
    """Check everything that can be checked, and say what is missing. Exit code 0 all well, 1 look at it, 2 broken."""
    load()
    from schakel.hub.doctor import Verdict, examine

    worst = Verdict.GOOD
    for name, result in examine():
        mark, colour = MARKS[result.verdict]
        click.echo(f"{click.style(mark, fg=colour)} {name:<14} {result.text}")
        worst = max(worst, result.verdict)
    sys.exit(worst)
