"""Thousands of changed documents, judged by our rules and by the official ones.

    python -m bench.fuzz_validation [how many, 20000] [seed, 1]

Prints every kind of disagreement on EN 16931 with one example; none is expected. Needs the corpus beside the
repository and the extra `reference`.
"""

import random
import sys
import time
from collections import Counter
from typing import NamedTuple

from bench.mutants import mutant
from bench.mutants.corpus import invoices
from bench.mutants.pool import Pool
from schakel.einvoice.validation import validate
from schakel.einvoice.validation.reference import ReferenceEngine


class Outcome(NamedTuple):
    """What a fuzz found."""

    kinds: Counter[str]  # of disagreements
    examples: dict[str, bytes]  # the smallest document of each
    counted: Counter[str]  # verdicts, and how often the official file stopped


def fuzz(how_many: int, *, seed: int) -> Outcome:
    """Hold our rules against the official EN 16931 file on so many changed documents."""
    rng = random.Random(seed)
    pool = Pool(invoices())
    found = Outcome(Counter(), {}, Counter())
    with ReferenceEngine() as engine:
        for _ in range(how_many):
            data = mutant(pool, rng)
            said = compared(data, engine, found.counted)
            if said:
                found.kinds[said] += 1
                found.examples[said] = min(data, found.examples.get(said, data), key=len)
    return found


def main() -> int:
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    start = time.perf_counter()
    found = fuzz(how_many, seed=int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    print(f"{how_many} documents in {time.perf_counter() - start:.0f} s: {dict(found.counted)}")
    for said, count in found.kinds.most_common(60):
        print(f"{count:6} × {said}")
        print(found.examples[said].decode(errors="replace"))
    return 1 if found.kinds else 0


def compared(data: bytes, engine: ReferenceEngine, counted: Counter[str]) -> str:
    """What the two say differently; a file that stops must be invalid with us.

    Where the schema refuses a document no rule is official: of a text that stands twice where the schema allows one, the
    attributes of one are kept, so BR-64 and its like may differ there.
    """
    ours = validate(data)
    theirs = engine.validate(data, schema=False)
    counted[ours.verdict] += 1
    if "STOP" in theirs.rules:
        counted["stopped"] += 1
        if ours.verdict == "invalid":
            return ""
        return f"reference stops, we say valid: {theirs.findings[0].figures['official'][:120]}"
    mine = {rule for rule in ours.rules if rule.startswith(("BR-", "UBL-", "XML"))}
    if "XSD" in ours.rules or mine == theirs.rules:
        return ""
    return f"only we: {sorted(mine - theirs.rules)}; only they: {sorted(theirs.rules - mine)}"


if __name__ == "__main__":
    sys.exit(main())
