"""A parcel becomes files in the office's folder: written aside, on the disk for certain, then named. Never over another one,
and through no link that somebody laid there (F10)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError

from schakel.file_permissions import share_file, share_folder
from schakel.hub.forwarding.kinds.kind import Outcome, Parcel, ParcelFile, Place, Result
from schakel.hub.forwarding.kinds.paths import in_order, names_of, parts_of

OFFICE = "office-{pk}"


class NameTaken(Exception):
    """Permanent: other bytes lie under both names."""


def send(parcel: Parcel, to: Place) -> Outcome:
    if not settings.FORWARDING_FOLDER:
        return Outcome(Result.FAILED, "not_here")
    try:
        with open_folder((OFFICE.format(pk=to.forwarder.office_id), *parts_of(to.address))) as folder:
            for file in in_order(parcel):
                place_file(file, parcel, folder)
            os.fsync(folder)
    except NameTaken:
        return Outcome(Result.FAILED, "name_taken")
    except (NotADirectoryError, PermissionError, ValidationError) as fault:
        return Outcome(Result.FAILED, "folder", detail=str(fault))
    except OSError as fault:  # a full disk, a share that is away
        return Outcome(Result.LATER, "folder", detail=str(fault), is_down=True)
    return Outcome.sent()


@contextmanager
def open_folder(parts: tuple[str, ...]) -> Iterator[int]:
    """The folder, opened; made where it is missing. A link on the way is not followed."""
    root = Path(settings.FORWARDING_FOLDER)
    root.mkdir(parents=True, exist_ok=True)
    here = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in parts:
            here = open_subfolder(part, here)
        yield here
    finally:
        os.close(here)


def open_subfolder(name: str, above: int) -> int:
    """The folder of this name, which is closed in turn for the one above. A new one has the rights of the one above."""
    try:
        os.mkdir(name, dir_fd=above)
    except FileExistsError:
        is_new = False
    else:
        is_new = True
    inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=above)
    if is_new:
        share_folder(inner, above)
    os.close(above)
    return inner


def place_file(file: ParcelFile, parcel: Parcel, folder: int) -> None:
    """Raises NameTaken. What lies there already with the same bytes is left so: it was laid before a crash (J06)."""
    temporary = f".{parcel.id}.part"
    for name in names_of(file, parcel):
        if is_same(name, file.data, folder):
            return
        write_file(temporary, file.data, folder)
        try:
            os.link(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)  # unlike a rename, never over what is there
        except FileExistsError:
            continue
        finally:
            os.unlink(temporary, dir_fd=folder)
        return
    raise NameTaken(file.name)


def write_file(name: str, data: bytes, folder: int) -> None:
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)
    with os.fdopen(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=folder), "wb") as out:
        share_file(out.fileno(), folder)
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def is_same(name: str, data: bytes, folder: int) -> bool:
    try:
        with os.fdopen(os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=folder), "rb") as there:
            return there.read(len(data) + 1) == data
    except OSError:
        return False
