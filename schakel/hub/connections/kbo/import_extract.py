"""Bringing our copy of the register up to date with a newer file: only what differs is written.

Some thousand enterprises in a transaction, so that others write in between. Cut off, it is run again and goes quickly over what is
the same.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import connection, transaction
from django.utils import timezone

from schakel.hub.connections.kbo.extract import EnterpriseData, Extract, KboFile
from schakel.hub.connections.models.kbo import KboEnterprise, KboExtract

BATCH = 2000  # enterprises
FIELDS = ("number", "name", "street", "post_code", "city", "in_others")
LAST = "9" * 10  # behind every number


class OlderExtract(Exception):
    """Permanent: a newer file is here already. Its number and day."""

    def __init__(self, newest: KboExtract) -> None:
        super().__init__(str(newest))
        self.newest = newest


@dataclass
class Written:
    """How many enterprises the file has, and how many of our rows it changed."""

    total: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0


def import_extract(file: KboFile, *, progress: Callable[[int], None] = lambda _bytes: None) -> tuple[Extract, Written]:
    """Raises NotKbo, OlderExtract (both permanent)."""
    extract, written = file.extract(), Written()
    newest = KboExtract.objects.order_by("-number").first()
    if newest and newest.number > extract.number:
        raise OlderExtract(newest)
    row, _is_new = KboExtract.objects.get_or_create(number=extract.number, defaults={"day": extract.day})
    after, rows = "", file.enterprises(progress=progress)
    while batch := list(islice(rows, BATCH)):
        up_to = batch[-1].number if len(batch) == BATCH else LAST
        write_batch(batch, after=after, up_to=up_to, written=written)
        after = up_to
    if after != LAST:
        write_batch([], after=after, up_to=LAST, written=written)
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    return extract, written


def write_batch(batch: list[EnterpriseData], *, after: str, up_to: str, written: Written) -> None:
    """All that is known of numbers behind `after` up to `up_to` becomes what the file says."""
    kept = KboEnterprise.objects.filter(number__gt=after, number__lte=up_to)
    with transaction.atomic():
        before = {row[0]: EnterpriseData(*row) for row in kept.values_list(*FIELDS)}
        differing = [each for each in batch if before.get(each.number) != each]
        gone = before.keys() - {each.number for each in batch}
        if differing:
            write_all(differing)
        for some in chunks(sorted(gone)):
            KboEnterprise.objects.filter(number__in=some).delete()
    new = sum(each.number not in before for each in differing)
    written.total += len(batch)
    written.new += new
    written.changed += len(differing) - new
    written.gone += len(gone)


def chunks(numbers: Iterable[str], size: int = 500) -> Iterator[list[str]]:
    rest = iter(numbers)
    while some := list(islice(rest, size)):
        yield some


def write_all(rows: list[EnterpriseData]) -> None:
    """One statement for all rows: as objects they cost ten times as much."""
    table = connection.ops.quote_name(KboEnterprise._meta.db_table)
    marks = ", ".join(["%s"] * len(FIELDS))
    values = ", ".join(f"{name} = excluded.{name}" for name in FIELDS[1:])
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(FIELDS)}) VALUES ({marks}) ON CONFLICT (number) DO UPDATE SET {values}",  # noqa: S608 -- our own names
            [(*row[:-1], json.dumps(row.in_others)) for row in rows],
        )
