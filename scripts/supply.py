"""What the locks pin: `audit`, known holes in it, and `sbom FOLDER`, a list of it for others (CycloneDX).

The tools have a lock and an environment of their own, so that what they bring never stands beside Schakel (ADR 0301).
"""

import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

from schakel import __version__

ROOT = Path(__file__).resolve().parent.parent
TOOLS, TOOLS_LOCK = ROOT / "build" / "supply", ROOT / "requirements-supply.lock"
LOCKS = ("requirements.lock", "requirements-s3.lock", "requirements-dev.lock", "requirements-supply.lock")
RUNTIME = LOCKS[:2]  # what an installation has
SBOM = "schakel{extra}.cdx.json"


class NotFetched(Exception):
    """The tools cannot be had here."""


def main() -> int:
    match sys.argv[1:]:
        case ["audit"]:
            return audit()
        case ["sbom", folder]:
            for path in write_sboms(Path(folder)):
                print(path)
            return 0
    print("python -m scripts.supply audit | sbom FOLDER")
    return 2


def audit() -> int:
    """1 when a pinned package has a known hole. Where the database cannot be asked, a line says so."""
    status = 0
    for name in LOCKS:
        try:
            words = ["--disable-pip", "--require-hashes", "--progress-spinner", "off", "-f", "json"]
            found = json.loads(run("pip-audit", *words, "-r", str(ROOT / name)))
        except (NotFetched, json.JSONDecodeError):
            print(f"{name}: not audited, the database of known holes cannot be reached from here")
            continue
        holes = list(holes_of(found))
        print(f"{name}: {len(found['dependencies'])} packages, {len(holes) or 'no'} known holes")
        for hole in holes:
            status = 1
            print(f"  {hole}")
    return status


def holes_of(report: dict[str, list[dict[str, object]]]) -> Iterator[str]:
    """Each as a line. `report` is that of pip-audit, as JSON."""
    for package in report["dependencies"]:
        for hole in package.get("vulns", []):  # type: ignore[attr-defined]  # a list, as pip-audit writes it
            fixed = ", ".join(hole["fix_versions"]) or "not yet"
            yield f"{package['name']} {package['version']}: {hole['id']}, mended in {fixed}"


def write_sboms(folder: Path) -> list[Path]:
    """One for each lock of an installation: every package with its version and the hashes that pip insists on. The same
    lock gives the same bytes. Raises NotFetched."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in RUNTIME:
        path = folder / SBOM.format(extra=name.removeprefix("requirements").removesuffix(".lock"))
        words = ["requirements", "--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible", "--of", "JSON"]
        listed = json.loads(run("cyclonedx-py", *words, name))
        listed["metadata"]["component"]["version"] = (
            __version__  # which flit reads from the code, and the tool does not
        )
        path.write_text(json.dumps(listed, indent=1))
        written.append(path)
    return written


def run(tool: str, *words: str) -> str:
    """What it says, whatever its exit code. Raises NotFetched."""
    fetch_tools()
    env = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    command = [TOOLS / "bin" / tool, *words]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False).stdout  # noqa: S603 -- our own


def fetch_tools() -> None:
    mark = TOOLS / "fetched"
    if mark.exists() and mark.stat().st_mtime >= TOOLS_LOCK.stat().st_mtime:
        return
    venv.create(TOOLS, with_pip=True, clear=True)
    words = ["-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r", str(TOOLS_LOCK)]
    done = subprocess.run([TOOLS / "bin" / "python", *words], capture_output=True, text=True, check=False)  # noqa: S603 -- our own
    if done.returncode:
        raise NotFetched(done.stderr)
    mark.touch()


if __name__ == "__main__":
    sys.exit(main())
