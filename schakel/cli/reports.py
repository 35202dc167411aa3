"""report: the monthly statistics for OpenPeppol, as files."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from schakel.cli.load import load
from schakel.cli.options import in_json, json_option, language_option, stop
from schakel.einvoice.language import Words

if TYPE_CHECKING:
    from schakel.peppol.statistics import Report

NO_ACCESS_POINT = Words("cli.reports", "no_access_point")
NO_MONTH = Words("cli.reports", "no_month")
NOT_OVER = Words("cli.reports", "not_over")
BREAKS = Words("cli.reports", "breaks")


@click.command()
@click.option("--month", required=True, help="The calendar month, as in 2026-11.")
@click.option(
    "-o",
    "--out",
    "folder",
    default=".",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write them in.",
)
@click.option("--send", "is_sent", is_flag=True, help="Also send them to OpenPeppol over the network, once.")
@json_option
@language_option
def report(month: str, folder: Path, *, is_sent: bool, as_json: bool, lang: str) -> None:
    """Write the Transaction Statistics (TSR) and End User Statistics (EUSR) of a month.

    Each is checked by its own rules first. The exit code is 1 when one breaks them, 2 when nothing can be reported.
    """
    load()
    from django.utils import translation

    from schakel.hub.network.access_points import own as access_point
    from schakel.hub.network.operating import reporting

    ours = access_point.current()
    if ours is None:
        stop(NO_ACCESS_POINT.said_in(lang))
    try:
        first = reporting.month_of(month)
    except ValueError:
        stop(NO_MONTH.said_in(lang))
    if is_sent and first.strftime("%Y-%m") >= f"{datetime.now(UTC):%Y-%m}":
        stop(NOT_OVER.said_in(lang))
    folder.mkdir(parents=True, exist_ok=True)
    made = reporting.reports(first, reporter=ours.seat_id)
    written = [write(each, folder, as_json=as_json, lang=lang) for each in made]
    if is_sent and all(written):
        for row in [reporting.send(each, ours=ours) for each in made]:
            values = {"kind": row.kind, "state": row.state, "message_id": row.message_id}
            with translation.override(lang):
                says = f"{row.kind}: {row.get_state_display()}, {row.message_id}"
            click.echo(in_json(values) if as_json else says)
    sys.exit(0 if all(written) else 1)


def write(report: "Report", folder: Path, *, as_json: bool, lang: str) -> bool:
    """Whether it keeps the rules; it is written either way, so that one can look."""
    from schakel.peppol import statistics, statistics_rules

    place = folder / f"{report.kind.root}-{report.reporter.value}-{report.start[:7]}.xml"
    place.write_bytes(statistics.write(report))
    broken = [(each.rule, each.place) for each in statistics_rules.check(report)]
    if as_json:
        counts = dict(zip(report.kind.counts, report.totals, strict=True))
        click.echo(
            in_json({"file": str(place), "counts": counts, "breaks": [{"rule": r, "place": p} for r, p in broken]})
        )
    else:
        click.echo(f"{place}: {', '.join(map(str, report.totals))} ({', '.join(report.kind.counts)})")
        for rule, where in broken:
            click.echo(f"  {BREAKS.said_in(lang).format(rule, where or '/')}", err=True)
    return not broken
