"""Bytes from a stranger → an XML tree that cannot hurt, and the few ways in which this package looks into it.

Comments and processing instructions are dropped, so `12<!--x-->34` is the one text `1234`. How it is read, and what
`Limits` holds, is in `schakel.base.xml`.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from lxml import etree

from schakel.base.blanks import BLANKS
from schakel.base.digits import day as day_of
from schakel.base.xml import Limits, Reader, XmlRefusal
from schakel.sepa.errors import SepaError

_MOMENT = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.+Z-]+")
_NUMBER = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,5})?")  # an ISO amount has 18 digits, 5 behind the point

LIMITS = Limits()


class UnsafeXml(SepaError):
    code = "unsafe_xml"


class NotXml(SepaError):
    code = "not_xml"


_READER = Reader(
    {**dict.fromkeys(XmlRefusal, UnsafeXml), XmlRefusal.NOT_WELL_FORMED: NotXml},
    big_texts=False,  # no bank sends ten megabytes in one text
)


def parse(data: bytes, *, limits: Limits = LIMITS) -> etree._Element:
    """The root element.

    Raises:
        UnsafeXml   permanent: a DOCTYPE, or more bytes, depth or nodes than `limits`
        NotXml      permanent: not well-formed, or in an encoding that is not read
    """
    return _READER.read(data, limits)


def name_of(element: etree._Element) -> tuple[str, str]:
    """Namespace and local name."""
    name = etree.QName(element)
    return name.namespace or "", name.localname


def each(element: etree._Element, path: str) -> list[etree._Element]:
    """The elements at a path of local names, in whatever namespace: `NtryDtls/TxDtls`."""
    return element.findall(_anywhere(path))


def first(element: etree._Element, *paths: str) -> etree._Element | None:
    """The element at the first of these paths that leads to one."""
    for path in paths:
        found = element.find(_anywhere(path))
        if found is not None:
            return found
    return None


@cache
def _anywhere(path: str) -> str:
    """The path in whatever namespace. All paths stand in our code, so there are few."""
    return "/".join(f"{{*}}{step}" for step in path.split("/"))


def text(element: etree._Element, *paths: str) -> str:
    """The text at the first of these paths that leads to an element; empty when none does."""
    found = first(element, *paths)
    return "" if found is None else (found.text or "").strip(BLANKS)


def number(written: str) -> Decimal | None:
    """The unsigned decimal that an amount element writes; None for anything else (`1e9`, `NaN`, `1,50`, `-1`)."""
    return Decimal(written) if _NUMBER.fullmatch(written) else None  # texts: matched beside it


def day(written: str) -> date | None:
    """The day of an `xsd:date` or `xsd:dateTime`, its time and zone left out; None for anything else."""
    try:
        return day_of(written[:10])
    except ValueError:
        return None


def moment(written: str) -> datetime | None:
    """The moment of an `xsd:dateTime`; None for anything else."""
    try:
        return datetime.fromisoformat(written) if _MOMENT.fullmatch(written) else None  # texts: matched beside it
    except ValueError:
        return None
