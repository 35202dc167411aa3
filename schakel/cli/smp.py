"""smp: our own SMP tells the SML about itself."""

from collections.abc import Iterator
from datetime import datetime

import click

from schakel.cli.load import load, record_command
from schakel.cli.options import in_json, json_option, language_option, stop


@click.group()
def smp() -> None:
    """Our own SMP at the SML: announce it once, and again when its address changes; renew its certificate."""


@smp.command()
@json_option
@language_option
def announce(*, as_json: bool, lang: str) -> None:
    """Register our SMP at the SML under SCHAKEL_URL, and ourselves as receiver of status messages (MLS)."""
    load()
    from schakel.hub.network.registration.announce import announce as tell

    record_command("smp announce")
    report(tell(), as_json=as_json, lang=lang)


@smp.command()
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="The day of the change; the first possible one if absent."
)
@click.option("--announced-already", is_flag=True, help="Only note the day: the SML was told by other means.")
@json_option
@language_option
def renew(*, on: datetime | None, announced_already: bool, as_json: bool, lang: str) -> None:
    """Announce our SMP's next certificate to the SML, while the old one is valid. Both are in SCHAKEL_SMP_KEYS."""
    load()
    from schakel.hub.network.registration.renew import renew as announce_next

    record_command("smp renew")
    day = on.date() if on else None
    report(announce_next(day, announced_already=announced_already), as_json=as_json, lang=lang)


def report(lines: Iterator[str], *, as_json: bool, lang: str) -> None:
    """What was done, as it is done; ends with exit code 2 where it could not be."""
    from schakel.peppol.errors import PeppolError

    try:
        for done in lines:
            click.echo(in_json({"done": done}) if as_json else done)
    except PeppolError as error:
        stop(f"{error.said_in(lang)} ({error})")
