"""Checks an exported log without Schakel: python verify_log.py log.jsonl"""

import hashlib
import json
import sys
from pathlib import Path

last, before = 0, "0" * 64
with Path(sys.argv[1]).open(encoding="utf-8") as file:
    for line in file:
        row = json.loads(line)
        position, digest = row.pop("position"), row.pop("hash")
        text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        if hashlib.sha256(text.encode()).hexdigest() != digest:
            sys.exit(f"row {position} was changed")
        if position != last + 1 or row["previous"] != before:
            sys.exit(f"row {position} does not follow row {last}")
        last, before = position, digest
print(f"{last} rows, each as it was written; the last has the hash {before}")
