"""The corpus next door: real documents with expected verdicts. Tests that need it skip where it is absent."""

import json
from pathlib import Path
from typing import Any

import pytest

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"


def lines(folder: str, name: str = "manifest.jsonl") -> list[dict[str, Any]]:
    path = CORPUS / folder / name
    if not path.exists():
        pytest.skip(f"the corpus folder {folder} is not beside the project")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def document(folder: str, line: dict[str, Any]) -> bytes:
    return (CORPUS / folder / line["file"]).read_bytes()
