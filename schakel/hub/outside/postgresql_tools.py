"""PostgreSQL's own tools, pg_dump and pg_restore: they must be as new as the server."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Server:
    """Each may be empty: then the tools use their own defaults."""

    host: str
    port: str
    user: str
    password: str
    database: str


class ToolFailed(Exception):
    """Permanent until a person does something: the tool is missing, too old, or says what is wrong in its first line."""

    def __init__(self, tool: str, why: str) -> None:
        super().__init__(why)
        self.tool = tool


def dump(server: Server, to: Path, *, moment: str, without: str) -> None:
    """The whole database as it was at a moment that a transaction exported, but for the schemas called `without`.

    Compressed lightly; without owners and rights, so that another user can restore it.
    """
    run(
        server,
        ["pg_dump", "--format=custom", "--compress=1", "--no-owner", "--no-privileges", "--no-password",
         f"--snapshot={moment}", f"--exclude-schema={without}", f"--file={to}"],
    )  # fmt: skip


def restore(server: Server, dumped: Path) -> None:
    """All of it, or nothing. Comments are left out: only the owner of an extension may set its own."""
    run(
        server,
        ["pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-comments",
         "--no-password", f"--dbname={server.database}", str(dumped)],
    )  # fmt: skip


def run(server: Server, command: list[str]) -> None:
    """The password travels in the surroundings of the process, where other users do not see it."""
    tool = shutil.which(command[0])
    if tool is None:
        raise ToolFailed(command[0], "it is not installed")
    told = {"PGHOST": server.host, "PGPORT": server.port, "PGUSER": server.user, "PGPASSWORD": server.password}
    told["PGDATABASE"] = server.database
    surroundings = {**os.environ, "LC_ALL": "C", **{name: value for name, value in told.items() if value}}
    done = subprocess.run([tool, *command[1:]], env=surroundings, capture_output=True, text=True, check=False)  # noqa: S603 -- our own words
    if done.returncode:
        raise ToolFailed(command[0], next(iter(done.stderr.strip().splitlines()), str(done.returncode)))
