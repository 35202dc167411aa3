"""The rows that were not imported, as a sheet: corrected there, it can be imported again."""

from collections.abc import Iterator

from schakel.hub.connections.company_import.columns import OF_FAULTY_SHEET, names_of
from schakel.hub.connections.models import CompanyImport, CompanyImportRow


def faulty_sheet(company_import: CompanyImport) -> tuple[list[str], Iterator[list[str]]]:
    """Headings and rows: what was brought, also in columns we do not know, with the row's number and what is wrong in front."""
    added = {column.name for column in OF_FAULTY_SHEET}
    kept = [place for place, name in enumerate(names_of(company_import.headings)) if name not in added]
    headings = [str(column.heading) for column in OF_FAULTY_SHEET] + [company_import.headings[place] for place in kept]
    rows = company_import.rows.filter(outcome=CompanyImportRow.Outcome.FAULTY).order_by("number")
    return headings, (
        [str(row.number), " ".join(row.faults), *(cell_at(row.cells, place) for place in kept)] for row in rows
    )


def cell_at(cells: list[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""
