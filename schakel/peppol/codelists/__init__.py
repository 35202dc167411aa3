"""The network's code lists, as OpenPeppol publishes them: which names exist and which still count.

Plain CSV beside this file; a new release replaces the files and `VERSION`. Source: OpenPeppol eDEC code lists.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files

from schakel.base.blanks import pieces
from schakel.peppol.identifiers import DocumentTypeId, ProcessId, TransportProfile

VERSION = "9.7"  # of 2 July 2026


class CodeState(Enum):
    """Deprecated: no new registrations, still receivable. Removed: no longer on the network."""

    ACTIVE = "active"
    DEPRECATED = "deprecated"
    REMOVED = "removed"


@dataclass(frozen=True)
class DocumentType:
    """A kind of document the network knows. No processes: any."""

    name: str
    id: DocumentTypeId
    state: CodeState
    processes: frozenset[str]  # values


@dataclass(frozen=True)
class ParticipantScheme:
    """Whose numbering a participant's number belongs to."""

    icd: str  # four digits
    name: str  # such as BE:EN
    country: str
    state: CodeState
    pattern: str | None  # a regular expression for the number, where the list gives one


@cache
def document_types() -> dict[DocumentTypeId, DocumentType]:
    rows = (_document_type(row) for row in _rows("document-types"))
    return {entry.id: entry for entry in rows}


@cache
def participant_schemes() -> dict[str, ParticipantScheme]:
    """By ICD."""
    rows = (_participant_scheme(row) for row in _rows("participant-schemes"))
    return {entry.icd: entry for entry in rows}


@cache
def processes() -> dict[ProcessId, CodeState]:
    return {ProcessId(row["value"], row["scheme"]): CodeState(row["state"]) for row in _rows("processes")}


@cache
def transport_profiles() -> dict[TransportProfile, CodeState]:
    return {TransportProfile(row["profile_id"]): CodeState(row["state"]) for row in _rows("transport-profiles")}


@cache
def service_provider_uses() -> dict[str, CodeState]:
    """What a service provider may register an id of its own for."""
    return {row["use_case_id"]: CodeState(row["state"]) for row in _rows("spis-use-cases")}


@cache
def countries() -> frozenset[str]:
    """ISO 3166-1 alpha-2, with the network's additions 1A and XI."""
    return frozenset(row["code"] for row in _rows("countries"))


@cache
def electronic_addresses() -> frozenset[str]:
    """Schemes (EAS) an endpoint may have in a Peppol message. Source: Peppol BIS rules 3.0.21."""
    return frozenset(row["code"] for row in _rows("electronic-addresses"))


def _document_type(row: dict[str, str]) -> DocumentType:
    allowed = frozenset(pieces(row["process_ids"])) - {"none"}
    return DocumentType(row["name"], DocumentTypeId(row["value"], row["scheme"]), CodeState(row["state"]), allowed)


def _participant_scheme(row: dict[str, str]) -> ParticipantScheme:
    label, _, rest = row["validation"].partition("RegEx: ")
    pattern = rest.split(" / ")[0].split(" ")[0] if rest and not label else None
    return ParticipantScheme(row["iso6523"], row["schemeid"], row["country"], CodeState(row["state"]), pattern)


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("schakel.peppol.codelists").joinpath(f"{name}.csv").read_text("utf-8")
    return iter(csv.DictReader(text.splitlines()))  # texts: our own table
