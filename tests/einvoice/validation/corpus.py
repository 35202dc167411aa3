"""The official cases that stand beside the repository; a test that needs them is skipped where they are absent."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
DOCUMENTS = (
    "en16931-examples",
    "gobl-ubl",
    "misc-open-source",
    "odoo-beg",
    "peppol-bis3-examples",
    "ublbe",
    "vida-pilot",
    "xrechnung-testsuite",
    "zugferd-corpus-ubl",
)


@cache
def cases(folder: str) -> list[dict[str, Any]]:
    """The cases of a folder, each with its document as text."""
    return list(_lines(CORPUS / folder / "cases.jsonl"))


@cache
def documents(folder: str) -> list[dict[str, Any]]:
    """What is known of each invoice and credit note of a folder that the official rules have judged."""
    return [one for one in _lines(CORPUS / folder / "manifest.jsonl") if one.get("root") in ("Invoice", "CreditNote")]


def content(folder: str, document: dict[str, Any]) -> bytes:
    """The bytes of one of its documents."""
    return (CORPUS / folder / document["file"]).read_bytes()


def example(name: str = "billing-base-example") -> bytes:
    """An official example of BIS Billing."""
    path = CORPUS / "peppol-bis3-examples" / "docs" / f"{name}.xml"
    if not path.exists():
        pytest.skip("the corpus is not there")
    return path.read_bytes()


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        pytest.skip(f"the corpus is not there: {path.name} of {path.parent.name}")
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
