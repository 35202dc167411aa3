"""companies: the clients of an office from a sheet."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from schakel.cli.files import EXISTING_FILE, NEW_FILE, bytes_of, name_of, target_of, write_to
from schakel.cli.load import load
from schakel.cli.options import in_json, json_option, language_option, safe, stop
from schakel.einvoice.language import Words

if TYPE_CHECKING:
    from schakel.hub.connections.models import CompanyImport, Office
    from schakel.hub.people.models import User

ROW = Words("cli.companies", "row")
CHECKED = Words("cli.companies", "checked")
IMPORTED = Words("cli.companies", "imported")
WHICH_OFFICE = Words("cli.companies", "which_office")
NOT_A_MEMBER = Words("cli.companies", "not_a_member")
NOT_DONE = Words("cli.companies", "not_done")
PAUSE = 0.2  # seconds, while a worker is at it


@click.group()
def companies() -> None:
    """The client companies of an office."""
    load()


@companies.command("import")
@click.argument("file", type=EXISTING_FILE)
@click.option("--office", "office_name", help="Name or number of the office; with one office it is that one.")
@click.option("--by", "address", help="E-mail address of the member who imports; an owner of the office if absent.")
@click.option("--check", "is_check", is_flag=True, help="Only say what is wrong; import nothing.")
@click.option("--faulty", "out", type=NEW_FILE, help="Write the rows with errors to this file (.csv or .xlsx).")
@json_option
@language_option
def import_(
    file: Path,
    *,
    office_name: str | None,
    address: str | None,
    is_check: bool,
    out: Path | None,
    as_json: bool,
    lang: str,
) -> None:
    """Add companies from a sheet (CSV or XLSX). What is there already stays as it is; rows with errors are left out.

    One line for each row with errors. The exit code is 1 when there is one, 2 when the file is no sheet of companies.
    """
    from schakel.hub.connections.company_import.bring import bring_sheet, discard_import
    from schakel.hub.web.sheet_reading import UnreadableSheet

    target = target_of(file, out, "") if out else None
    office = find_office(office_name, lang)
    by, data = find_member(office, address, lang), bytes_of(file)
    try:
        brought = bring_sheet(office, data, by=by, name=name_of(file), asks_first=is_check, language=lang)
    except UnreadableSheet as fault:
        stop(in_language(fault.sentence, lang))
    work(brought)
    if brought.is_failed:
        stop(f"{NOT_DONE.said_in(lang)} {brought.last_error}")
    if target:
        write_to(target, faulty_file(brought, target, lang))
    faulty = show_result(brought, is_check=is_check, as_json=as_json, lang=lang)
    if is_check:
        discard_import(brought)
    sys.exit(1 if faulty else 0)


def work(brought: "CompanyImport") -> None:
    """Until it is done, by this process or by a worker that was faster."""
    from schakel.hub.connections.company_import.worker import work_imports

    while brought.is_working:
        if not work_imports():
            time.sleep(PAUSE)
        brought.refresh_from_db()


def show_result(brought: "CompanyImport", *, is_check: bool, as_json: bool, lang: str) -> bool:
    """Whether there are rows with errors."""
    counts = {name: brought.counts().get(name, 0) for name in ("new", "added", "here", "faulty")}
    rows = brought.rows.filter(outcome="faulty").order_by("number")
    faulty: list[dict[str, Any]] = [{"row": row.number, "name": row.name, "faults": row.faults} for row in rows]
    if as_json:
        click.echo(in_json({**counts, "rows_with_errors": faulty}))
        return bool(faulty)
    for each in faulty:
        click.echo(safe(f"{ROW.said_in(lang).format(each['row'])} {each['name']}: {' '.join(each['faults'])}"))
    number = counts["new"] if is_check else counts["added"]
    says = (CHECKED if is_check else IMPORTED).said_in(lang)
    click.echo(says.format(number, counts["here"], counts["faulty"]), err=True)
    return bool(faulty)


def faulty_file(brought: "CompanyImport", out: Path, lang: str) -> bytes:
    from django.utils import translation

    from schakel.hub.connections.company_import.faulty_sheet import faulty_sheet
    from schakel.hub.web.spreadsheet import written

    with translation.override(lang):
        headings, rows = faulty_sheet(brought)
        return written("xlsx" if out.suffix.lower() == ".xlsx" else "csv", "1", headings, rows)


def find_office(name: str | None, lang: str) -> "Office":
    from schakel.hub.connections.models import Office

    offices = Office.objects.order_by("pk")
    if name is not None:
        by_number = offices.filter(pk=int(name)) if name.isdecimal() and len(name) < 19 else offices.none()
        offices = by_number or offices.filter(name=name)
    found = list(offices[:2])
    if len(found) != 1:
        stop(WHICH_OFFICE.said_in(lang))
    return found[0]


def find_member(office: "Office", address: str | None, lang: str) -> "User":
    from schakel.hub.connections.rights import MemberRole, Right
    from schakel.hub.people.models import normal

    members = office.members.with_right(Right.ADD).select_related("user").order_by("pk")
    owners_first = sorted(members, key=lambda member: member.role != MemberRole.OWNER)
    users = [member.user for member in owners_first]
    found = [user for user in users if address is None or normal(user.email) == normal(address)]
    if not found:
        stop(NOT_A_MEMBER.said_in(lang))
    return found[0]


def in_language(sentence: Any, lang: str) -> str:
    from django.utils import translation

    with translation.override(lang):
        return str(sentence)
