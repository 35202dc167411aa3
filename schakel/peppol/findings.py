"""Rules that spoke about a message of the network."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MessageFinding:
    """One rule, known by its public id, and where it spoke (a path, empty for the whole)."""

    rule: str
    place: str = ""
    fatal: bool = True


def is_valid(findings: tuple[MessageFinding, ...]) -> bool:
    return not any(finding.fatal for finding in findings)
