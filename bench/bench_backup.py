"""A store of many small files: the first backup beside `cp -a`, the next one, a restore beside `cp -a`, verify beside `sha256sum`.

    PYTHONPATH=. python bench/bench_backup.py [--files 100000]

In turn on the same disk, each in a process of its own; caches are warm for all. The rows that name the files are uploads.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BYTES = 9_000  # of a file, about what an invoice is
NAMED = """
import sys
from schakel.cli.load import load; load()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from pathlib import Path
from schakel.hub.connections.models import Company, Connection, Office
from schakel.hub.sales.models import Upload
from django.conf import settings
company = Company.objects.create(office=Office.objects.create(name="Office"), name="Bakery", enterprise_number="0738401117")
connection = Connection.objects.create(company=company, side="sales")
names = [path.name for path in (Path(settings.DATA) / "documents").rglob("*") if path.is_file()]
Upload.objects.bulk_create((Upload(connection=connection, name="x.xml", sha256=name) for name in names), batch_size=5000)
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=5_000)
    files = parser.parse_args().files
    with tempfile.TemporaryDirectory(prefix="bench-backup-") as scratch:
        place = Path(scratch)
        env = {**os.environ, "SCHAKEL_DATA": str(place / "data"), "SCHAKEL_LOG": "ERROR"}
        env["DJANGO_SETTINGS_MODULE"] = "schakel.hub.settings"
        write_store(place / "data" / "documents", files)
        run([sys.executable, "-c", NAMED], env)
        size = files * BYTES / 1e6
        print(f"{files} files of {BYTES} bytes, {size:.0f} MB")
        copied = show("cp -a", run(["cp", "-a", place / "data" / "documents", place / "copy"]), size)
        show("backup, the first", schakel(env, "backup", place / "backups"), size, beside=copied)
        write_store(place / "data" / "documents", 100, first=files)
        show("backup, the next", schakel(env, "backup", place / "backups"), size)
        shutil.rmtree(place / "copy")
        copied = show("cp -a", run(["cp", "-a", place / "backups" / "documents", place / "copy"]), size)
        empty = {**env, "SCHAKEL_DATA": str(place / "restored")}
        show("restore", schakel(empty, "restore", place / "backups"), size, beside=copied)
        summed = show(
            "sha256sum",
            run(["sh", "-c", f"find {place}/copy -type f -print0 | xargs -0 sha256sum > {place}/sums"]),
            size,
        )
        show("verify", seconds_of_verify(env), size, beside=summed)
        show("verify, a backup", seconds_of_verify(env, place / "backups"), size, beside=summed)
    return 0


def write_store(documents: Path, count: int, *, first: int = 0) -> None:
    for number in range(first, first + count):
        data = hashlib.shake_128(str(number).encode()).digest(BYTES)
        digest = hashlib.sha256(data).hexdigest()
        (documents / digest[:2]).mkdir(parents=True, exist_ok=True)
        (documents / digest[:2] / digest).write_bytes(data)


def schakel(env: dict[str, str], *words: object, codes: tuple[int, ...] = (0,)) -> float:
    return run([sys.executable, "-m", "schakel", *words], env, codes=codes)


def seconds_of_verify(env: dict[str, str], *words: object) -> float:
    """By its own clock, which leaves out the start of Django: that costs the same for a million files."""
    command = [sys.executable, "-m", "schakel", "verify", "--json", *map(str, words)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    return float(json.loads(done.stdout.splitlines()[-1])["seconds"])


def run(command: list[object], env: dict[str, str] | None = None, *, codes: tuple[int, ...] = (0,)) -> float:
    """Seconds, with a sync at the end, so that nobody is quick by leaving the disk for later."""
    began = time.monotonic()
    done = subprocess.run([str(word) for word in command], env=env, capture_output=True, text=True, check=False)
    assert done.returncode in codes, done.stderr
    os.sync()
    return time.monotonic() - began


def show(name: str, seconds: float, size: float, *, beside: float = 0.0) -> float:
    ratio = f", {seconds / beside:.2f} x" if beside else ""
    print(f"{name:<20} {seconds:7.1f} s  {size / seconds:7.1f} MB/s{ratio}", flush=True)
    return seconds


if __name__ == "__main__":
    sys.exit(main())
