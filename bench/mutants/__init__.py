"""Documents that are like real ones but for a few changes: what a fuzz hands to the judges.

The changes know UBL's order of elements, so that most documents still follow the schema and reach the rules. They vary
whom a rule is for (process, specification, countries, representatives, schemes of identifiers), codes, amounts, dates,
attachments, blanks and signs that are no blanks, and the writing of the XML itself.
"""

import copy
import random

from lxml import etree

from bench.mutants import invoices
from bench.mutants.elements import adopt, attribute, blank, case, delete, duplicate, graft, interrupt, retext
from bench.mutants.pool import Change, Pool
from bench.mutants.writings import WRITINGS

# how often a change is named is how often it is made
WHOLE: tuple[Change, ...] = (
    *[invoices.process] * 2,
    *[invoices.countries] * 4,
    invoices.representative,
    *[invoices.identify] * 2,
    *[invoices.pay] * 2,
    invoices.refer,
    *[invoices.register] * 2,
    *[invoices.discount] * 2,
)
ANYWHERE: tuple[Change, ...] = (
    *(delete, duplicate, graft, case, interrupt),
    *[adopt] * 2,
    *[retext] * 3,
    *[blank] * 2,
    *[attribute] * 2,
)
INVOICE_CHANGES = (*WHOLE, *ANYWHERE, adopt, retext)
RESPONSE_CHANGES = (*ANYWHERE, graft, invoices.identify)


def mutant(pool: Pool, rng: random.Random, *, changes: tuple[Change, ...] = INVOICE_CHANGES) -> bytes:
    """One document with one to four changes, and one of six with an odd way of writing."""
    root = copy.deepcopy(rng.choice(pool.documents))
    for _ in range(rng.choice((1, 1, 2, 2, 3, 4))):
        change = rng.choice(changes)
        inside = [one for one in root.iter(etree.Element) if one is not root]
        change(root if change in WHOLE else rng.choice(inside), pool, rng)
    data = etree.tostring(root, encoding="UTF-8")
    return rng.choice(WRITINGS)(data, rng) if rng.random() < 1 / 6 else data
