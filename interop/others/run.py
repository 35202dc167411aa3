"""`make interop`: what other programs make of our files, and we of theirs; the table of docs/api/others.md.

python -m interop.others.run [--write] [NAME…]    --write puts the rows in the page, with today's date
"""

import argparse
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from interop.others import en16931_cli, factur_x, mustang, phive, prowide, tryton, tryton_post, zxing
from interop.others.handed import Handed, Missing, Row

PEERS = {
    "phive": phive,
    "mustang": mustang,
    "factur_x": factur_x,
    "tryton": tryton,
    "tryton_post": tryton_post,
    "en16931_cli": en16931_cli,
    "prowide": prowide,
    "zxing": zxing,
}
PAGE = Path(__file__).parents[2] / "docs" / "api" / "others.md"
HEAD = "| Program | Way | What | Made of it |\n|---|---|---|---|\n"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true", help="write the page")
    parser.add_argument("names", nargs="*", choices=[*PEERS, []], help="only these")
    asked = parser.parse_args()
    handed, failed, told = Handed(), 0, ""
    for name in asked.names or PEERS:
        rows, missing = outcome(PEERS[name], handed)
        if missing:
            print(f"skip {PEERS[name].NAME}: {missing}", flush=True)
        for row in rows:
            print(f"{'ok  ' if row.passed else 'FAIL'} {PEERS[name].NAME}: {row.handed}: {row.made}", flush=True)
            failed += not row.passed
            told += in_table(PEERS[name].NAME, row)
    if asked.write:
        written(told)
    return 1 if failed else 0


def outcome(peer: ModuleType, handed: Handed) -> tuple[list[Row], str]:
    """The rows of a peer, or why there are none."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        try:
            rows.extend(peer.run(handed, Path(folder)))  # also what there is before it breaks off
        except Missing as why:
            return rows, str(why)
        except Exception as fault:  # a program that breaks off is a row, and the next one is tried
            rows.append(Row("", "broke off", f"{type(fault).__name__}: {fault}"[:160], passed=False))
    return rows, ""


def in_table(name: str, row: Row) -> str:
    return f"| {name} | {row.way} | {row.handed} | {row.made.replace('|', '¦')} |\n"


def written(rows: str) -> None:
    before, _, rest = PAGE.read_text("utf-8").partition("<!-- rows -->\n")
    after = rest.partition("<!-- end of rows -->")[2]
    day = f"Run on {datetime.now(UTC):%Y-%m-%d}.\n\n"
    PAGE.write_text(f"{before}<!-- rows -->\n{day}{HEAD}{rows}<!-- end of rows -->{after}", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
