"""smp: our own SMP tells the SML about itself."""

import click

from schakel.cli.load import load
from schakel.cli.options import in_json, json_option, language_option, stop


@click.group()
def smp() -> None:
    """Our own SMP at the SML: announce it once, and again when its address changes."""


@smp.command()
@json_option
@language_option
def announce(*, as_json: bool, lang: str) -> None:
    """Register our SMP at the SML under SCHAKEL_URL, and ourselves as receiver of status messages (MLS)."""
    load()
    from schakel.hub.network.registration.announce import announce as tell
    from schakel.peppol.errors import PeppolError

    try:
        for done in tell():
            click.echo(in_json({"done": done}) if as_json else done)
    except PeppolError as error:
        stop(f"{error.said_in(lang)} ({error})")
