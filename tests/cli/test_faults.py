"""What keeps the service from starting is one sentence and an exit code."""

import errno
import os
import re
import shutil
import sqlite3
import subprocess
import sys

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, ProgrammingError

from schakel.cli.faults import sentence
from tests.hub.databases import database


def sqlite_fault(code: int, name: str, text: str) -> OperationalError:
    cause = sqlite3.OperationalError(text)
    cause.sqlite_errorcode, cause.sqlite_errorname = code, name
    fault = OperationalError(text)
    fault.__cause__ = cause
    return fault


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full"),
        (OSError(errno.EROFS, "Read-only file system", "/data"), "can only be read, not written: /data"),
        (PermissionError(errno.EACCES, "Permission denied", "/data"), "may not write here: /data"),
        (OSError(errno.EIO, "Input/output error"), "look at the disk"),
        (OSError(errno.EMFILE, "Too many open files"), "Too many files are open"),
        (NotADirectoryError(errno.ENOTDIR, "Not a directory", "/data"), "Not a directory: /data"),
        (ImproperlyConfigured("SCHAKEL_X is wrong"), "SCHAKEL_X is wrong"),
        (ImproperlyConfigured("Error loading psycopg2 or psycopg module"), r"schakel\[postgres\]"),
        (OperationalError("connection refused\nIs it running?"), "cannot be reached: connection refused$"),
        (sqlite_fault(13, "SQLITE_FULL", "database or disk is full"), "The disk is full"),
        (sqlite_fault(8, "SQLITE_READONLY", "attempt to write a readonly database"), "may not write here"),
        (sqlite_fault(14, "SQLITE_CANTOPEN", "unable to open database file"), "may not write here"),
        (sqlite_fault(5, "SQLITE_BUSY", "database is locked"), "Another program holds the database"),
        (sqlite_fault(1034, "SQLITE_IOERR_FSYNC", "disk I/O error"), "look at the disk"),
    ],
)  # fmt: skip
def test_a_fault_of_the_machine_is_one_sentence(fault, said):
    assert re.search(said, sentence(fault))
    assert "\n" not in sentence(fault)


@pytest.mark.parametrize(
    "fault",
    [
        ValueError("a fault of ours"),
        ProgrammingError("relation does not exist"),
        sqlite_fault(1, "SQLITE_ERROR", "no such column: x"),
        OSError(errno.EPIPE, "Broken pipe"),
    ],
)
@pytest.mark.django_db
def test_what_is_our_fault_keeps_its_traceback(fault):
    assert sentence(fault) == ""


def refusal(env: dict[str, str], *before: str) -> str:
    """What `schakel up` says when it does not start."""
    command = [*before, sys.executable, "-m", "schakel", "up", "--bind", "localhost:1"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    return done.stderr


STRACE = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not here: apt-get install strace")


@pytest.mark.processes
@pytest.mark.parametrize(
    ("calls", "error", "said"),
    [
        ("mkdir", "EROFS", "can only be read"),
        ("mkdir", "EACCES", "may not write here"),
        ("pwrite64", "ENOSPC", "disk is full"),
    ],
)
@STRACE
def test_a_disk_that_takes_nothing_is_said_before_anything_runs(calls, error, said, tmp_path):
    env = {**os.environ, "SCHAKEL_DATA": str(tmp_path / "new")}
    inject = ["strace", "-f", "-qqq", "-o", os.devnull, "-e", f"inject={calls}:error={error}"]
    assert said in refusal(env, *inject)


@pytest.mark.processes
def test_a_database_that_is_not_there_is_said(tmp_path):
    with database("sqlite", tmp_path) as env:
        env = env | {"SCHAKEL_DATABASE": "postgres://nobody:nothing@localhost:1/nothing"}
        done = subprocess.run(
            [sys.executable, "-m", "schakel", "prepare"],
            env=env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: The database cannot be reached: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.processes
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_D18_a_database_without_its_tables_is_said(kind, tmp_path):
    with database(kind, tmp_path) as env:
        if kind == "sqlite":
            (tmp_path / "schakel.sqlite3").unlink()
        else:
            with psycopg.connect(env["SCHAKEL_DATABASE"], autocommit=True) as server:
                server.execute("DROP SCHEMA public CASCADE")
                server.execute("CREATE SCHEMA public")
        command = [sys.executable, "-m", "schakel", "owner", "anna@office.example"]
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Error: The database is not up to date: run `schakel prepare`, or `schakel up`.\n"
