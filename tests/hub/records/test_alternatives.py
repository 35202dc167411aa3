"""Other programs that docs/operating/backup.md names, where they are installed: each brings back what can be restored."""

import os
import shutil
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from schakel.hub.records.folder import open_folder
from schakel.hub.records.restore import restore_backup
from schakel.hub.records.verify import verify_backup
from tests.hub.databases import MADE, database, environment, python
from tests.hub.documents.ubl import invoice
from tests.hub.network.service import running
from tests.hub.network.world import Peer
from tests.hub.records.test_commands import answer, receive

pytestmark = pytest.mark.django_db  # for its tables

POSTGRES = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), Path("/nowhere"))
LITESTREAM = """
dbs:
  - path: {data}/schakel.sqlite3
    replica:
      type: file
      path: {place}/replica
"""
PGBACKREST = """
[global]
repo1-path={place}/repository
repo1-retention-full=2
log-path={place}
lock-path={place}
start-fast=y
[schakel]
pg1-path={place}/data
pg1-port={port}
pg1-socket-path={place}
"""
CLUSTER = """
port = {port}
listen_addresses = 'localhost'
unix_socket_directories = '{place}'
archive_mode = on
archive_timeout = 60
archive_command = 'pgbackrest --config={place}/pgbackrest.conf --stanza=schakel archive-push %p'
"""


@pytest.mark.processes
@pytest.mark.skipif(not shutil.which("restic"), reason="restic is tried where it is: apt-get install restic")
def test_L01_restic_carries_the_folder_of_the_backups_elsewhere(here, elsewhere, tmp_path):
    here.back_up()
    env = {**os.environ, "RESTIC_REPOSITORY": str(tmp_path / "restic"), "RESTIC_PASSWORD": "a long password"}
    env["RESTIC_CACHE_DIR"] = str(tmp_path / "cache")
    for words in (["init"], ["backup", "."], ["check"], ["restore", "latest", "--target", str(tmp_path / "back")]):
        subprocess.run(["restic", *words], env=env, cwd=here.backups, check=True, capture_output=True)
    (moved,) = (path.parent for path in (tmp_path / "back").rglob("schakel-backups.json"))
    assert verify_backup(open_folder(moved)).faults == []
    assert restore_backup(elsewhere.place, open_folder(moved)).files == 3


@pytest.mark.long
@pytest.mark.skipif(
    not shutil.which("litestream"),
    reason="Litestream is tried where it is: go install github.com/benbjohnson/litestream/cmd/litestream@v0.5.9",
)
def test_L01_litestream_follows_the_database_of_a_service_at_work_and_brings_it_back(tmp_path):
    config, copy = tmp_path / "litestream.yml", tmp_path / "copy" / "schakel.sqlite3"
    config.write_text(LITESTREAM.format(data=tmp_path / "data", place=tmp_path))
    copy.parent.mkdir()

    def restored() -> set[str]:
        copy.unlink(missing_ok=True)
        words = ["litestream", "restore", "-config", config, "-o", copy, tmp_path / "data" / "schakel.sqlite3"]
        if subprocess.run(words, capture_output=True, check=False).returncode:
            return set()
        with closing(sqlite3.connect(copy)) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            return {name for (name,) in plain.execute("SELECT message_id FROM network_transmission")}

    with database("sqlite", tmp_path / "data") as env, running(env, "serve", "work") as service:
        with process("litestream", "replicate", "-config", config):
            acknowledged = {send(service, number) for number in range(60)}
            wait_until(lambda: acknowledged <= restored())
        service.kill("serve", "work")
    shutil.copytree(tmp_path / "data" / "documents", copy.parent / "documents")
    assert answer({**env, "SCHAKEL_DATA": str(copy.parent)}, "verify")["faults"] == 0


def send(service, number: int) -> str:
    message = Peer().message(invoice(number=str(number)))
    status, _receipt = service.post(message)
    assert status == 200
    return message.message_id


@pytest.mark.long
@pytest.mark.skipif(
    not shutil.which("pgbackrest") or not (POSTGRES / "initdb").exists() or os.geteuid() != 0,
    reason="pgBackRest is tried by root where it is: apt-get install pgbackrest postgresql",
)
def test_L01_pgbackrest_brings_back_what_came_after_its_backup(tmp_path):
    with cluster() as (place, port):
        database_url = f"postgres://postgres@localhost:{port}/postgres"
        env = {**environment(place / "files"), "SCHAKEL_DATABASE": database_url}
        (place / "files" / "static").mkdir(parents=True)
        python(MADE, env, timeout=900)
        receive(env, tmp_path, "before")
        pgbackrest(place, "stanza-create")
        pgbackrest(place, "backup")
        receive(env, tmp_path, "after")
        psql(place, port, "SELECT pg_switch_wal()")
        pgbackrest(place, "check")
        pg_ctl(place, "stop", "-m", "immediate")
        shutil.rmtree(place / "data")
        (place / "data").mkdir(mode=0o700)
        shutil.chown(place / "data", "postgres")
        pgbackrest(place, "restore")
        pg_ctl(place, "start")
        wait_until(lambda: psql(place, port, "SELECT pg_is_in_recovery()").strip() == "f")
        assert psql(place, port, "SELECT count(*) FROM documents_judgement").strip() == "2"
        assert answer(env, "verify")["faults"] == 0


@contextmanager
def cluster() -> Iterator[tuple[Path, int]]:
    """A PostgreSQL of the test's own, whose log goes to an archive of pgBackRest."""
    place = Path(as_postgres("mktemp", "-d", "/tmp/pgbackrest-XXXXXX").strip())  # a socket wants a short path
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    try:
        as_postgres(POSTGRES / "initdb", "-A", "trust", "-D", place / "data")
        as_postgres(
            "sh", "-c", f"cat >> {place}/data/postgresql.conf <<'END'\n{CLUSTER.format(place=place, port=port)}\nEND"
        )
        as_postgres(
            "sh", "-c", f"cat > {place}/pgbackrest.conf <<'END'\n{PGBACKREST.format(place=place, port=port)}\nEND"
        )
        pg_ctl(place, "start")
        yield place, port
    finally:
        subprocess.run(["runuser", "-u", "postgres", "--", POSTGRES / "pg_ctl", "-D", place / "data", "stop", "-m", "immediate"],
                       check=False, capture_output=True)  # fmt: skip
        shutil.rmtree(place)


def pgbackrest(place: Path, command: str) -> None:
    as_postgres("pgbackrest", f"--config={place}/pgbackrest.conf", "--stanza=schakel", command)


def pg_ctl(place: Path, *words: str) -> None:
    as_postgres(POSTGRES / "pg_ctl", "-w", "-l", place / "log", "-D", place / "data", *words)


def psql(place: Path, port: int, sql: str) -> str:
    return as_postgres("psql", "-qAt", "-h", place, "-p", port, "-c", sql)


def as_postgres(*words: object) -> str:
    command = ["runuser", "-u", "postgres", "--", *map(str, words)]
    done = subprocess.run(command, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return done.stdout


@contextmanager
def process(*words: object) -> Iterator[None]:
    with subprocess.Popen([str(word) for word in words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as one:
        try:
            yield
        finally:
            one.terminate()


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.5)
