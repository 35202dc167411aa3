"""Take guards away, one at a time, in a copy of the tree: the test that is named for it must then fail (tests/mutants.toml).

    .venv/bin/python scripts/mutants.py [word …]    only those whose guard, file or test holds one of the words

Exit code 1 when a guard can go and nobody notices, or when a test fails with the guard in place.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "tests" / "mutants.toml"
LONGEST = 120  # seconds; a guard against endless work may be the one that is gone
FAILED = 1  # pytest: tests ran, and some failed


@dataclass(frozen=True)
class Mutant:
    """`old` is in `file` exactly once. Where `postgres` is true only PostgreSQL can tell the difference."""

    guard: str
    file: str
    old: str
    new: str
    test: str
    postgres: bool = False


def mutants() -> list[Mutant]:
    return [Mutant(**entry) for entry in tomllib.loads(TABLE.read_text("utf-8"))["mutant"]]


def main(words: list[str]) -> int:
    chosen = [each for each in mutants() if not words or any(word in str(each) for word in words)]
    possible = [each for each in chosen if not each.postgres or os.environ.get("SCHAKEL_TEST_POSTGRES")]
    if len(possible) < len(chosen):
        print(f"{len(chosen) - len(possible)} need SCHAKEL_TEST_POSTGRES and are left out")
    with tempfile.TemporaryDirectory(prefix="schakel-mutants-") as folder:
        tree = copied(Path(folder) / "tree")
        before = run(sorted({each.test for each in possible}), tree, most=LONGEST * len(possible))
        if before.returncode:
            print(before.stdout[-5000:], "With every guard in place these tests must pass.", sep="\n")
            return 1
        missed = list(survivors(possible, tree))
    print(f"{len(possible) - len(missed)} of {len(possible)} caught")
    return 1 if missed else 0


def copied(tree: Path) -> Path:
    """What git knows or would take, as it is on the disk now."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)  # noqa: S603 -- our own command
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, tree / name)
    return tree


def survivors(chosen: list[Mutant], tree: Path) -> Iterator[Mutant]:
    for each in chosen:
        place = tree / each.file
        whole = place.read_text("utf-8")
        place.write_text(whole.replace(each.old, each.new), "utf-8")
        caught = is_caught(each, tree)
        place.write_text(whole, "utf-8")
        print("caught" if caught else "MISSED", each.guard, "|", each.test, flush=True)
        if not caught:
            yield each


def is_caught(each: Mutant, tree: Path) -> bool:
    """By a test that fails, not by a tree that does not load; a test that never ends has noticed too."""
    try:
        after = run([each.test], tree, most=LONGEST)
    except subprocess.TimeoutExpired:
        return True
    return after.returncode == FAILED and "\nFAILED " in after.stdout


def run(tests: list[str], tree: Path, *, most: float) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    return subprocess.run(  # noqa: S603 -- our own command
        command, cwd=tree, env=env, capture_output=True, text=True, timeout=most, check=False
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
