"""What the database refuses (L03): a document goes only by a line of a confirmed list, and no line inside its period.

Whatever asks, also SQL past Django. The clock is the database's own, so that a wrong clock of the service deletes nothing.
"""

from typing import Final

from schakel.hub.documents.retention.models import YEARS
from schakel.hub.triggers import Trigger, never_emptied

KEPT: Final = "kept by law: only a confirmed deletion list deletes this"
PROOF: Final = "a proof of deletion is not changed"
DELETED = (
    "EXISTS (SELECT 1 FROM records_deletionline AS line WHERE line.document = {key} AND line.deleted_at IS NOT NULL)"
)
LATER_YEAR = {  # of issue and receipt, in Belgium, where New Year is an hour before that of UTC
    "sqlite": "max(CAST(strftime('%Y', d.received_at, '+1 hour') AS INTEGER), "
    "CAST(substr(coalesce(d.issue_date, '0001'), 1, 4) AS INTEGER))",
    "postgresql": "greatest(extract(year FROM d.received_at AT TIME ZONE 'Europe/Brussels'), extract(year FROM d.issue_date))",
}
THIS_YEAR = {
    "sqlite": "CAST(strftime('%Y', 'now', '+1 hour') AS INTEGER)",
    "postgresql": "extract(year FROM now() AT TIME ZONE 'Europe/Brussels')",
}
RULE = (
    "coalesce((SELECT rule.years FROM documents_retentionrule AS rule JOIN connections_connection AS c "  # noqa: S608 -- ours
    f"ON c.company_id = rule.company_id WHERE c.id = d.connection_id), {YEARS})"
)
ON_HOLD = "EXISTS (SELECT 1 FROM documents_legalhold AS hold WHERE hold.document_id = d.id AND hold.ended_at IS NULL)"
NOT_ONE_OF_OURS: Final = "network_transmission"  # its row stays; only what is in it goes
LINES: Final = "records_deletionline"
OF_DOCUMENTS = ("documents_event", "documents_senderpdf", "documents_legalhold", "network_answer", "network_protest")


def is_kept(vendor: str) -> str:
    """SQL: the document of this line is there, and inside its period or on hold."""
    inside = f"{LATER_YEAR[vendor]} + {RULE} >= {THIS_YEAR[vendor]}"
    return f"EXISTS (SELECT 1 FROM documents_document AS d WHERE d.id = NEW.document AND ({inside} OR {ON_HOLD}))"  # noqa: S608 -- ours


def refusal(vendor: str, condition: str, text: str) -> str:
    """The statement of a trigger that refuses what the condition says."""
    if vendor == "sqlite":
        return f"SELECT RAISE(ABORT, '{text}') WHERE {condition}"
    return f"IF {condition} THEN RAISE EXCEPTION '{text}' USING ERRCODE = 'restrict_violation'; END IF"


def guards() -> list[Trigger]:
    made = []
    for vendor in ("sqlite", "postgresql"):
        is_set = "NEW.deleted_at IS NOT NULL"
        rules = [
            ("documents_document", "DELETE", f"NOT {DELETED.format(key='OLD.id')}", KEPT),
            ("documents_document", "UPDATE OF sha256", "NEW.sha256 <> OLD.sha256", KEPT),
            (NOT_ONE_OF_OURS, "DELETE", "1 = 1", KEPT),
            *((table, "DELETE", f"NOT {DELETED.format(key='OLD.document_id')}", KEPT) for table in OF_DOCUMENTS),
            (LINES, "INSERT", is_set, PROOF),
            (LINES, "DELETE", "OLD.deleted_at IS NOT NULL", PROOF),
            (LINES, "UPDATE OF deleted_at", f"{is_set} AND {is_kept(vendor)}", KEPT),
            (LINES, "UPDATE", f"OLD.deleted_at IS NOT NULL AND ({changes(vendor)})", PROOF),
        ]
        made += [
            Trigger(name_of(table, when), table, when, refusal(vendor, condition, text), only=vendor, is_guard=True)
            for table, when, condition, text in rules
        ]
    return made + [
        never_emptied(table, KEPT) for table in ("documents_document", NOT_ONE_OF_OURS, *OF_DOCUMENTS, LINES)
    ]


def changes(vendor: str) -> str:
    """SQL: another value of what proves; the removal of its files is written down later."""
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    proving = (
        "deletion_list_id",
        "document",
        "sha256",
        "size",
        "number",
        "issuer",
        "party",
        "received_at",
        "deleted_at",
    )
    return " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in proving)


def name_of(table: str, when: str) -> str:
    """`documents_document_kept_delete`."""
    return f"{table}_kept_{when.lower().replace(' ', '_')}"
