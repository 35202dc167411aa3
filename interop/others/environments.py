"""A throw-away virtual environment for a peer in Python."""

import subprocess
import sys
from pathlib import Path

from interop.others.handed import Missing


def python_with(place: Path, *packages: str) -> Path:
    """The interpreter of a new environment with these. Raises Missing when they cannot be installed."""
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    python = place / "bin" / "python"
    done = subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *packages], check=False)
    if done.returncode:
        raise Missing(f"pip cannot install {' '.join(packages)}")
    return python


def jar(folder: Path, artifact: str) -> Path:
    """A jar of Maven Central, without what it depends on. Raises Missing."""
    import shutil

    if not (shutil.which("mvn") and shutil.which("java")):
        raise Missing("java and mvn are not here")
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
