"""The bookkeeping addresses of 2,000 companies by a sheet: checked, saved, and once more.

Target: in less than 60 s, and the second time nothing changes.

    python -m bench.bench_addresses
"""

import os
import tempfile
import time

DATA = tempfile.TemporaryDirectory(prefix="schakel-bench-")
os.environ |= {"SCHAKEL_DATA": DATA.name, "DJANGO_SETTINGS_MODULE": "schakel.hub.settings"}

import django

django.setup()

from django.core.management import call_command

from schakel.einvoice.belgium import EnterpriseNumber
from schakel.hub.connections.models import Company, Connection, Office
from schakel.hub.forwarding.address_sheet.save import checked_rows, save_rows
from schakel.hub.people.models import User

SHEET = 2_000


def main() -> None:
    call_command("migrate", verbosity=0)
    user = User.objects.create_user("bench@office.example", name="Bench")
    office = Office.objects.create(name="Bench")
    office.members.create(user=user)
    add_companies(office, SHEET)
    rows = [
        (number, {"number": each.enterprise_number, "package": "Yuki", "purchase": f"a{number}@yuki.example"})
        for number, each in enumerate(office.companies.all(), start=2)
    ]
    began = time.perf_counter()
    checked_rows(office, rows)
    checked = time.perf_counter()
    saved = save_rows(office, rows, by=user)
    done = time.perf_counter()
    again = save_rows(office, rows, by=user)
    print(
        f"{len(rows)} rows: checked in {checked - began:.2f} s, {saved} saved in {done - checked:.2f} s, again {again} saved"
    )


def add_companies(office: Office, count: int) -> None:
    numbers = [EnterpriseNumber.make(2_000_000 + n).digits for n in range(count)]
    made = Company.objects.bulk_create(
        Company(office=office, name=f"Company {n}", sort_name=f"company {n}", enterprise_number=number)
        for n, number in enumerate(numbers)
    )
    Connection.objects.bulk_create(
        Connection(company=each, side=side) for each in made for side in ("purchase", "sales")
    )


if __name__ == "__main__":
    main()
