"""What a backup holds: written last, so that a backup without one was cut short; its own hash is in it."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from schakel.hub.records.errors import RecordsError
from schakel.hub.records.facts import Facts

if TYPE_CHECKING:
    from schakel.hub.records.storage import Storage

FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True)
class StoredPart:
    """A file of the backup beside the documents, as it lies there."""

    name: str
    sha256: str  # hex
    bytes: int


@dataclass(frozen=True)
class Manifest:
    name: str  # of the backup: its moment in UTC, `2026-11-30T101500Z`
    installation: str  # whose it is, in hex
    begun_at: str  # ISO 8601
    finished_at: str
    engine: str  # sqlite, postgresql
    versions: dict[str, str]  # of schakel, python, django and the engine
    database: StoredPart
    files: StoredPart  # the list of all files of the store, `sha256sum` reads it once unpacked
    file_count: int
    facts: Facts
    secret_key: str  # fingerprint of SCHAKEL_SECRET_KEY, in hex
    is_encrypted: bool = False
    secret_key_file: StoredPart | None = None  # in an encrypted backup
    damaged: list[str] = field(default_factory=list)  # sha256 of what the store could not give: it is not in the backup
    format: int = FORMAT

    def as_json(self) -> str:
        told = {**asdict(self), "facts": self.facts.as_json()}
        return json.dumps({"sha256": hash_of(told), "manifest": told}, indent=1, sort_keys=True) + "\n"


def hash_of(told: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def read_manifest(storage: "Storage", run: str) -> Manifest:
    """Of one backup.

    Raises:
        RecordsError   cut_short: there is none; altered: it is not what was written; newer_format
    """
    path = f"{storage.address}/{run}/{NAME}"
    try:
        whole = json.loads(storage.read(f"{run}/{NAME}"))
        told = whole["manifest"]
        is_right = hash_of(told) == whole["sha256"]
    except FileNotFoundError as fault:
        text = _("The backup %(name)s was cut short: it has no manifest.") % {"name": run}
        raise RecordsError("cut_short", text) from fault
    except (ValueError, KeyError, TypeError) as fault:
        raise altered(path) from fault
    if not is_right:
        raise altered(path)
    if told["format"] != FORMAT:
        text = _("The backup %(name)s was made by a newer version of Schakel (%(version)s): use that one.")
        raise RecordsError("newer_version", text % {"name": run, "version": told["versions"]["schakel"]})
    parts = {name: StoredPart(**told[name]) for name in ("database", "files", "secret_key_file") if told.get(name)}
    return Manifest(**{**told, **parts, "facts": Facts.of_json(told["facts"])})


def altered(path: str) -> RecordsError:
    return RecordsError(
        "altered", _("%(path)s is not as it was written: it was changed, or its disk is damaged.") % {"path": path}
    )
