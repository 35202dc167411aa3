"""What a document counts for is asked in one place (ADR 0240): no room works it out from what that place looks at."""

import ast
from pathlib import Path

HUB = Path(__file__).resolve().parents[2] / "schakel" / "hub"
ROOMS = ("payments", "forwarding", "network", "sales", "demonstration")
ASKED = {
    "effects",
    "which",
    "with_effect",
    "with_warning",
    "of",
    "effect_on",
    "listeners",
    "TABLE",
    "ensure",
    "bill_for",
    "record_answer",
    "record_look",
    "why_not_forwarded",
    "contest_by",
    "last_contest_day",
    "look_alikes",
    "with_rules",
}
ASKED |= {"confirmed_alone", "sentences_of", "heaviest_of", "warning_word"}  # of its warnings
NAMED = {"Bill", "BillAnswer", "Effect"}  # in signatures, and to say which answer it was


def test_no_room_asks_past_it():
    past = []
    for room in ROOMS:
        for path in (HUB / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("schakel.hub.documents.bills"):
                    past += [f"{path.name}: {each.name}" for each in node.names if each.name not in ASKED | NAMED]
                if isinstance(node, ast.keyword) and (node.arg or "").startswith(("bill__", "document__bill__")):
                    past.append(f"{path.name}: {node.arg}")
    assert past == []


def test_a_number_is_asked_for_only_where_it_was_given_or_paid_before():
    used = {path.name for path in HUB.rglob("*.py") if ".with_number_of(" in path.read_text("utf-8")}
    assert used == {"filing.py", "double_payments.py", "upload.py"}  # of the API, of uploads
