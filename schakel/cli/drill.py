"""drill: a backup counts once it was restored, and the service that was restored answers."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from gettext import gettext as _
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar
from urllib.error import URLError

import click

from schakel.cli.backups import FOLDER_OR_NONE, KEY, make_backup, records
from schakel.cli.options import in_json, json_option, language_option
from schakel.cli.parent import PARENT

T = TypeVar("T")

PATIENCE = 120.0  # seconds in which the restored service must answer
PAUSE = 0.2  # seconds between two tries


@click.command()
@FOLDER_OR_NONE
@KEY
@json_option
@language_option
def drill(folder: str, *, key: Path | None, as_json: bool, lang: str) -> None:
    """Make a backup in FOLDER, or one that is thrown away; restore it elsewhere, start that, compare it, and report.

    The service goes on meanwhile, and the restored one sends nothing. Exit code 0 all agrees, 1 it does not, 2 it could not be
    tried.
    """
    report = Report()
    with records(lang), TemporaryDirectory(prefix="schakel-drill-") as scratch:
        backups = folder or str(Path(scratch) / "backups")
        manifest = report.time("backup", lambda: make_backup(backups)).manifest
        choice = ["--backup", manifest.name, *(["--key", str(key.resolve())] if key else [])]
        with elsewhere(Path(scratch) / "restored") as env:
            report.add("restore", lambda: run(env, "restore", backups, *choice))
            report.add("verify", lambda: run(env, "verify"))
            report.add("start", lambda: start(env))
    facts = manifest.facts
    values = {"backup": manifest.name, "files": manifest.file_count, "rows": sum(facts.rows.values())}
    values |= {"last_transmission": facts.last_transmission, "damaged": manifest.damaged}
    if as_json:
        click.echo(in_json({**values, "seconds": report.seconds, "failed": report.failed}))
    else:
        report.show(_("{backup}: {files} files and {rows} rows were restored, checked and started.").format(**values))
    sys.exit(1 if report.failed or manifest.damaged else 0)


@dataclass
class Report:
    seconds: dict[str, float] = field(default_factory=dict)  # of each step
    failed: dict[str, str] = field(default_factory=dict)  # why, of the step at which it ended

    def add(self, name: str, step: Callable[[], str]) -> None:
        """A step that answers why it failed, or nothing; after one that failed, none is tried."""
        if not self.failed and (why := self.time(name, step)):
            self.failed[name] = why

    def time(self, name: str, step: Callable[[], T]) -> T:
        began = time.monotonic()
        try:
            return step()
        finally:
            self.seconds[name] = round(time.monotonic() - began, 1)

    def show(self, success: str) -> None:
        for name, seconds in self.seconds.items():
            click.echo(f"{name:<10} {seconds:8.1f} s")
        for name, why in self.failed.items():
            click.echo(_("The drill ended at {step}: {why}").format(step=name, why=why), err=True)
        if not self.failed:
            click.echo(success)


@contextmanager
def elsewhere(data: Path) -> Iterator[dict[str, str]]:
    """The surroundings of an installation on this machine that has nothing yet, and that nobody else reaches."""
    from schakel.hub.records.databases import current_database

    data.mkdir(mode=0o700)
    with current_database().scratch() as url, socket.socket() as free:
        free.bind(("localhost", 0))
        env = {**os.environ, "SCHAKEL_DATA": str(data), "SCHAKEL_DATABASE": url, "SCHAKEL_LOG": "ERROR"}
        env |= {"SCHAKEL_JOURNAL": str(data / "journal")}  # never the real one
        env["SCHAKEL_URL"] = f"http://localhost:{free.getsockname()[1]}"
        if not url:
            del env["SCHAKEL_DATABASE"]
        free.close()
        yield env


def run(env: dict[str, str], *words: str) -> str:
    """Why this command of ours failed; empty: it did not."""
    command = [sys.executable, "-m", "schakel", *words]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603 -- our own command
    if not done.returncode:
        return ""
    return next(reversed((done.stderr or done.stdout).strip().splitlines()), str(done.returncode))


def start(env: dict[str, str]) -> str:
    """As `run`: the pages only, without a worker, so that nothing is sent twice."""
    if why := run(env, "prepare"):
        return why
    command = [sys.executable, "-m", "schakel", "serve", "--bind", env["SCHAKEL_URL"].removeprefix("http://")]
    with subprocess.Popen(  # noqa: S603 -- our own command
        command,
        env={**env, PARENT: str(os.getpid())},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    ) as server:
        try:
            return wait_until_ready(server, env["SCHAKEL_URL"])
        finally:
            server.terminate()


def wait_until_ready(server: "subprocess.Popen[bytes]", url: str) -> str:
    """It writes and reads back something in the database that was restored."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/ready", timeout=10):  # noqa: S310 -- our own address
                return ""
        except (URLError, OSError):
            time.sleep(PAUSE)
    return _("the restored service does not answer")
