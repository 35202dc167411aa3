"""Runs: asking 1,500 clients, the page of a run with 2,000 companies, and registering 1,500 at our own SMP.

.venv/bin/python bench/bench_runs.py

The page is measured in CPU time, against the list of connections of the same office in the same run. Registering speaks to a
stand-in of the SML in this process: it shows what we take, not what the network does.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["SCHAKEL_DATA"] = tempfile.mkdtemp(prefix="schakel-bench-")
os.environ["SCHAKEL_DEMO"] = "1"
os.environ["DJANGO_SETTINGS_MODULE"] = "schakel.hub.settings"

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from schakel.hub.connections.models import Company, Connection, Member, Office, Participant
from schakel.hub.network.models import Mandate, Registration, Run, RunLine
from schakel.hub.network.registration import worker as registration_worker
from schakel.hub.network.registration.runs import worker as runs
from schakel.hub.network.registration.runs.start import RunWish, start
from schakel.hub.people.models import User

COMPANIES, ASKED = 2000, 1500
WISH = RunWish(sides=["purchase", "sales"], role="full", registers=True, document_choices=["invoices"])


def number_of(n: int) -> str:
    base = 40000000 + n
    return f"{base:08d}{97 - base % 97:02d}"


def office_with(count: int) -> tuple[User, list[Company]]:
    user = User.objects.create_user("anna@office.example", "a long password", name="Anna")
    office = Office.objects.create(name="Office", language="nl")
    Member.objects.create(office=office, user=user, role=Member.Role.OWNER)
    made = Company.objects.bulk_create(
        Company(office=office, name=f"Client {n}", sort_name=f"client {n:05d}", enterprise_number=number_of(n),
                email=f"client{n}@clients.example", language="nl")
        for n in range(count)
    )  # fmt: skip
    Participant.objects.bulk_create(Participant(company=c, scheme="0208", value=c.enterprise_number) for c in made)
    Connection.objects.bulk_create(Connection(company=c, side=side) for c in made for side in Connection.Side)
    return user, made


def cpu(ask, times: int = 9) -> float:
    """Milliseconds of CPU, the median."""
    taken = []
    for _ in range(times):
        begun = time.process_time()
        ask()
        taken.append((time.process_time() - begun) * 1000)
    return median(taken)


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    settings.INVITATIONS_PER_HOUR = 10_000
    user, companies = office_with(COMPANIES)
    [run] = start(companies, WISH, by=user)
    begun = time.monotonic()
    while RunLine.objects.filter(state="waiting").count() > COMPANIES - ASKED:
        runs.ask_clients()
    print(f"asking {ASKED} clients: {time.monotonic() - begun:.1f} s")
    while runs.ask_clients():
        pass
    client = Client(headers={"host": settings.HOST})
    client.force_login(user)
    page, other = reverse("network:run", args=[run.pk]), reverse("connections:list")
    ours, theirs = cpu(lambda: client.get(page)), cpu(lambda: client.get(other))
    print(
        f"page of a run, {COMPANIES} companies: {ours:.0f} ms; list of connections: {theirs:.0f} ms; ratio {ours / theirs:.2f}"
    )
    print(f"registering {ASKED}: {registering():.1f} s")
    assert Run.objects.count() == 1


def registering() -> float:
    """Seconds for ASKED registrations at our own SMP."""
    for mandate in Mandate.objects.select_related("company")[:ASKED]:
        registration_worker.record_answer(mandate, Mandate.State.CONFIRMED)
    begun = time.monotonic()
    with (
        mock.patch.object(registration_worker, "find_location", return_value=None),
        mock.patch.object(registration_worker, "registrar_of"),
        mock.patch.object(registration_worker, "ask_to_index"),
    ):
        while Registration.objects.filter(state="wanted").exists():
            registration_worker.work_registrations()
    return time.monotonic() - begun


if __name__ == "__main__":
    main()
