"""Files in the layout of KBO Open Data, with enterprises that do not exist."""

import csv
import io
import zipfile
from pathlib import Path

HEADINGS = {
    "meta.csv": ["Variable", "Value"],
    "enterprise.csv": [
        "EnterpriseNumber", "Status", "JuridicalSituation", "TypeOfEnterprise", "JuridicalForm", "JuridicalFormCAC", "StartDate",
    ],
    "denomination.csv": ["EntityNumber", "Language", "TypeOfDenomination", "Denomination"],
    "address.csv": [
        "EntityNumber", "TypeOfAddress", "CountryNL", "CountryFR", "Zipcode", "MunicipalityNL", "MunicipalityFR", "StreetNL",
        "StreetFR", "HouseNumber", "Box", "ExtraAddressInfo", "DateStrikingOff",
    ],
}  # fmt: skip


def dotted(number: str) -> str:
    return f"{number[:4]}.{number[4:7]}.{number[7:]}"


def company(number: str) -> list[str]:
    return [dotted(number), "AC", "000", "2", "014", "", "01-01-2000"]


def name(number: str, text: str, *, language: str = "2", kind: str = "001") -> list[str]:
    return [dotted(number), language, kind, text]


def seat(number: str, *, nl: str = "Gent", fr: str = "Gand", kind: str = "REGO", country: str = "") -> list[str]:
    return [dotted(number), kind, country, country, "9000", nl, fr, "Veldstraat", "Veldstraat", "1", "A", "", ""]


def extract_file(
    path: Path, *, rows: dict[str, list[list[str]]], number: int = 140, day: str = "01-11-2026", kind: str = "full"
) -> Path:
    meta = [
        ["SnapshotDate", day],
        ["ExtractTimestamp", f"{day} 08:00:00"],
        ["ExtractType", kind],
        ["ExtractNumber", f"{number}"],
    ]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for part, headings in HEADINGS.items():
            out = io.StringIO(newline="")
            writer = csv.writer(out, quoting=csv.QUOTE_ALL)
            writer.writerows([headings, *({"meta.csv": meta} | rows).get(part, [])])
            made.writestr(part, out.getvalue())
    return path


def of_names(names: dict[str, str]) -> dict[str, list[list[str]]]:
    return {
        "enterprise.csv": [company(number) for number in names],
        "denomination.csv": [name(number, text) for number, text in names.items()],
        "address.csv": [seat(number) for number in names],
    }
