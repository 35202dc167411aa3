"""How amounts are written in a small drawing."""

from decimal import Decimal

from babel.numbers import format_currency
from django import template
from django.utils.translation import get_language

register = template.Library()


@register.filter
def whole(amount: Decimal) -> str:
    """Without cents: there is little room."""
    return format_currency(
        amount, "EUR", locale=get_language() or "en", format="¤#,##0" if get_language() == "en" else "#,##0 ¤",
        currency_digits=False,
    )  # fmt: skip
