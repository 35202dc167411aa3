"""2,000 client companies from a sheet, checked and imported by the worker, beside the form that adds one company at a time.

`python -m bench.bench_company_import` on SQLite in a folder of its own; SCHAKEL_DATABASE for another. Target: 60 s for the sheet.
"""

import os
import tempfile
import time
from collections.abc import Callable

from django.test import Client

ROWS, BY_FORM = 2000, 100
TARGET = 60.0  # seconds


def number_of(count: int) -> str:
    from schakel.base.belgium import enterprise_check

    start = f"{1_000_000 + count:08d}"
    return start + enterprise_check(start)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"SCHAKEL_DATA": folder, "SCHAKEL_DEMO": "1", "DJANGO_SETTINGS_MODULE": "schakel.hub.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        measure()


def measure() -> None:
    from django.conf import settings

    from schakel.hub.connections.company_import.bring import bring_sheet, start_import
    from schakel.hub.connections.models import Office
    from schakel.hub.people.models import User

    user = User.objects.create_user("a@a.example", name="A")
    office = Office.create_with_owner(user, "Office", language="nl")
    lines = [f"{number_of(each)};Company {each};client{each}@client.example;fr;0470 12 34 56" for each in range(ROWS)]
    data = "\n".join(["Ondernemingsnummer;Naam;E-mail;Taal;Telefoon", *lines]).encode()
    client = Client(headers={"host": settings.HOST})
    client.force_login(user)

    one = timed(lambda: fill_in(client, office.pk)) / BY_FORM
    print(f"form, without the minutes of who fills it in: {one * 1000:.1f} ms a company")
    start = time.perf_counter()
    company_import = bring_sheet(office, data, by=user)
    print(f"read and kept: {time.perf_counter() - start:.2f} s")
    print(f"checked: {timed(work):.2f} s")
    start_import(company_import)
    took = timed(work)

    def second() -> None:
        bring_sheet(office, data, by=user, asks_first=False)
        work()

    again = timed(second)
    total = time.perf_counter() - start
    company_import.refresh_from_db()
    assert company_import.counts() == {"added": ROWS}
    mark = "" if took < TARGET else "  TOO SLOW"
    print(
        f"imported: {took:.2f} s, {took / ROWS * 1000:.1f} ms a company, {one * ROWS / took:.1f} times the form's pace{mark}"
    )
    print(f"a second time, which changes nothing: {again:.2f} s; all together {total:.2f} s")
    page = timed(lambda: show(client, company_import.pk)) / 20
    print(f"its page: {page * 1000:.0f} ms")


def fill_in(client: Client, office: int) -> None:
    for each in range(ROWS, ROWS + BY_FORM):
        given = {"office": office, "number": number_of(each), "name": "Company", "language": "nl"}
        assert "/companies/" in client.post("/connections/companies/new/", given)["Location"]


def work() -> None:
    from schakel.hub.connections.company_import.worker import work_imports

    while work_imports():
        pass


def show(client: Client, company_import: int) -> None:
    for _each in range(20):
        assert client.get(f"/connections/imports/{company_import}/").status_code == 200


def timed(deed: Callable[[], None]) -> float:
    start = time.perf_counter()
    deed()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
