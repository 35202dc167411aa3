"""A ZIP of another provider: what is in it, file by file. Nothing of it is ever written under a name that it gives.

What can be counted is counted before anything is unpacked (ADR 0192): entries, and the bytes that they say they hold, which
is all that is ever read of each.
"""

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.utils.translation import gettext_lazy as _

from schakel.hub.web.language import Sentence

MOST_FILES = 25_000
LARGEST = 100 * 1024 * 1024  # bytes of one file
MOST_UNPACKED = 4 * 1024**3  # bytes of all of them
FREELY = 200 * 1024 * 1024  # bytes that may be packed as tightly as can be
TIGHTEST = 60  # times, beyond that; XML of invoices packs 5 to 20 times
START = (b"PK\x03\x04", b"PK\x05\x06")  # the second: of an empty one
_ENTRY = b"PK\x01\x02"  # of the list of entries
_OF_KIND = re.compile(r"xml|ubl|pdfs?")  # folders `xml` and `pdf`, `2024_ubl` and `2024_pdf`
_DRIVE = re.compile(r"[A-Za-z]:")
_NESTED = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz")
_PASSED_OVER = ("__macosx", ".ds_store", "thumbs.db", "desktop.ini")
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # of the others a few bytes may unpack to any number


class UnreadableZip(Exception):
    """It is refused whole. Permanent."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def sentence(self) -> Sentence:
        return SENTENCES[self.code]


SENTENCES: dict[str, Sentence] = {
    "damaged_zip": _("This ZIP is damaged or incomplete. Download it again and upload it once more."),
    "empty_zip": _("There are no files in this ZIP."),
    "locked_zip": _("This ZIP has a password. Make one without a password and upload that."),
    "crowded_zip": _("There are too many files in this ZIP: at most 25,000. Split it, for example by year."),
    "climbing_zip": _("This ZIP holds a file whose name leads out of its folder, so we do not open it."),
    "swollen_zip": _("The files in this ZIP are too large when unpacked. Split it, for example by year."),
    "nested_zip": _("There is another archive inside this ZIP. Unpack it and upload the ZIPs one by one."),
}


@dataclass(frozen=True)
class Piece:
    """One document of the archive: a file, and the PDF of the same name beside it."""

    name: str
    place: int  # in `ZipReader.entries`
    pdf: int | None = None


class ZipReader:
    """Raises UnreadableZip when it is made."""

    def __init__(self, data: bytes) -> None:
        if data.count(_ENTRY) > MOST_FILES:
            raise UnreadableZip("crowded_zip")
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(data))
        except Exception as fault:  # zipfile lets errors of many kinds through for a damaged one
            raise UnreadableZip("damaged_zip") from fault
        every = [each for each in self.archive.infolist() if not each.is_dir()]
        self.entries = [each for each in every if not is_passed_over(each.filename)]
        require_harmless(every)
        if not self.entries:
            raise UnreadableZip("empty_zip")

    def read(self, place: int) -> bytes | None:
        """None: it is damaged, packed in a way that we do not read, or too large."""
        entry = self.entries[place]
        if entry.compress_type not in METHODS or entry.file_size > LARGEST:
            return None
        try:
            with self.archive.open(entry) as file:
                return file.read()
        except Exception:  # as above
            return None

    def pieces(self) -> list[Piece]:
        """In the order of their names. A PDF goes with the XML of its name: in its folder, or in one for PDFs beside it."""
        names = [plain(entry.filename) for entry in self.entries]
        pdf_of, taken = self.pairs(names), set[int]()
        taken.update(pdf_of.values())
        order = sorted(range(len(names)), key=lambda place: names[place])
        return [Piece(names[place], place, pdf_of.get(place)) for place in order if place not in taken]

    def pairs(self, names: list[str]) -> dict[int, int]:
        """Places of XML files → of their PDFs."""
        here: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for place, name in enumerate(names):
            path = PurePosixPath(name.lower())
            stem = str(path.parent / path.stem)
            for key in dict.fromkeys((stem, f"{_OF_KIND.sub('*', str(path.parent))}/{path.stem}")):
                here[key, path.suffix].append(place)
        found: dict[int, int] = {}
        for (key, suffix), places in here.items():
            pdfs = here.get((key, ".pdf"), [])
            if suffix == ".xml" and len(places) == len(pdfs) == 1:
                found.setdefault(places[0], pdfs[0])
        return found


def plain(name: str) -> str:
    """Some programs write the folders of Windows."""
    return name.replace("\\", "/").lstrip("/") or "-"


def is_passed_over(name: str) -> bool:
    """What systems put in by themselves."""
    return any(part.startswith(("._", *_PASSED_OVER)) for part in plain(name.lower()).split("/"))


def require_harmless(entries: list[zipfile.ZipInfo]) -> None:
    """Raises UnreadableZip."""
    code = next(faults(entries), "")
    if code:
        raise UnreadableZip(code)


def faults(entries: list[zipfile.ZipInfo]) -> Iterator[str]:
    if len(entries) > MOST_FILES:
        yield "crowded_zip"
    if any(climbs(each.filename) for each in entries):
        yield "climbing_zip"
    if any(each.flag_bits & 1 for each in entries):
        yield "locked_zip"
    if any(each.filename.lower().endswith(_NESTED) for each in entries):
        yield "nested_zip"
    packed, unpacked = sum(each.compress_size for each in entries), sum(each.file_size for each in entries)
    if unpacked > MOST_UNPACKED or unpacked > FREELY + TIGHTEST * packed:
        yield "swollen_zip"


def climbs(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return not parts[0] or ".." in parts or bool(_DRIVE.match(name)) or "\0" in name
