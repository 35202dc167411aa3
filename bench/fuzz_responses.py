"""Thousands of changed Invoice Responses, Message Level Statuses and Responses, judged by us and by the official files.

    python -m bench.fuzz_responses [how many of each kind, 2000] [seed, 1] [folder for the smallest document of each difference]

Verdict and fatal rules are compared, the schema included. Needs the corpus beside the repository, Java 17 and Maven.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import etree

from bench.mutants import RESPONSE_CHANGES, mutant
from bench.mutants.corpus import CORPUS, without_marks
from bench.mutants.pool import Pool
from interop.peers.phive import Official, Phive
from schakel.einvoice import response_rules
from schakel.einvoice.errors import EInvoiceError
from schakel.peppol import mlr, mls
from schakel.peppol.errors import PeppolError

UNREAD_ENCODING = "XML encoding"  # explained: we read those that Peppol documents use, phive reads what Java reads
KINDS = {
    "invoice_response": ("invoice-response", "invoice-response-unit"),
    "mls": ("mls",),
    "mlr": ("mlr",),
}


def documents(kind: str) -> Iterator[etree._Element]:
    """The documents of the corpus of one kind."""
    for folder in KINDS[kind]:
        files = sorted((CORPUS / folder / "docs").glob("*.xml"))
        cases = CORPUS / folder / "cases.jsonl"
        lines = cases.read_text("utf-8").split("\n") if cases.exists() else []
        written = [json.loads(line)["xml"].encode() for line in lines if line]
        for data in (*(path.read_bytes() for path in files), *written):
            root = without_marks(data)
            if root.tag.endswith("}ApplicationResponse") and len(root) > 3:
                yield root


def fatal(kind: str, data: bytes) -> frozenset[str]:
    """Which of our rules refuse it."""
    try:
        return frozenset(_JUDGES[kind](data))
    except PeppolError as error:
        return frozenset({UNREAD_ENCODING if error.detail.startswith("encoding") else f"XML {error.code}"})
    except EInvoiceError as error:
        return frozenset({f"XML {error.code}"})


_JUDGES: dict[str, Callable[[bytes], Iterator[str]]] = {
    "invoice_response": lambda data: (one.rule for one in response_rules.judge(data) if one.severity == "fatal"),
    "mls": lambda data: (one.rule for one in mls.check(data) if one.fatal),
    "mlr": lambda data: (one.rule for one in mlr.check(data) if one.fatal),
}


EXPLAINED = {
    "mls": frozenset({"SCH-MLS-09", "SCH-MLS-11", "SCH-MLS-14", "SCH-MLS-16"}),  # ours are of 1.0.1, phive's of 1.0.0
    "mlr": frozenset[str](),
    "invoice_response": frozenset({"PEPPOL-T111-R005"}),  # published with a test that cannot fail; held here
}


def is_broken_otherwise(data: bytes) -> bool:
    """In XML 1.1 a line also ends at U+0085 and U+2028, and a blank is read where 1.0, which we read, has a character."""
    return data.startswith(b'<?xml version="1.1"') and any(mark.encode() in data for mark in "\x85\u2028")


def difference(kind: str, data: bytes, ours: frozenset[str], theirs: Official) -> str:
    """What the two say differently; empty when they agree."""
    if UNREAD_ENCODING in ours or is_broken_otherwise(data):
        return ""
    if theirs.schema or "XSD" in ours or any(rule.startswith("XML") for rule in ours):
        if bool(theirs.schema) == bool("XSD" in ours or any(rule.startswith("XML") for rule in ours)):
            return ""
        return f"schema: they {theirs.schema[:1]}; we {'refuse' if ours else 'take it'} {sorted(ours)[:3]}"
    if theirs.stops:
        return "" if ours else f"only they stop: {theirs.stops[-1][:200]}"
    if (ours ^ theirs.fatal) <= EXPLAINED[kind]:
        return ""
    return f"only we {sorted(ours - theirs.fatal)}; only they {sorted(theirs.fatal - ours)}"


def main() -> int:
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    folder = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    differences: Counter[str] = Counter()
    with Phive() as phive:
        for kind in KINDS:
            pool, counted = Pool(documents(kind)), Counter[str]()
            examples: dict[str, bytes] = {}
            for _ in range(how_many):
                data = mutant(pool, rng, changes=RESPONSE_CHANGES)
                theirs = phive.judge(kind, data)
                counted[theirs.verdict] += 1
                said = difference(kind, data, fatal(kind, data), theirs)
                if said:
                    differences[f"{kind}: {said}"] += 1
                    examples[said] = min(data, examples.get(said, data), key=len)
            print(f"{kind}: {how_many} documents: {dict(counted)}", flush=True)
            for at, data in enumerate(examples.values()):
                if folder is None:
                    break
                folder.mkdir(parents=True, exist_ok=True)
                (folder / f"{kind}-{at:03}.xml").write_bytes(data)
    for said, count in differences.most_common():
        print(f"{count:6} × {said}")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
