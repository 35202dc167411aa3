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
    company_import = bring_sheet(office, data, **given)
    while company_import.is_working and company_import.state == "checking":
        work_imports()
        company_import.refresh_from_db()
    return company_import


def imported(office, data: bytes, **given) -> CompanyImport:
    company_import = checked(office, data, **given)
    start_import(company_import)
    while work_imports():
        pass
    company_import.refresh_from_db()
    return company_import


def faults_of(company_import: CompanyImport) -> dict[int, list[str]]:
    return dict(company_import.rows.filter(outcome="faulty").values_list("number", "faults"))
