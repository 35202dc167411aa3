"""The orders of a list of documents, and the indexes that serve them. What a document lacks comes before everything."""

from datetime import date
from typing import Any, Final

from django.db import models
from django.db.models import F, FloatField, Func
from django.db.models.functions import Abs, Cast, Lower
from django.utils.translation import gettext as _

NO_DAY = date(1, 1, 1)  # see DayOrFirst
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9000, 1, 1)  # between which documents are looked for


class DayOrFirst(Func):
    """The day, or the first there is: written out, for SQLite finds no index by a parameter."""

    template = "COALESCE(%(expressions)s, '0001-01-01')"
    arity = 1


class AnyDay(Func):
    """The same day, written so that no index of it is asked: for rows that are read anyway."""

    template = "COALESCE(%(expressions)s, '0001-01-01', '0001-01-01')"
    arity = 1


class AmountOrLess(Func):
    """The amount, or less than any: written out likewise."""

    template = "COALESCE(%(expressions)s, -1.0)"
    arity = 1


KEYS: Final[dict[str, Any]] = {  # name in the address = what is compared; `id` decides between equals
    "received": F("received_at"),
    "issue": DayOrFirst("issue_date"),
    "due": DayOrFirst("due_date"),
    "amount": AmountOrLess(Abs(Cast("payable", FloatField()))),  # without its sign; see AmountField for the cast
    "party": Lower("party"),
}
DEFAULT = "-received"
ORDERS = frozenset([*KEYS, *(f"-{name}" for name in KEYS)])


def indexes() -> list[models.Index]:
    """Of Document, for the orders that have none otherwise."""
    return [models.Index(key, "id", name=f"documents_by_{name}") for name, key in KEYS.items() if name != "received"]


def names() -> list[tuple[str, str]]:
    """For a choice on a page."""
    return [
        ("-received", _("last received first")),
        ("received", _("first received first")),
        ("-issue", _("newest invoice date first")),
        ("issue", _("oldest invoice date first")),
        ("due", _("first due first")),
        ("-due", _("last due first")),
        ("-amount", _("highest amount first")),
        ("amount", _("lowest amount first")),
        ("party", _("name, A to Z")),
        ("-party", _("name, Z to A")),
    ]


def columns(name: str) -> tuple[str, str]:
    """For `paging.page`, of documents that have them: see `with_keys`."""
    minus = "-" if name.startswith("-") else ""
    key = name.removeprefix("-")
    return (f"{minus}received_at" if key == "received" else f"{minus}by_{key}", f"{minus}id")


def with_keys(documents: Any) -> Any:
    """Each with `by_issue`, `by_due`, `by_amount` and `by_party`: for filters and orders. `any_issue`, `any_due` and `any_amount`
    are the same without their index."""
    keys = {f"by_{name}": key for name, key in KEYS.items() if name != "received"}
    plain = {"any_issue": AnyDay("issue_date"), "any_due": AnyDay("due_date"), "any_amount": KEYS["amount"] + 0.0}
    return documents.alias(**keys, **plain)


def shown_by(documents: Any, name: str) -> Any:
    """The same, with the key of this order in each row, which a cursor is made of."""
    key = name.removeprefix("-")
    return documents if key == "received" else documents.annotate(**{f"by_{key}": KEYS[key]})
