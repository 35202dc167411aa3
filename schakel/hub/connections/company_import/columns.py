"""The columns of a sheet of companies: what this room reads, and what rooms above it do."""

from functools import cache

from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.company_import.column_sets import column_sets
from schakel.hub.web.sheet_columns import SheetColumn, heading_key, names_by_heading

NUMBERS = ("number", "vat_number")
OWN_COLUMNS = (
    SheetColumn(
        "number",
        _("Enterprise number"),
        _("Ten digits, for example 0407.214.017. A sheet needs this column or the VAT number."),
        ("KBO", "KBO-nummer", "BCE", "Numéro BCE", "Numéro d'entreprise", "Enterprise or VAT number", "CBE"),
    ),
    SheetColumn(
        "vat_number",
        _("VAT number"),
        _("For example BE0407214017."),
        ("BTW", "BTW nr", "BTW-nr.", "TVA", "N° TVA", "No TVA", "VAT", "USt-IdNr.", "MwSt-Nummer"),
    ),
    SheetColumn(
        "name",
        _("Name"),
        _("Can be empty where we find the name by the number."),
        ("Naam van het bedrijf", "Bedrijfsnaam", "Nom de l'entreprise", "Company", "Firma", "Dossier", "Client"),
    ),
    SheetColumn(
        "email",
        _("E-mail address"),
        _("Of the client: the invitation goes there."),
        ("E-mail", "Mail", "Mailadres", "Adresse e-mail", "Courriel", "E-Mail-Adresse"),
    ),
    SheetColumn(
        "phone",
        _("Telephone"),
        _("With the country in front, for example +32 470 12 34 56."),
        ("Tel", "Tel.", "Gsm", "Mobile", "Téléphone", "Telefoonnummer", "Phone"),
    ),
    SheetColumn(
        "language",
        _("Language"),
        _("Of the client: nl, fr, en or de. Empty: the language of your office."),
        ("Taal", "Langue", "Sprache"),
    ),
    SheetColumn(
        "responsible",
        _("Responsible member"),
        _("A member of your office, by e-mail address or full name."),
        ("Dossierbeheerder", "Gestionnaire", "Responsible", "Sachbearbeiter"),
    ),
    SheetColumn(
        "mandate_given_on",
        _("Mandate given on"),
        _("The day of the engagement letter or mandate, for example 30/11/2026; the client still confirms it."),
        ("Mandaat", "Mandat", "Mandate"),
    ),
    SheetColumn("note", _("Note"), _("Only your office reads it."), ("Nota", "Notitie", "Remarque", "Bemerkung")),
)
OF_FAULTY_SHEET = (
    SheetColumn("row_number", _("Row in the file")),
    SheetColumn("faults", _("What is wrong")),
)  # what the sheet of faulty rows has beside them; passed over when it comes back


def all_columns() -> list[SheetColumn]:
    """As the template has them."""
    return [*OWN_COLUMNS, *(column for each in column_sets for column in each.columns)]


@cache
def known_headings() -> dict[str, str]:
    return names_by_heading([*all_columns(), *OF_FAULTY_SHEET])


def names_of(headings: list[str]) -> list[str]:
    """The column of each heading, "" for one that nobody knows."""
    known = known_headings()
    return [known.get(heading_key(heading), "") for heading in headings]
