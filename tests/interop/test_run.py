"""The table of `make interop`: it goes on after a failure, and a half-made environment is made again."""

import subprocess

import pytest

from interop import run
from interop.others import run as others
from interop.peers import Trial, environments, java


def trials_that_break_off(*_told):
    yield Trial("us -> them", True, "1 KB")
    yield Trial("them -> us", False)
    raise subprocess.CalledProcessError(1, "mvn", output=b"first\nno such artifact\n")


def trials_that_pass(*_told):
    yield Trial("us -> them", True)


@pytest.fixture
def peers(monkeypatch):
    two = {
        "broken": run.Peer("1.0", trials_that_break_off),
        "whole": run.Peer("2.0", trials_that_pass, needs_java=False),
    }
    monkeypatch.setattr(run, "PEERS", two)
    monkeypatch.setattr(java, "is_there", lambda: True)
    monkeypatch.setattr(run.AccessPoint, "make", lambda: None)
    monkeypatch.setattr(run, "serve", lambda _us: "http://127.0.0.1:1/as4")
    monkeypatch.setattr("sys.argv", ["run"])


def rows(text: str) -> list[list[str]]:
    return [line.split("  ") for line in text.partition("result\n")[2].splitlines()]


def test_a_peer_that_breaks_off_is_a_row_and_the_next_one_is_tried(peers, capsys):
    assert run.main() == 1
    table = rows(capsys.readouterr().out)
    assert [(row[0], row[-1].strip()) for row in table] == [
        ("broken", "ok"),
        ("broken", "FAIL"),
        ("broken", "FAIL CalledProcessError no such artifact"),
        ("whole", "ok"),
    ]


def test_without_java_a_peer_is_skipped_and_says_so(peers, monkeypatch, capsys):
    monkeypatch.setattr(java, "is_there", lambda: False)
    assert run.main() == 0
    assert "skipped: java and mvn are needed" in capsys.readouterr().out


def test_only_those_that_are_asked_for_are_tried(peers, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["run", "whole"])
    assert run.main() == 0
    assert [row[0] for row in rows(capsys.readouterr().out)] == ["whole"]


def test_a_program_that_breaks_off_keeps_the_rows_before(monkeypatch):
    class Broken:
        NAME = "broken"

        @staticmethod
        def run(_handed, _folder):
            yield others.Row("ours", "an invoice", "read")
            raise ValueError("no such class")

    found, missing = others.outcome(Broken, others.Handed())
    assert ([(row.made, row.passed) for row in found], missing) == (
        [("read", True), ("ValueError: no such class", False)],
        "",
    )


def test_what_maven_left_half_made_is_made_again_once(monkeypatch, tmp_path):
    asked: list[tuple[str, ...]] = []

    def build(project, *options):
        asked.append(options)
        if (project / "target" / "half").exists():
            raise subprocess.CalledProcessError(1, "mvn")
        (project / "target").mkdir(exist_ok=True)
        (project / "target" / "classpath").write_text("a.jar")

    monkeypatch.setattr(java, "INTEROP", tmp_path)
    monkeypatch.setattr(java, "build", build)
    (tmp_path / "peer" / "target").mkdir(parents=True)
    (tmp_path / "peer" / "target" / "half").touch()
    assert java.classpath("peer").endswith(":a.jar")
    assert asked == [(), ("-U",)]


def test_an_environment_that_was_left_half_made_is_made_again(monkeypatch, tmp_path):
    calls: list[list[str]] = []
    monkeypatch.setattr(environments, "HERE", tmp_path)
    monkeypatch.setattr(environments.subprocess, "run", lambda command, check: made(tmp_path, calls, command))
    (tmp_path / "peer").mkdir()
    (tmp_path / "peer" / "requirements.txt").write_text("as4==0.2.0\n")
    left = tmp_path / ".venvs" / "peer" / "left"
    left.parent.mkdir(parents=True)
    left.touch()
    environments.python_of("peer")
    assert (left.exists(), len(calls)) == (False, 2)
    environments.python_of("peer")
    assert len(calls) == 2


def made(place, calls, command):
    calls.append(command)
    (place / ".venvs" / "peer").mkdir(parents=True, exist_ok=True)
