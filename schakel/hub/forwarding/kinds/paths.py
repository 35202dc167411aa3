"""Folders and file names, for the kinds that lay files: below one place, never above it, never over another file (F10)."""

import re
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from schakel.hub.connections.models import Connection
from schakel.hub.forwarding.kinds.kind import Parcel, ParcelFile

DEEPEST = 6  # folders
PART = re.compile(r"[\w .,+&()-]{1,80}")


def parts_of(text: str) -> tuple[str, ...]:
    """`clients/0738401154/purchases` → its folders. Raises ValidationError for what leads elsewhere."""
    parts = tuple(part.strip() for part in text.strip().split("/") if part.strip())
    if "\\" in text or text.strip().startswith("/") or len(parts) > DEEPEST:
        raise ValidationError(_("Write the folder like this: clients/purchases, without a slash at the start."))
    for part in parts:
        if part.startswith(".") or not PART.fullmatch(part):
            raise ValidationError(_("%(part)s cannot be the name of a folder.") % {"part": part})
    return parts


def clean_path(text: str) -> str:
    return "/".join(parts_of(text))


def usual_folder(connection: Connection) -> str:
    """A folder for each company by its number, and in it one for purchases and one for sales."""
    company = connection.company
    return f"{company.enterprise_number or company.pk}/{connection.side}"


def names_of(file: ParcelFile, parcel: Parcel) -> tuple[str, str]:
    """Its own name, and the one it gets where other bytes lie under that; both are the same at each try (J06)."""
    path = PurePosixPath(file.name)
    return file.name, f"{path.stem}-{parcel.id[:8]}{path.suffix}"


def in_order(parcel: Parcel) -> tuple[ParcelFile, ...]:
    """The structured one last: a package that watches the folder finds the PDF beside it."""
    return tuple(reversed(parcel.files))
