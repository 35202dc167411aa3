"""A store of many small files: the first backup beside `cp -a`, the next one, a restore beside `cp -a`, verify beside `sha256sum`.

    PYTHONPATH=. python bench/bench_backup.py [--files 100000] [--place build/bench]

In turn on the same disk, each in a process of its own; caches are warm for all. The rows that name the files are uploads. At the
end the door takes ten messages a second, without and with a first backup beside it. Peak memory is that of the command.
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

from bench.bench_hub_receive import EXAMPLE, messages, send
from tests.hub.databases import ROOT, database
from tests.hub.network.service import running

RATE = 10  # messages a second
peak = 0  # kB, of the last command
BYTES = 9_000  # of a file, about what an invoice is
NAMED = """
import sys
from schakel.cli.load import load; load()
from pathlib import Path
from schakel.hub.connections.models import Connection
from schakel.hub.sales.models import Upload
from django.conf import settings
connection = Connection.objects.first()
names = [path.name for path in (Path(settings.DATA) / "documents").rglob("*") if path.is_file()]
Upload.objects.bulk_create((Upload(connection=connection, name="x.xml", sha256=name) for name in names), batch_size=5000)
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=5_000)
    parser.add_argument("--place", type=Path, help="a folder on the disk to measure")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-backup-", dir=told.place) as scratch:
        place = Path(scratch)
        with database("sqlite", place / "data") as env:
            there_and_back(place, env, told.files)
            if EXAMPLE.exists():
                under_load(place, env)
    return 0


def there_and_back(place: Path, env: dict[str, str], files: int) -> None:
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
    shutil.rmtree(place / "restored")
    words = ["sh", "-c", f"find {place}/copy -type f -print0 | xargs -0 sha256sum > {place}/sums"]
    summed = show("sha256sum", run(words), size)
    shutil.rmtree(place / "copy")
    show("verify", seconds_of_verify(env), size, beside=summed)
    show("verify, a backup", seconds_of_verify(env, place / "backups"), size, beside=summed)


def under_load(place: Path, env: dict[str, str]) -> None:
    """p99 of the receipt, without and with a backup of all of it."""
    with running(env, "serve") as service:
        send(service, messages(40), rate=RATE)
        alone = send(service, messages(300), rate=RATE)
        beside: list[float] = []
        command = [sys.executable, "-m", "schakel", "backup", str(place / "second")]
        with subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL) as backup:
            sent = messages(50)
            while backup.poll() is None:
                beside += send(service, sent, rate=RATE)
                sent = messages(50)
        assert backup.returncode == 0
    before, during = (sorted(took)[int(len(took) * 0.99)] for took in (alone, beside))
    print(
        f"receipt p99 at {RATE}/s: {before * 1000:.0f} ms; during a backup {during * 1000:.0f} ms ({len(beside)} messages), "
        f"{during / before:.2f} x (wanted 2)"
    )


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
    answer = Path(env["SCHAKEL_DATA"]).with_name("verified")
    run(["sh", "-c", f'exec "$0" -m schakel verify --json "$@" > {answer}', sys.executable, *words], env)
    return float(json.loads(answer.read_text().splitlines()[-1])["seconds"])


def run(command: list[object], env: dict[str, str] | None = None, *, codes: tuple[int, ...] = (0,)) -> float:
    """Seconds, with a sync at the end, so that nobody is quick by leaving the disk for later."""
    began = time.monotonic()
    with subprocess.Popen([str(word) for word in command], env=env, cwd=ROOT, stdout=subprocess.DEVNULL) as done:
        _pid, status, used = os.wait4(done.pid, 0)
        done.returncode = os.waitstatus_to_exitcode(status)
    assert done.returncode in codes, command
    os.sync()
    global peak
    peak = used.ru_maxrss
    return time.monotonic() - began


def show(name: str, seconds: float, size: float, *, beside: float = 0.0) -> float:
    ratio = f", {seconds / beside:.2f} x" if beside else ""
    memory = f", peak {peak / 1000:.0f} MB" if name.startswith(("backup", "restore", "verify")) else ""
    print(f"{name:<20} {seconds:7.1f} s  {size / seconds:7.1f} MB/s{ratio}{memory}", flush=True)
    return seconds


if __name__ == "__main__":
    sys.exit(main())
