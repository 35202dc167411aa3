"""Is an installed Schakel whole? Its commands start, it serves, and commands and pages speak the four languages.

    python scripts/check_installed.py FOLDER VERSION    FOLDER holds the commands: the `bin` of a virtual environment

Exit code 1 and a line for each fault. Nothing of the repository is used: it runs in a temporary folder (ADR 0215).
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIGN_IN = {"nl": "Aanmelden", "fr": "Se connecter", "en": "Sign in", "de": "Anmelden"}  # on the page that all may see
PATIENCE = 180  # seconds for the first start: it makes the database


def faults(folder: Path, version: str) -> Iterator[str]:
    """In words, for a developer; nothing when all is well."""
    with tempfile.TemporaryDirectory(prefix="schakel-installed-") as place:
        said = run(folder, place, "--version")
        if not said.endswith(f" {version}\n"):
            yield f"schakel --version says {said.strip()!r} and not {version}"
        if "Commands:" not in run(folder, place, "--help"):
            yield "schakel --help lists no commands"
        document = Path(place) / "letter.txt"
        document.write_text("Dear Sir")
        answers = {language: run(folder, place, "validate", "--lang", language, str(document)) for language in SIGN_IN}
        if len(set(answers.values())) < len(SIGN_IN):
            yield f"schakel validate answers alike in different languages: {answers}"
        with serving(folder, place) as address:
            for language, words in SIGN_IN.items():
                page = read_page(f"{address}/account/login/", language)
                if f'lang="{language}"' not in page or words not in page:
                    yield f"the sign-in page does not speak {language}: {words!r} is not on it"


def environment(place: str) -> dict[str, str]:
    """Without the settings of who runs this."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SCHAKEL_", "DJANGO_", "PYTHON"))}
    return {**kept, "LC_ALL": "C.UTF-8", "SCHAKEL_DATA": str(Path(place) / "data")}


def run(folder: Path, place: str, *words: str) -> str:
    """What the command says, whatever its exit code."""
    command = [str(folder / "schakel"), *words]
    done = subprocess.run(  # noqa: S603 -- our own command
        command, cwd=place, env=environment(place), capture_output=True, text=True, timeout=60, check=False
    )
    return done.stdout + done.stderr


@contextmanager
def serving(folder: Path, place: str) -> Iterator[str]:
    """`schakel up`; the address at which it answers. Raises RuntimeError with what it said when it ends before."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    address, said = f"http://localhost:{port}", Path(place) / "said"
    env = {**environment(place), "SCHAKEL_URL": address}
    with said.open("w") as output:
        up = subprocess.Popen(  # noqa: S603 -- likewise
            [str(folder / "schakel"), "up", "--bind", f"localhost:{port}"],
            cwd=place, env=env, stdout=output, stderr=output,
        )  # fmt: skip
    try:
        until = time.monotonic() + PATIENCE
        while not is_live(address):
            if up.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"schakel up does not serve: {said.read_text()}")
            time.sleep(0.2)
        yield address
    finally:
        up.terminate()
        up.wait(30)


def is_live(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/live", timeout=5) as answer:  # noqa: S310 -- our own address
            return bool(answer.read() == b"live")
    except OSError:
        return False


def read_page(address: str, language: str) -> str:
    asked = urllib.request.Request(address, headers={"Accept-Language": language})  # noqa: S310 -- likewise
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310 -- likewise
        return str(answer.read().decode())


def main() -> int:
    found = list(faults(Path(sys.argv[1]).resolve(), sys.argv[2]))
    print("\n".join(found) or "installed: serves, and speaks nl, fr, en and de")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
