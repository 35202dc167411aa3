"""Release a version: `make release VERSION=0.2.0`. Nothing leaves this machine, and nothing here changes if a step fails.

In a clone below build/: the version is written (schakel/__init__.py, the only place), what the changelog has under
*Unreleased* becomes a section with the date, both are committed and tagged. The source distribution and the wheel are
built there, each is installed in an environment of its own from the hashed lock, and must serve and speak four languages
(scripts/check_installed.py). Beside them comes a list of what the locks pin (CycloneDX, scripts/supply.py). Only then
commit and tag come over here, and the files into dist/.
"""

import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLONE, DIST = ROOT / "build" / "release", ROOT / "dist"
VERSION = re.compile(r'^__version__ = "(.+)"$', re.MULTILINE)
UNRELEASED = re.compile(r"^## Unreleased\n+(?=(.*?)(?:^## |\Z))", re.MULTILINE | re.DOTALL)


class CannotRelease(Exception):
    """In words, for who releases."""


def main() -> int:
    if len(sys.argv) != 2:
        print("Which version? make release VERSION=0.2.0")
        return 2
    try:
        release(sys.argv[1])
    except (CannotRelease, subprocess.CalledProcessError) as fault:
        print(f"Not released: {fault}")
        return 1
    print(f"Released {sys.argv[1]} into dist/. To publish: git push --follow-tags, and the files of dist/.")
    return 0


def release(version: str) -> None:
    if git("status", "--porcelain"):
        raise CannotRelease("there are changes that are not committed")
    shutil.rmtree(CLONE, ignore_errors=True)
    git("clone", "-q", str(ROOT), str(CLONE))
    notes = write_version(CLONE, version, today=datetime.now(UTC).date().isoformat())
    for setting in ("user.name", "user.email"):
        git("config", setting, git("config", setting), at=CLONE)
    git("commit", "-qam", f"Release {version}", at=CLONE)
    git("tag", "-a", f"v{version}", "-m", f"Schakel {version}\n\n{notes}", "--cleanup=verbatim", at=CLONE)
    for package in build(CLONE):
        check(package, version)
    run(sys.executable, "-m", "scripts.supply", "sbom", "dist", at=CLONE)
    git("pull", "-q", "--ff-only", "--tags", str(CLONE), "HEAD")
    DIST.mkdir(exist_ok=True)
    for file in (CLONE / "dist").iterdir():
        shutil.copy(file, DIST)


def write_version(tree: Path, version: str, *, today: str) -> str:
    """Into the code and the changelog; the notes of this version. Raises CannotRelease."""
    code, changelog = tree / "schakel" / "__init__.py", tree / "CHANGELOG.md"
    [present] = VERSION.findall(code.read_text())
    text = changelog.read_text()
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise CannotRelease(f"{version} is no version: three numbers, as 1.4.0")
    if f"## {version}, " in text or numbers(version) < numbers(present):
        raise CannotRelease(f"{version} is not newer than what is released")
    found = UNRELEASED.search(text)
    if not found or not found[1].strip():
        raise CannotRelease("CHANGELOG.md has nothing under Unreleased")
    code.write_text(VERSION.sub(f'__version__ = "{version}"', code.read_text()))
    changelog.write_text(f"{text[: found.start()]}## Unreleased\n\n## {version}, {today}\n\n{text[found.end() :]}")
    return found[1].strip()


def numbers(version: str) -> list[int]:
    return [int(number) for number in version.split(".")]


def build(tree: Path) -> list[Path]:
    """The source distribution and the wheel, with the build packages of the lock."""
    python = fresh_environment("build")
    code = "from scripts import build_backend as b; b.build_sdist('dist'); b.build_wheel('dist')"
    (tree / "dist").mkdir()
    run(python, "-c", code, at=tree)
    return sorted((tree / "dist").iterdir())


def check(package: Path, version: str) -> None:
    """Raises CalledProcessError."""
    python = fresh_environment(package.name.replace(".", "-"))
    run(python, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index", str(package))
    run(python, str(CLONE / "scripts" / "check_installed.py"), str(python.parent), version)


def fresh_environment(name: str) -> Path:
    """Its Python, with what the lock of the clone pins."""
    place = CLONE / "build" / name
    run(sys.executable, "-m", "venv", str(place))
    python = place / "bin" / "python"
    lock = str(CLONE / "requirements.lock")
    run(python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r", lock)
    return python


def run(program: Path | str, *words: str, at: Path = ROOT) -> None:
    subprocess.run([program, *words], cwd=at, check=True)  # noqa: S603 -- our own programs


def git(*words: str, at: Path = ROOT) -> str:
    done = subprocess.run(["git", *words], cwd=at, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603, S607 -- likewise
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
