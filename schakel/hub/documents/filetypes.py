"""What a file is, told by its own bytes: nothing a sender says about it is believed (C01, C02)."""

import re
import unicodedata

PDF, PNG, JPEG, CSV = "application/pdf", "image/png", "image/jpeg", "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
UNKNOWN = "application/octet-stream"

SPREADSHEET_PARTS = (b"[Content_Types].xml", b"xl/", b"_rels/.rels", b"docProps/")
LOOKED_AT = 4096  # bytes from the start
LONGEST_NAME = 100  # characters
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")  # on Windows


def type_of(start: bytes) -> str:
    """One of the six types that an invoice may carry (BT-125), or UNKNOWN. `start` is at least its first 4 KiB."""
    if start.startswith(b"%PDF-"):
        return PDF
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if start.startswith(b"\xff\xd8\xff"):
        return JPEG
    if start.startswith(b"PK\x03\x04"):
        return type_of_zip(start[30:LOOKED_AT])
    return CSV if looks_like_table(start[:LOOKED_AT]) else UNKNOWN


def type_of_zip(first_name: bytes) -> str:
    if first_name.startswith(b"mimetype" + ODS.encode()):
        return ODS
    return XLSX if first_name.startswith(SPREADSHEET_PARTS) else UNKNOWN


def looks_like_table(start: bytes) -> bool:
    """Plain text with a separator in its first line, and nothing that a browser could take for a page."""
    text = start.decode("utf-8-sig", errors="replace") if start else ""
    if "<" in text or any(unicodedata.category(c) == "Cc" and c not in "\r\n\t" for c in text):
        return False
    return any(separator in text.partition("\n")[0] for separator in ";,\t")


def safe_name(name: str, *, otherwise: str) -> str:
    """A file name that is only a name (C04): no folder, no control or direction character, no device, not long."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(
        " " if c.isspace() else c for c in last if not unicodedata.category(c).startswith("C") or c.isspace()
    )
    plain = re.sub(r'[<>:"|?*]', "_", " ".join(plain.split())).strip(". ")
    if not plain:
        return otherwise
    if RESERVED.fullmatch(plain):
        plain = f"_{plain}"
    stem, dot, ending = plain.rpartition(".")
    if len(plain) <= LONGEST_NAME:
        return plain
    return f"{stem[: LONGEST_NAME - 11]}.{ending[:10]}" if dot and stem else plain[:LONGEST_NAME]
