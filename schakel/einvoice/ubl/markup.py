"""UBL as text: elements that are left out when there is nothing in them."""

import re
from datetime import date
from decimal import Decimal

from schakel.einvoice.errors import EInvoiceError
from schakel.einvoice.model import Identifier

_SPACE = " \t\r\n"
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = _TEXT | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})
_MARKED = re.compile("[&<>\r]")


class NotWritable(EInvoiceError):
    """A text holds a character that XML cannot carry, such as NUL."""

    code = "not_writable"


def cac(name: str, *parts: str) -> str:
    """A group; "" when all its parts are."""
    inside = "".join(parts)
    return f"<cac:{name}>{inside}</cac:{name}>" if inside else ""


def cbc(name: str, text: str, *attributes: tuple[str, str]) -> str:
    """A value with those of its attributes that have one; "" when the text is blank."""
    stripped = text.strip(_SPACE)
    if not stripped:
        return ""
    return f"{opening(name, *attributes)}{escaped(stripped)}</cbc:{name}>"


def opening(name: str, *attributes: tuple[str, str]) -> str:
    """The start tag of a value."""
    if not attributes:
        return f"<cbc:{name}>"
    marks = "".join(f' {key}="{_attribute(value)}"' for key, value in attributes if value)
    return f"<cbc:{name}{marks}>"


def identifier(name: str, value: Identifier | None) -> str:
    return cbc(name, value.value, ("schemeID", value.scheme)) if value else ""


def number(name: str, value: Decimal | None, *attributes: tuple[str, str]) -> str:
    """All the decimals that the number has, never an exponent."""
    return "" if value is None else cbc(name, f"{value:f}", *attributes)


def amount(name: str, value: Decimal | None, currency: str) -> str:
    return number(name, value, ("currencyID", currency))


def day(name: str, value: date | None) -> str:
    return "" if value is None else f"<cbc:{name}>{value.isoformat()}</cbc:{name}>"


def escaped(text: str) -> str:
    """Raises NotWritable."""
    _refuse_other_characters(text)
    return text.translate(_TEXT) if _MARKED.search(text) else text


def _attribute(text: str) -> str:
    _refuse_other_characters(text)
    return text.translate(_ATTRIBUTE)


def _refuse_other_characters(text: str) -> None:
    if found := _NOT_XML.search(text):
        raise NotWritable(f"U+{ord(found[0]):04X}")
