"""Thousands of documents, each a valid one with up to three changes, judged by our rules and by the official ones.

    python bench/fuzz_validation.py [how many, 20000] [seed, 1]

Prints every kind of disagreement on EN 16931 with one example; none is expected. Needs the corpus beside the
repository and the extra `reference`.
"""

import copy
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from schakel.einvoice.validation import validate
from schakel.einvoice.validation.reference import ReferenceEngine
from schakel.einvoice.validation.schema import schema_findings

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
FOLDERS = ("peppol-bis3-examples", "en16931-examples", "vida-pilot", "gobl-ubl", "misc-open-source", "odoo-beg")
CODES = (
    *("S", "Z", "E", "AE", "K", "G", "O", "L", "M", "B", "VAT", "vat", " VAT ", "GST", "30", "58", "59", "48", "380"),
    *("381", "EUR", "USD", "XXX", "BE", "IT", "EL", "0208", "0088", "SEPA", "130", "50", "true", "false", "1", "0"),
    *("VATEX-EU-AE", "vatex-eu-ic", "ZZZ", "95", "C62", "application/pdf", "2.1", "#AAA#text", "#QQQ#x", "21", "6"),
)
NUMBERS = ("0", "0.00", "-1", "1", "100", "0.005", "12.345", "-0.00", "99999999.99", "+5", ".5", "5.", " 7 ", "0.4")
DATES = ("2024-02-29", "2020-01-01", "2030-12-31", "2024-01-01Z", "2024-01-01+14:00", " 2024-01-01 ")
ATTRIBUTES = (
    "currencyID",
    "unitCode",
    "schemeID",
    "listID",
    "mimeCode",
    "filename",
    "name",
    "languageID",
    "schemeName",
)


def bases() -> list[etree._Element]:
    """Invoices and credit notes of the corpus that follow the schema."""
    found = []
    for folder in FOLDERS:
        for path in sorted((CORPUS / folder / "docs").glob("*.[xX][mM][lL]")):
            data = path.read_bytes()
            report = validate(data)
            if len(data) < 40_000 and report.kind and "XSD" not in report.rules:
                found.append(etree.fromstring(data, etree.XMLParser(remove_comments=True, remove_pis=True)))
    return found


def changed(base: etree._Element, pool: dict[str, list[etree._Element]], rng: random.Random) -> bytes:
    """The document with one to three changes."""
    root = copy.deepcopy(base)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        elements = [one for one in root.iter() if isinstance(one.tag, str) and one is not root]
        if elements:
            rng.choice(CHANGES)(rng.choice(elements), pool, rng)
    return etree.tostring(root)


def worth_while(documents: list[etree._Element], pool: dict[str, list[etree._Element]], rng: random.Random) -> bytes:
    """A changed document; nine of ten follow the schema, for the others matter less."""
    for _ in range(20):
        data = changed(rng.choice(documents), pool, rng)
        if rng.random() < 0.1 or not schema_findings(etree.fromstring(data)):
            break
    return data


def delete(element: etree._Element, pool: dict[str, list[etree._Element]], rng: random.Random) -> None:
    element.getparent().remove(element)


def duplicate(element: etree._Element, pool: dict[str, list[etree._Element]], rng: random.Random) -> None:
    element.addnext(copy.deepcopy(element))


def graft(element: etree._Element, pool: dict[str, list[etree._Element]], rng: random.Random) -> None:
    """Put an element of another document, of the same name, in its place or beside it."""
    other = copy.deepcopy(rng.choice(pool[element.tag]))
    if rng.random() < 0.5:
        element.addnext(other)
    else:
        element.getparent().replace(element, other)


def adopt(element: etree._Element, pool: dict[str, list[etree._Element]], rng: random.Random) -> None:
    """Give it the children of another element of its name, as another sender fills it in."""
    other = rng.choice(pool[element.tag])
    for child in other:
        if element.find(child.tag) is None:
            at = sum(1 for one in element if str(one.tag) < str(child.tag)) if rng.random() < 0.2 else len(element)
            element.insert(at, copy.deepcopy(child))


def retext(element: etree._Element, pool: dict[str, list[etree._Element]], rng: random.Random) -> None:
    if len(element):
        return
    name = etree.QName(element).localname
    if "Date" in name:
        element.text = rng.choice(DATES)
    elif name.endswith(("Amount", "Percent", "Quantity", "Numeric")):
        element.text = rng.choice((rng.choice(NUMBERS), _moved(element.text, rng)))
    else:
        element.text = rng.choice(
            (rng.choice(CODES), rng.choice(pool[element.tag]).text or "", "", f" {element.text} ")
        )


def _moved(text: str | None, rng: random.Random) -> str:
    try:
        return f"{float(text or 0) + rng.choice((0.01, -0.01, 1, -1, 0.99, 0.5, 1.01, 0.02)):.2f}"
    except ValueError:
        return "1.00"


def remark(element: etree._Element, pool: dict[str, list[etree._Element]], rng: random.Random) -> None:
    name = rng.choice(ATTRIBUTES)
    if name in element.attrib and rng.random() < 0.5:
        del element.attrib[name]
    else:
        element.set(name, rng.choice(CODES))


CHANGES = (delete, duplicate, graft, adopt, adopt, retext, retext, retext, remark)


class Outcome(NamedTuple):
    """What a fuzz found."""

    kinds: Counter[str]  # of disagreements
    examples: dict[str, bytes]  # the smallest document of each
    counted: Counter[str]  # verdicts, and how often the official file stopped


def fuzz(how_many: int, *, seed: int) -> Outcome:
    """Hold our rules against the official EN 16931 file on so many changed documents."""
    rng = random.Random(seed)
    documents = bases()
    pool: dict[str, list[etree._Element]] = {}
    for document in documents:
        for element in document.iter():
            pool.setdefault(element.tag, []).append(element)
    found = Outcome(Counter(), {}, Counter())
    with ReferenceEngine() as engine:
        for _ in range(how_many):
            data = worth_while(documents, pool, rng)
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
        print(found.examples[said].decode())
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
    mine = {rule for rule in ours.rules if rule.startswith(("BR-", "UBL-"))}
    if "XSD" in ours.rules or mine == theirs.rules:
        return ""
    return f"only we: {sorted(mine - theirs.rules)}; only they: {sorted(theirs.rules - mine)}"


if __name__ == "__main__":
    sys.exit(main())
