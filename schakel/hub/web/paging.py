"""Keyset paging: a page starts after the last row seen, so that page 10,000 costs what page 1 costs.

A cursor is the sort values of that row, readable and harmless: it only says where to start in what the reader may reach
anyway, and a forged one is a first page (I07).
"""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

LARGEST = 200  # rows
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Page(Generic[M]):
    rows: list[M]
    next: str  # the cursor of the page after this one; empty on the last page
    is_lost: bool = False  # the cursor was none of this list: it is the first page


def page(
    rows: QuerySet[M], *, order: tuple[str, ...], after: str = "", size: int = 50, keys_first: bool = False
) -> Page[M]:
    """The rows after the cursor. `order` names columns as order_by does, all in one direction, ending in a unique one.

    `keys_first`: which rows these are is asked before they are read, so that a database that sorts joins nothing to the rows
    it does not show.
    """
    size = max(1, min(size, LARGEST))
    ordered, read = rows.order_by(*order), by_keys if keys_first else list
    found, is_lost = after_cursor(ordered, order, after, size, read=read), False
    if found is None:
        found, is_lost = read(ordered[: size + 1]), bool(after)
    more = len(found) > size
    return Page(found[:size], closed(found[size - 1], order) if more else "", is_lost)


def after_cursor(
    ordered: QuerySet[M], order: tuple[str, ...], cursor: str, size: int, *, read: Callable[[QuerySet[M]], list[M]]
) -> list[M] | None:
    """None: there is no cursor, or it is none of this order."""
    values = opened(cursor)
    if not values or len(values) != len(order):
        return None
    try:
        return read(ordered.filter(beyond(order, values))[: size + 1])
    except (ValueError, TypeError, ValidationError):
        return None


def around(rows: QuerySet[M], row: M, *, order: tuple[str, ...]) -> tuple[M | None, M | None]:
    """The rows before and after this one. It needs the columns of the order, and need not be among them."""
    back = tuple(column[1:] if column.startswith("-") else f"-{column}" for column in order)
    cursor = closed(row, order)
    found = (page(rows, order=each, after=cursor, size=1).rows for each in (back, order))
    before, after = (each[0] if each else None for each in found)
    return before, after


def cursor_near(rows: QuerySet[M], row: M, *, order: tuple[str, ...], size: int, lead: int) -> str:
    """Where a page begins that has this row on it, with `lead` rows before it; empty while it is on the first page."""
    back = tuple(column[1:] if column.startswith("-") else f"-{column}" for column in order)
    before = page(rows, order=back, after=closed(row, order), size=size).rows
    return closed(before[lead], order) if len(before) == size else ""


def by_keys(rows: QuerySet[M]) -> list[M]:
    keys = list(rows.values_list("pk", flat=True))
    found = rows.model._base_manager.none() if not keys else unsliced(rows).filter(pk__in=keys)
    by_key = {row.pk: row for row in found}
    return [by_key[key] for key in keys if key in by_key]


def unsliced(rows: QuerySet[M]) -> QuerySet[M]:
    whole = rows.all()
    whole.query.clear_limits()
    return whole.order_by()


def beyond(order: tuple[str, ...], values: list[Any]) -> Q:
    """(a, b) after (x, y): a after x, or a equal to x and b after y. That a is not before x is said apart, so that the
    database goes straight to where the page begins."""
    begin = "lte" if order[0].startswith("-") else "gte"
    condition = Q()
    for place, column in enumerate(order):
        name, side = column.lstrip("-"), "lt" if column.startswith("-") else "gt"
        equal = {c.lstrip("-"): v for c, v in zip(order[:place], values[:place], strict=True)}
        condition |= Q(**equal, **{f"{name}__{side}": values[place]})
    return Q(**{f"{order[0].lstrip('-')}__{begin}": values[0]}) & condition


def closed(row: Model, order: tuple[str, ...]) -> str:
    values = []
    for column in order:
        value: Any = row
        for part in column.lstrip("-").split("__"):
            value = getattr(value, part)
        values.append(value.isoformat() if isinstance(value, date) else value)
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def opened(cursor: str) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return []
    return values if isinstance(values, list) and all(isinstance(v, str | int | float) for v in values) else []
