"""`schakel runs`: start, show, retry, stop."""

import json

import pytest
from click.testing import CliRunner

from schakel.cli import main
from schakel.hub import worker
from schakel.hub.network.models import Mandate, Run, RunLine
from tests.hub.conftest import company_of
from tests.hub.connections.company_import.sheets import imported, many
from tests.hub.network.registration.test_runs import clients


def call(*arguments: str):
    return CliRunner().invoke(main, ["runs", *arguments])


def test_all_companies_of_the_office_are_asked_and_counted(office, alice, mailoutbox):
    clients(office, 2)
    company_of(office, "No address", "0417710407")
    started = json.loads(call("start", "--json").stdout)
    assert started == {"run": Run.objects.get().pk, "companies": 3}
    assert Run.objects.get().by == alice
    worker.drain()
    assert len(mailoutbox) == Mandate.objects.count() == 2
    shown = json.loads(call("show", str(started["run"]), "--json").stdout)
    assert shown["stages"] == {"failed": 1, "sent": 2}
    assert "2  e-mail sent" in call("show", str(started["run"]), "--lang", "en").stdout


def test_only_those_of_an_import_and_only_invited(office, alice, bob, mailoutbox):
    clients(office, 1)
    company_import = imported(office, many(3), by=alice)
    done = call("start", "--import", str(company_import.pk), "--invite-only", "--read-only", "--by", bob.email)
    assert done.exit_code == 0
    run = Run.objects.get()
    assert (run.by, run.role, run.registers, run.lines.count()) == (bob, "read", False, 3)


def test_stop_and_retry(office, alice, mailoutbox):
    clients(office, 2)
    call("start")
    number = str(Run.objects.get().pk)
    assert "2 companies are not asked" in call("stop", number, "--lang", "en").stderr
    assert "2 companies are tried again" in call("retry", number, "--lang", "en").stderr
    assert set(RunLine.objects.values_list("state", flat=True)) == {"waiting"}


@pytest.mark.parametrize(
    "arguments", [("show", "7"), ("stop", "7"), ("retry", "7"), ("start", "--import", "7"), ("start",)]
)
def test_what_is_not_there_ends_with_2(office, arguments):
    answer = call(*arguments)
    assert answer.exit_code == 2
    assert answer.stderr
