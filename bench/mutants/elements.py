"""Changes of one element, wherever it is in a document, and where UBL's order wants a new one."""

import copy
import random
from functools import cache
from pathlib import Path

from lxml import etree

from bench.mutants import values
from bench.mutants.pool import Pool
from schakel.base import ubl_schema

_RESPONSE = Path(ubl_schema.__file__).with_name("application_response.xsd")


def delete(element: etree._Element, pool: Pool, rng: random.Random) -> None:
    element.getparent().remove(element)


def duplicate(element: etree._Element, pool: Pool, rng: random.Random) -> None:
    element.addnext(copy.deepcopy(element))


def graft(element: etree._Element, pool: Pool, rng: random.Random) -> None:
    """An element of another document, of the same name, in its place or beside it."""
    other = copy.deepcopy(rng.choice(pool.like(element)))
    if rng.random() < 0.5:
        element.addnext(other)
    else:
        element.getparent().replace(element, other)


def adopt(element: etree._Element, pool: Pool, rng: random.Random) -> None:
    """A child that others of its name have, at the place where the schema wants it."""
    around = element if len(element) else element.getparent()
    other = rng.choice(pool.like(around))
    missing = [child for child in other if around.find(child.tag) is None]
    if missing:
        insert(around, copy.deepcopy(rng.choice(missing)))


def insert(around: etree._Element, child: etree._Element) -> None:
    """Put a child where UBL's order wants it."""
    order = _orders().get(etree.QName(around).localname, {})
    rank = order.get(etree.QName(child).localname, 10_000)
    at = sum(1 for one in around if order.get(etree.QName(one).localname, 0) <= rank)
    around.insert(at, child)


@cache
def _orders() -> dict[str, dict[str, int]]:
    """Element -> its children -> their rank, from UBL's own schemas."""
    xsd = "{http://www.w3.org/2001/XMLSchema}"
    of_type: dict[str, dict[str, int]] = {}
    names: dict[str, str] = {}
    files = [
        *(ubl_schema.folder() / "maindoc").glob("*.xsd"),
        *(ubl_schema.folder() / "common").glob("*Aggregate*.xsd"),
        _RESPONSE,
    ]
    for path in files:
        tree = etree.parse(path)
        for one in tree.iterfind(f"{xsd}element"):
            names[one.get("name")] = one.get("type")
        for one in tree.iterfind(f"{xsd}complexType"):
            refs = [ref.get("ref").rpartition(":")[2] for ref in one.iterfind(f"{xsd}sequence/{xsd}element")]
            of_type[one.get("name")] = {ref: rank for rank, ref in enumerate(refs)}
    return {name: of_type[type_] for name, type_ in names.items() if type_ in of_type}


def retext(element: etree._Element, pool: Pool, rng: random.Random) -> None:
    """Another text, of the kind that the element holds, or of none."""
    if len(element):
        return
    name = etree.QName(element).localname
    common = rng.choice(pool.like(element)).text or ""
    if name.endswith("Date"):
        choices = values.DATES
    elif name.endswith("Time"):
        choices = values.TIMES
    elif name.endswith("BinaryObject"):
        choices = values.BINARIES
    elif name.endswith(("Amount", "Percent", "Quantity", "Numeric")):
        choices = (*values.NUMBERS, _moved(element.text, rng), _moved(element.text, rng), _moved(element.text, rng))
    elif name == "ChargeIndicator":
        choices = ("true", "false", "1", "0")
    elif name.endswith("TypeCode"):
        choices = values.TYPES
    elif name == "IdentificationCode":
        choices = values.COUNTRIES
    elif name in ("CompanyID", "EndpointID"):
        choices = values.IDENTIFIERS
    else:
        choices = (*values.CODES, common, common, "")
    element.text = rng.choice((rng.choice(choices), rng.choice(choices), common, rng.choice(values.TWISTED)))


def _moved(text: str | None, rng: random.Random) -> str:
    try:
        return f"{float(text or 0) + rng.choice((0.01, -0.01, 1, -1, 0.99, 0.5, 1.01, 0.02)):.2f}"
    except ValueError:
        return "1.00"


def blank(element: etree._Element, pool: Pool, rng: random.Random) -> None:
    """A blank, or what looks like one, before or after a text, in it, in its place, or in an attribute."""
    sign = rng.choice(values.BLANKS)
    for name in element.attrib if rng.random() < 0.4 else ():
        element.set(name, rng.choice((f"{sign}{element.get(name)}", f"{element.get(name)}{sign}")))
        return
    if len(element) == 0:
        text = element.text or ""
        half = len(text) // 2
        element.text = rng.choice((f"{sign}{text}", f"{text}{sign}", f"{text[:half]}{sign}{text[half:]}", sign))


def case(element: etree._Element, pool: Pool, rng: random.Random) -> None:
    """Other letters of the same word."""
    if len(element) == 0 and element.text:
        element.text = rng.choice((element.text.lower(), element.text.upper(), element.text.swapcase()))


def attribute(element: etree._Element, pool: Pool, rng: random.Random) -> None:
    """An attribute more, less or other."""
    name = rng.choice(values.ATTRIBUTES)
    if element.attrib and rng.random() < 0.6:
        name = rng.choice(list(element.attrib))
    if name in element.attrib and rng.random() < 0.3:
        del element.attrib[name]
    else:
        element.set(name, rng.choice((*values.CODES, *values.SCHEMES, "application/pdf", "text/csv", "a.pdf")))


def interrupt(element: etree._Element, pool: Pool, rng: random.Random) -> None:
    """A comment or a processing instruction before, in or after a text."""
    if len(element):
        return
    mark = etree.Comment("x") if rng.random() < 0.5 else etree.ProcessingInstruction("x", "y")
    text = element.text or ""
    at = rng.choice((0, len(text) // 2, len(text)))
    element.text, mark.tail = text[:at], text[at:]
    element.append(mark)
