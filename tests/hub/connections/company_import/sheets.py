"""Sheets of companies for tests, and the worker's work on them."""

from schakel.base.belgium import enterprise_check
from schakel.hub.connections.company_import.bring import bring_sheet, start_import
from schakel.hub.connections.company_import.worker import work_imports
from schakel.hub.connections.models import CompanyImport


def number_of(count: int) -> str:
    """The enterprise number of the company with this number: right digits, no company that exists is meant."""
    start = f"{1_000_000 + count:08d}"
    return start + enterprise_check(start)


def sheet(*rows: str, headings: str = "Ondernemingsnummer;Naam;E-mailadres") -> bytes:
    return "\n".join([headings, *rows]).encode()


def many(count: int) -> bytes:
    return sheet(*(f"{number_of(each)};Company {each};client{each}@client.example" for each in range(count)))


def checked(office, data: bytes, **given) -> CompanyImport:
    """A sheet that the worker has checked."""
    brought = bring_sheet(office, data, **given)
    while brought.is_working and brought.state == "checking":
        work_imports()
        brought.refresh_from_db()
    return brought


def imported(office, data: bytes, **given) -> CompanyImport:
    brought = checked(office, data, **given)
    start_import(brought)
    while work_imports():
        pass
    brought.refresh_from_db()
    return brought


def faults_of(brought: CompanyImport) -> dict[int, list[str]]:
    return dict(brought.rows.filter(outcome="faulty").values_list("number", "faults"))
