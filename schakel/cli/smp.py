"""smp: our own SMP tells the SML about itself."""

import sys

import click

from schakel.cli.loading import load


@click.group()
def smp() -> None:
    """Our own SMP at the SML: announce it once, and again when its address changes."""


@smp.command()
def announce() -> None:
    """Register our SMP at the SML under SCHAKEL_URL, and ourselves as receiver of status messages (MLS)."""
    load()
    from schakel.hub.network.announcing import announce as tell
    from schakel.peppol.errors import PeppolError

    try:
        for done in tell():
            click.echo(done)
    except PeppolError as error:
        click.echo(f"{error.said_in('en')} ({error})", err=True)
        sys.exit(2)
