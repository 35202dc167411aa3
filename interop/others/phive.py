"""phive: the official rule files, as most access points run them."""

from collections.abc import Iterator
from pathlib import Path

from interop.others.environments import require_java
from interop.others.handed import OURS, Handed, Row
from interop.peers.phive import RULES, Phive

NAME = f"phive ({RULES})"


def run(handed: Handed, _folder: Path) -> Iterator[Row]:
    require_java()
    documents = {
        "invoice": handed.ubl,
        "credit_note": handed.credit_note,
        "invoice_response": handed.response,
        "mls": handed.status,
    }
    with Phive() as phive:
        for kind, data in documents.items():
            found = phive.judge(kind, data)
            said = sorted(found.fatal | found.warnings) or found.schema or found.stops
            yield Row(OURS, kind.replace("_", " "), f"valid: {found.valid}{f' {said}' if said else ''}", found.valid)
