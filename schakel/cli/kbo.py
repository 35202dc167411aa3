"""kbo: our copy of the public register of enterprises."""

import sys
from pathlib import Path

import click

from schakel.cli.load import load, record_command
from schakel.cli.options import in_json, json_option, language_option, stop
from schakel.einvoice.language import Words

READING = Words("cli.kbo", "reading")
IMPORTED = Words("cli.kbo", "imported")
OLDER = Words("cli.kbo", "older")
FAULTS = {
    "not_kbo": Words("cli.kbo", "not_kbo"),
    "is_update": Words("cli.kbo", "is_update"),
    "damaged": Words("cli.kbo", "damaged"),
}


@click.group()
def kbo() -> None:
    """The public register of Belgian enterprises (KBO Open Data), from which names and addresses are filled in."""
    load()


@kbo.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@language_option
def import_(file: Path, *, as_json: bool, lang: str) -> None:
    """Import the full file of KBO Open Data (a ZIP of CSV files). A newer file brings names and addresses up to date.

    Some two million enterprises, a few minutes; the service goes on meanwhile. The exit code is 2 when it is no such file.
    """
    from schakel.hub.connections.kbo.extract import KboFile, NotKbo
    from schakel.hub.connections.kbo.import_extract import OlderExtract, import_extract

    record_command("kbo import")
    try:
        source = KboFile(file)
        with click.progressbar(length=source.size, label=READING.said_in(lang), file=sys.stderr) as bar:
            extract, written = import_extract(source, progress=bar.update)
    except NotKbo as fault:
        stop(FAULTS[fault.code].said_in(lang).format(fault.what or file.name))
    except OlderExtract as fault:
        stop(OLDER.said_in(lang).format(fault.newest.number, fault.newest.day))
    values = {"extract": extract.number, "day": f"{extract.day}", "enterprises": written.total}
    values |= {"new": written.new, "changed": written.changed, "gone": written.gone}
    says = IMPORTED.said_in(lang).format(written.total, extract.day, written.new, written.changed, written.gone)
    click.echo(in_json(values) if as_json else says)
