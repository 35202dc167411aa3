"""A file of the public register with two million enterprises, imported, and the next month's with one in a hundred changed.

`python -m bench.bench_kbo [ENTERPRISES]` on SQLite in a folder of its own. Target: 10 minutes for two million. Beside it: what
Python's csv module takes to read the same parts.
"""

import csv
import io
import os
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from schakel.base.belgium import enterprise_check

ENTERPRISES = 2_000_000
TARGET = 600.0  # seconds
HEADINGS = {
    "enterprise.csv": "EnterpriseNumber,Status,JuridicalSituation,TypeOfEnterprise,JuridicalForm,JuridicalFormCAC,StartDate",
    "denomination.csv": "EntityNumber,Language,TypeOfDenomination,Denomination",
    "address.csv": "EntityNumber,TypeOfAddress,CountryNL,CountryFR,Zipcode,MunicipalityNL,MunicipalityFR,StreetNL,StreetFR,"
    "HouseNumber,Box,ExtraAddressInfo,DateStrikingOff",
}


def numbers(count: int) -> Iterator[str]:
    for each in range(count):
        start = f"{2_000_000 + each * 3:08d}"
        yield f"{start[:4]}.{start[4:7]}.{start[7:]}{enterprise_check(start)}"


def lines(part: str, count: int, month: int) -> Iterator[str]:
    yield HEADINGS[part]
    for place, number in enumerate(numbers(count)):
        if part == "enterprise.csv":
            yield f'"{number}","AC","000","2","014",,"01-01-2000"'
        elif part == "denomination.csv":
            changed = f" {month}" if place % 100 == 0 else ""
            yield f'"{number}","2","001","Onderneming {place}{changed}"'
            if place % 2:
                yield f'"{number}","1","003","Entreprise {place}"'
        else:
            yield f'"{number}","REGO",,,"9000","Gent","Gand","Veldstraat","Rue des Champs","{place % 300}",,,'
            yield f'"2.{number[2:]}","BAET",,,"9000","Gent","Gand","Veldstraat","Rue des Champs","{place % 300}",,,'


def make(path: Path, count: int, month: int) -> None:
    meta = (
        f'"Variable","Value"\n"SnapshotDate","01-{month:02d}-2026"\n"ExtractType","full"\n"ExtractNumber","{month}"\n'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        made.writestr("meta.csv", meta)
        for part in HEADINGS:
            with made.open(part, "w", force_zip64=True) as raw, io.TextIOWrapper(raw, encoding="utf-8") as text:
                text.writelines(f"{line}\n" for line in lines(part, count, month))


def read_only(path: Path) -> None:
    with zipfile.ZipFile(path) as made:
        for part in HEADINGS:
            with made.open(part) as raw:
                for _row in csv.reader(io.TextIOWrapper(raw, encoding="utf-8")):
                    pass


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"SCHAKEL_DATA": folder, "DJANGO_SETTINGS_MODULE": "schakel.hub.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        from schakel.hub.connections.kbo.extract import KboFile
        from schakel.hub.connections.kbo.import_extract import import_extract

        call_command("migrate", verbosity=0)
        first, second = Path(folder) / "1.zip", Path(folder) / "2.zip"
        make(first, count, 1)
        make(second, count, 2)
        print(f"{count:,} enterprises, {first.stat().st_size:,} bytes")
        reading = report("read by csv alone", lambda: read_only(first))
        report("imported", lambda: print(import_extract(KboFile(first))[1]), beside=reading, target=TARGET)
        report("the next month's", lambda: print(import_extract(KboFile(second))[1]), beside=reading, target=TARGET)
        print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB of memory at most")


def report(name: str, deed: Callable[[], object], *, beside: float = 0, target: float = 0) -> float:
    wall, cpu = time.perf_counter(), time.process_time()
    deed()
    took, cpu = time.perf_counter() - wall, time.process_time() - cpu
    ratio = f", {cpu / beside:.1f} times that" if beside else ""
    mark = "  TOO SLOW" if target and took > target else ""
    print(f"{name}: {took:.0f} s, {cpu:.0f} s of CPU{ratio}{mark}")
    return cpu


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ENTERPRISES)
