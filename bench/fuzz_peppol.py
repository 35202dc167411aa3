"""Thousands of changed documents, judged by our rules and by the official Peppol files as phive runs them.

    python -m bench.fuzz_peppol [how many, 20000] [seed, 1] [folder for the smallest document of each difference]

Verdict and rules are compared, the schema included; a difference that the table below explains is counted, any other ends
with status 1. Needs the corpus beside the repository, Java 17 and Maven.
"""

import random
import re
import sys
import time
from collections import Counter
from pathlib import Path

from lxml import etree

from bench.mutants import mutant
from bench.mutants.corpus import invoices
from bench.mutants.pool import Pool
from interop.peers.phive import Official, Phive
from schakel.einvoice.validation import Report, validate
from schakel.einvoice.validation.register import published_rules

# A sign that is no blank of XML, before the name of the specification: then it is none, and ordinary rules are asked.
FOREIGN_SIGN_BEFORE_IT = rb"CustomizationID>[^<u]*[\x80-\xff][^<u]*urn:"


def bases() -> list[etree._Element]:
    """Those of the corpus; three times those that Peppol's own rules are for."""
    found = [*invoices()]
    return [one for one in found if re.search(b"poacc:(self)?billing", etree.tostring(one))] * 3 + found


def kind_of(data: bytes, report: Report) -> str:
    """Which of the four official rule sets is asked: as the document calls itself."""
    root = "credit_note" if re.search(rb"<(\w+:)?CreditNote[\s>]", _ascii(data)) else "invoice"
    names_it = b"poacc:selfbilling:3.0" in _ascii(data) and not re.search(FOREIGN_SIGN_BEFORE_IT, data)
    return f"self_billed_{root}" if names_it else root


def _ascii(data: bytes) -> bytes:
    return data.replace(b"\0", b"")


def explained(data: bytes) -> bool:
    """Whether the page of the rules says why the two may differ: XML 1.1 has two more line ends, which libxml2 does not know."""
    return b'version="1.1"' in _ascii(data)[:100] and any(sign.encode() in data for sign in "\u0085\u2028")


def difference(ours: Report, theirs: Official) -> str:
    """What the two say differently; empty when they agree."""
    schema = bool({"XSD", "XML", "ROOT", "LIMIT"} & ours.rules)
    if theirs.schema or schema:
        if bool(theirs.schema) == schema:
            return ""
        if theirs.schema:
            return f"only their schema refuses: {theirs.schema[0][:160]}"
        said = [finding.figures for finding in ours.findings if finding.rule in ("XSD", "XML")]
        return f"only our schema refuses: {said[:1]}"
    if theirs.stops or "STOP" in ours.rules:
        if bool(theirs.stops) == ("STOP" in ours.rules):
            return ""
        if theirs.stops:
            return f"only they stop ({ours.verdict}): {theirs.stops[0][-200:]}"
        return f"only we stop: {[dict(one.figures) for one in ours.findings if one.rule == 'STOP'][:2]}"
    official = {rule for rule in ours.rules if published_rules()[rule].ruleset not in ("practice", "upcoming")}
    fatal = {finding.rule for finding in ours.fatal}
    if fatal != theirs.fatal:
        return f"fatal: only we {sorted(fatal - theirs.fatal)}; only they {sorted(theirs.fatal - fatal)}"
    if official - fatal != theirs.warnings:
        return f"warning: only we {sorted(official - fatal - theirs.warnings)}; only they {sorted(theirs.warnings - official)}"
    return ""


def main() -> int:
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    folder = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    pool, start = Pool(bases()), time.perf_counter()
    counted: Counter[str] = Counter()
    differences: Counter[str] = Counter()
    examples: dict[str, bytes] = {}
    with Phive() as phive:
        for _ in range(how_many):
            data = mutant(pool, rng)
            ours = validate(data)
            theirs = phive.judge(kind_of(data, ours), data)
            counted[theirs.verdict] += 1
            said = difference(ours, theirs)
            if said and explained(data):
                counted["differs, explained"] += 1
            elif said:
                differences[said] += 1
                examples[said] = min(data, examples.get(said, data), key=len)
    print(f"{how_many} documents in {time.perf_counter() - start:.0f} s: {dict(counted)}")
    for at, (said, count) in enumerate(differences.most_common()):
        print(f"{count:6} × {said}")
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{at:03}.xml").write_bytes(examples[said])
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
