"""What a peer runs in: a throw-away virtual environment, or Java with a jar."""

import subprocess
import sys
from pathlib import Path

from interop.others.handed import Missing
from interop.peers.java import is_there


def python_with(place: Path, *packages: str) -> Path:
    """The interpreter of a new environment with these. Raises Missing when they cannot be installed."""
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    python = place / "bin" / "python"
    done = subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *packages], check=False)
    if done.returncode:
        raise Missing(f"pip cannot install {' '.join(packages)}")
    return python


def require_java() -> None:
    """Raises Missing."""
    if not is_there():
        raise Missing("java and mvn are not here")


def jar(folder: Path, artifact: str) -> Path:
    """A jar of Maven Central, without what it depends on. Raises Missing."""
    require_java()
    name = f"{artifact.split(':')[1]}.jar"
    copy = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"
    command = [
        "mvn",
        "-B",
        "-q",
        copy,
        f"-Dartifact={artifact}",
        f"-DoutputDirectory={folder}",
        "-Dmdep.stripVersion=true",
    ]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    kept = sorted(folder.glob(f"{name.removesuffix('.jar')}*.jar"))
    if done.returncode or not kept:
        raise Missing(f"{artifact} is not to be had")
    return kept[-1]


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    """What a program that failed said last."""
    return (done.stderr.strip().splitlines() or ["nothing"])[-1][:160]
