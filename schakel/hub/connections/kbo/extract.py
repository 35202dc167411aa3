"""Reading a file of KBO Open Data: a ZIP of CSV files, some two million enterprises, in the order of their numbers.

The file is the operator's own choice, large, and in no order that it promises: its parts are laid in a database of their own in
a temporary folder, which sorts them on disk. Source: FPS Economy, Cookbook KBO Open Data R018 (meta, enterprise, denomination and
address.csv; the full file has active enterprises only).
"""

import csv
import io
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from schakel.base.belgium import is_enterprise_number

LANGUAGES = {"0": "", "1": "fr", "2": "nl", "3": "de", "4": "en"}  # denomination.csv, Language
PREFERRED = ("nl", "fr", "de", "en", "")  # of which an enterprise without a name in the reader's language is called
KINDS = ("001", "003", "002")  # TypeOfDenomination: social name, commercial name, abbreviation; the first that is there
SEAT = "REGO"  # TypeOfAddress: the registered office
LONGEST_FIELD = 20_000  # characters
NEEDED = {
    "meta.csv": ("Variable", "Value"),
    "enterprise.csv": ("EnterpriseNumber",),
    "denomination.csv": ("EntityNumber", "Language", "TypeOfDenomination", "Denomination"),
    "address.csv": (
        "EntityNumber", "TypeOfAddress", "CountryNL", "Zipcode", "MunicipalityNL", "MunicipalityFR", "StreetNL", "StreetFR",
        "HouseNumber", "Box", "DateStrikingOff",
    ),
}  # fmt: skip
TABLES = """
CREATE TABLE enterprise (number TEXT);
CREATE TABLE name (number TEXT, kind TEXT, language TEXT, name TEXT);
CREATE TABLE seat (number TEXT, post_code TEXT, city_nl TEXT, city_fr TEXT, street_nl TEXT, street_fr TEXT);
"""


class NotKbo(Exception):
    """Permanent: this is no full file of KBO Open Data. `code` is a word of `cli.kbo`."""

    def __init__(self, code: str, what: str = "") -> None:
        super().__init__(f"{code} {what}".strip())
        self.code, self.what = code, what


@dataclass(frozen=True)
class Extract:
    number: int
    day: date


class EnterpriseData(NamedTuple):
    """A row of KboEnterprise, in the order of its fields; texts within their lengths."""

    number: str
    name: str
    street: str
    post_code: str
    city: str
    in_others: dict[str, dict[str, str]]


class KboFile:
    """One file. Raises NotKbo as it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError) as fault:
            raise NotKbo("not_kbo") from fault
        self.parts = {Path(info.filename).name.lower(): info for info in self.zip.infolist()}
        if missing := sorted(set(NEEDED) - set(self.parts)):
            raise NotKbo("is_update" if "enterprise_insert.csv" in self.parts else "not_kbo", ", ".join(missing))

    @property
    def size(self) -> int:
        """Bytes that are read of it, unpacked."""
        return sum(info.file_size for name, info in self.parts.items() if name in NEEDED and name != "meta.csv")

    def extract(self) -> Extract:
        """Which one it is, by its meta.csv."""
        meta = {row[0]: row[1] for row in self.rows("meta.csv")}
        if meta.get("ExtractType", "full").lower() != "full":
            raise NotKbo("is_update")
        try:
            day, month, year = (int(part) for part in meta["SnapshotDate"].split("-"))
            return Extract(int(meta["ExtractNumber"]), date(year, month, day))
        except (KeyError, ValueError) as fault:
            raise NotKbo("not_kbo", "meta.csv") from fault

    def enterprises(self, *, progress: Callable[[int], None] = lambda _bytes: None) -> Iterator[EnterpriseData]:
        """Every one with a name, by number. `progress` is told how many more bytes of the CSV files were read."""
        with sorting_database() as database:
            fill(database, "enterprise", self.numbers(progress))
            if database.execute("SELECT 1 FROM enterprise LIMIT 1").fetchone() is None:
                raise NotKbo("not_kbo", "enterprise.csv")  # else all of ours would go
            fill(database, "name", self.names(progress))
            fill(database, "seat", self.seats(progress))
            yield from joined(database)

    def numbers(self, progress: Callable[[int], None]) -> Iterator[tuple[str]]:
        for row in self.rows("enterprise.csv", progress):
            if number := digits_of(row[0]):
                yield (number,)

    def names(self, progress: Callable[[int], None]) -> Iterator[tuple[str, ...]]:
        for entity, language, kind, name in self.rows("denomination.csv", progress):
            if kind in KINDS and name and (number := digits_of(entity)):
                yield number, str(KINDS.index(kind)), LANGUAGES.get(language, ""), " ".join(name.split())

    def seats(self, progress: Callable[[int], None]) -> Iterator[tuple[str, ...]]:
        for entity, kind, country, code, city_nl, city_fr, nl, fr, house, box, struck in self.rows(
            "address.csv", progress
        ):
            if kind == SEAT and not country and not struck and (number := digits_of(entity)):
                yield number, code, city_nl, city_fr, street_of(nl, house, box), street_of(fr, house, box)

    def rows(self, name: str, progress: Callable[[int], None] = lambda _bytes: None) -> Iterator[list[str]]:
        """The wanted columns of each row, in the order of NEEDED."""
        with self.zip.open(self.parts[name]) as raw:
            text = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="")
            lines = csv.reader(counted(text, progress))
            try:
                headings = next(lines, [])
                if missing := [each for each in NEEDED[name] if each not in headings]:
                    raise NotKbo("not_kbo", f"{name}: {', '.join(missing)}")
                pick = [headings.index(each) for each in NEEDED[name]]
                last = max(pick)
                for cells in lines:
                    if len(cells) > last:
                        yield [cells[place] for place in pick]
            except (csv.Error, zipfile.BadZipFile, EOFError, OSError) as fault:
                raise NotKbo("damaged", name) from fault


def counted(lines: Iterable[str], progress: Callable[[int], None]) -> Iterator[str]:
    """Tells of every megabyte or so."""
    read = 0
    for line in lines:
        read += len(line)
        if read > 1_000_000:
            progress(read)
            read = 0
        yield line[:LONGEST_FIELD]
    progress(read)


def digits_of(entity: str) -> str:
    """`0407.214.017` → its ten digits; "" for an establishment (2.…) and what is no number."""
    digits = entity.replace(".", "")
    return digits if is_enterprise_number(digits) else ""


def street_of(street: str, house: str, box: str) -> str:
    first = " ".join(f"{street} {house}".split())
    return f"{first} {box}" if box and first else first


@contextmanager
def sorting_database() -> Iterator[sqlite3.Connection]:
    """It need not outlive this process, so it waits for no disk."""
    with (
        tempfile.TemporaryDirectory(prefix="schakel-kbo-") as folder,
        closing(sqlite3.connect(Path(folder) / "kbo.sqlite3")) as database,
    ):
        database.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE; {TABLES}")
        yield database


def fill(database: sqlite3.Connection, table: str, rows: Iterator[Any]) -> None:
    columns = database.execute(f"PRAGMA table_info({table})").fetchall()
    marks = ", ".join("?" * len(columns))
    database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 -- a name of ours
    database.commit()
    database.execute(f"CREATE INDEX {table}_number ON {table} (number)")


def joined(database: sqlite3.Connection) -> Iterator[EnterpriseData]:
    names = groupby(
        database.execute(
            "SELECT number, kind, language, name FROM name WHERE number IN (SELECT number FROM enterprise) ORDER BY number, kind"
        ),
        key=itemgetter(0),
    )
    seats = database.execute("SELECT * FROM seat ORDER BY number")
    seat = next(seats, None)
    for number, found in names:
        while seat is not None and seat[0] < number:
            seat = next(seats, None)
        yield enterprise(number, list(found), seat if seat is not None and seat[0] == number else None)


def enterprise(number: str, names: list[tuple[str, ...]], seat: tuple[str, ...] | None) -> EnterpriseData:
    best = names[0][1]
    by_language = {language: name[:320] for _number, kind, language, name in reversed(names) if kind == best}
    _number, code, city_nl, city_fr, street_nl, street_fr = seat or ("",) * 6
    name = next(by_language[language] for language in PREFERRED if language in by_language)
    own = {"name": name, "street": (street_nl or street_fr)[:250], "city": (city_nl or city_fr)[:200]}
    others: dict[str, dict[str, str]] = {}
    for language, text in by_language.items():
        note_other(others, language, "name", text, own)
    note_other(others, "fr", "street", street_fr[:250], own)
    note_other(others, "fr", "city", city_fr[:200], own)
    return EnterpriseData(number, own["name"], own["street"], code[:20], own["city"], others)


def note_other(others: dict[str, dict[str, str]], language: str, what: str, text: str, own: dict[str, str]) -> None:
    if language and text and text != own[what]:
        others.setdefault(language, {})[what] = text
