"""What Prometheus reads: only with the token, true to the rows, and accepted by Prometheus' own tool."""

import json
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from schakel.hub import pulse
from schakel.hub.connections.models import Company, InvitationMail, Office
from schakel.hub.documents.models import Document
from schakel.hub.forwarding.models import Forward, Forwarder
from schakel.hub.people.models import User
from schakel.hub.records.models import Backup, DamagedFile
from tests.hub.conftest import company_of

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "deploy" / "prometheus"
TOKEN = "long and random"
NEEDS_PROMTOOL = pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not here")
NAME = re.compile(r"\bschakel_[a-z_]+\b")


@pytest.fixture
def read(client, settings, db):
    settings.METRICS_TOKEN = TOKEN

    def text() -> str:
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (200, "text/plain")
        return answer.text

    return text


def value(text: str, name: str, **labels: str) -> float | None:
    """Of one figure with these labels among others; None when it is not there."""
    wanted = [f'{label}="{one}"' for label, one in labels.items()]
    for line in text.splitlines():
        if line.startswith((f"{name}{{", f"{name} ")) and all(each in line for each in wanted):
            return float(line.rsplit(" ", 1)[1])
    return None


def test_without_a_token_set_there_is_no_such_page(client, db):
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("given", [None, "Bearer ", "Bearer other", TOKEN + "x", f"Bearer {TOKEN}x", "Bearer é"])
def test_H05_who_does_not_know_the_token_reads_nothing(client, settings, world, given):
    settings.METRICS_TOKEN = TOKEN
    client.force_login(User.objects.get(pk=world.persons["olga"]))  # the operator's session does not help
    answer = client.get("/metrics", headers={"Authorization": given} if given else {})
    assert (answer.status_code, answer.content) == (401, b"")


def test_it_says_what_the_rows_say(read, world):
    now = timezone.now()
    made = now - timedelta(hours=2)
    counts = {"files": 3, "new_files": 1, "damaged_files": 0, "new_bytes": 9}
    Backup.objects.create(name="a", place="/backup", begun_at=made, finished_at=made, **counts)
    cache.set(pulse.KEY, (now - timedelta(seconds=50)).isoformat())
    forward = Forward.objects.select_related("forwarder").earliest("pk")
    Forward.objects.filter(pk=forward.pk).update(state=Forward.State.FAILED)
    said = read()
    assert value(said, "schakel_tables_current") == 1
    assert value(said, "schakel_database_size_bytes") > 0
    assert value(said, "schakel_worker_silence_seconds") >= 50
    assert value(said, "schakel_backup_timestamp_seconds") == pytest.approx(made.timestamp())
    assert value(said, "schakel_documents_total") == Document.everything.latest("pk").pk
    assert value(said, "schakel_forwards", kind=forward.forwarder.kind, state="failed") == 1


def test_a_queue_that_nobody_works_grows_older(read, world):
    InvitationMail.objects.update(due_at=None)
    assert value(read(), "schakel_queue_due", queue="InvitationMail") == 0
    InvitationMail.objects.filter(pk=world["letter"]).update(due_at=timezone.now() - timedelta(hours=1))
    said = read()
    assert value(said, "schakel_queue_due", queue="InvitationMail") == 1
    assert value(said, "schakel_queue_oldest_seconds", queue="InvitationMail") >= 3600


def test_a_damaged_file_is_counted_and_not_named(read):
    DamagedFile.objects.create(sha256="a" * 64)
    said = read()
    assert value(said, "schakel_store_damaged_files") == 1
    assert "aaaa" not in said


def test_L10_no_figure_names_a_person_a_company_or_a_document(read, world):
    said = read().lower()
    secret = {*Company.objects.values_list("name", "enterprise_number").get(pk=world["company"])}
    secret |= {*User.objects.values_list("email", flat=True), *Document.everything.values_list("number", flat=True)}
    assert [each for each in secret if each and each.lower() in said] == []


def test_it_asks_no_more_of_a_large_office(read, world, django_assert_num_queries):
    with CaptureQueriesContext(connection) as asked:
        read()
    office = Office.objects.get(pk=world["office"])
    for number in range(5):
        company_of(office, f"Client {number}", f"073840120{number}")
        Forwarder.objects.create(office=office, kind="pull", name=f"Package {number}")
    with django_assert_num_queries(len(asked)):
        read()


def test_each_figure_is_documented_and_each_documented_one_exists(read, world):
    said = read()
    there = set(re.findall(r"^# TYPE (\S+) ", said, re.MULTILINE))
    documented = set(NAME.findall((ROOT / "docs" / "operating" / "watching.md").read_text()))
    assert documented == there


def test_alerts_and_board_ask_only_what_is_there():
    documented = set(NAME.findall((ROOT / "docs" / "operating" / "watching.md").read_text()))
    board = json.loads((RULES / "grafana.json").read_text())
    asked = {name for panel in board["panels"] for target in panel["targets"] for name in NAME.findall(target["expr"])}
    asked |= set(NAME.findall((RULES / "alerts.yml").read_text()))
    assert asked
    assert asked <= documented


@NEEDS_PROMTOOL
def test_prometheus_accepts_the_figures(read, world):
    done = subprocess.run(
        ["promtool", "check", "metrics"], input=read(), capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@NEEDS_PROMTOOL
def test_prometheus_accepts_the_alerts_and_they_ring(tmp_path):
    done = subprocess.run(
        ["promtool", "check", "config", "--syntax-only", RULES / "prometheus.yml"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    shutil.copy(RULES / "alerts.yml", tmp_path)
    (tmp_path / "test.yml").write_text(RINGING)
    done = subprocess.run(
        ["promtool", "test", "rules", "test.yml"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


RINGING = """
rule_files: [alerts.yml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - {series: 'up{job="schakel"}', values: '1x20'}
      - {series: 'schakel_worker_silence_seconds', values: '10x5 200x20'}
      - {series: 'schakel_backup_timestamp_seconds', values: '0x20'}
      - {series: 'schakel_disk_free_bytes', values: '50x20'}
      - {series: 'schakel_disk_size_bytes', values: '100x20'}
    alert_rule_test:
      - {eval_time: 4m, alertname: SchakelNoWorker}
      - eval_time: 15m
        alertname: SchakelNoWorker
        exp_alerts:
          - exp_labels: {severity: page}
            exp_annotations:
              summary: No worker shows a sign of life. What arrives is kept, but nothing is filed, sent or forwarded.
      - {eval_time: 15m, alertname: SchakelDiskAlmostFull}
      - {eval_time: 15m, alertname: SchakelDoesNotAnswer}
"""
