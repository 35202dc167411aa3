"""What the journal costs at the door: CPU a message, messages a second and p99 of the receipt, beside the same door without it.

Both take turns in one run, on the same disk. Targets: at most 5 % more CPU, at least 0.8 × the messages, at most 1.5 × the p99.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench.bench_hub_receive import EXAMPLE, messages, number, send, spent
from tests.hub.databases import database
from tests.hub.network.service import running

Figures = tuple[float, float, float]  # CPU seconds a message, messages a second, p99 in seconds
WITH, WITHOUT = "", "1"


def door(kind: str, count: int, without: str) -> Figures:
    with (
        tempfile.TemporaryDirectory() as place,
        database(kind, Path(place)) as env,
        running({**env, "TEST_WITHOUT_JOURNAL": without}, "serve") as service,
    ):
        send(service, messages(40))  # every process has begun
        sent = messages(count)
        before, start = spent(service, "serve"), time.monotonic()
        send(service, sent)
        each, rate = (spent(service, "serve") - before) / count, count / (time.monotonic() - start)
        took = send(service, messages(count), rate=20)
        assert bool(without) != any((Path(place) / "journal").glob("*"))
    return each, rate, took[int(len(took) * 0.99)]


def compare(kind: str, count: int, rounds: int) -> None:
    figures: dict[str, list[Figures]] = {WITH: [], WITHOUT: []}
    for turn in range(rounds):
        for without in (WITH, WITHOUT) if turn % 2 else (WITHOUT, WITH):
            figures[without].append(door(kind, count, without))
    (cpu, rate, p99), (bare_cpu, bare_rate, bare_p99) = (
        tuple(statistics.median(column) for column in zip(*figures[each], strict=True)) for each in (WITH, WITHOUT)
    )
    print(
        f"journal, {kind}: CPU {cpu * 1000:.2f} ms a message, {cpu / bare_cpu:.2f} × without (target 1.05); {rate:.0f}/s, "
        f"{rate / bare_rate:.2f} × (target 0.8); p99 of the receipt at 20/s {p99 * 1000:.0f} ms, {p99 / bare_p99:.2f} × (1.5)",
        flush=True,
    )


def main() -> int:
    if not EXAMPLE.exists():
        print("journal: the example is not there")
        return 0
    for kind in ["sqlite", *(["postgres"] if os.environ.get("SCHAKEL_TEST_POSTGRES") else [])]:
        compare(kind, number("BENCH_COUNT", 400), number("BENCH_ROUNDS", 3))
    return 0


if __name__ == "__main__":
    sys.exit(main())
