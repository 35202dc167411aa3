"""How amounts are written in a small drawing, and accounts everywhere."""

from decimal import Decimal

from django import template

from schakel.base.iban import compact, is_iban, printed
from schakel.hub.web.templatetags.formatting import formats

register = template.Library()


@register.filter
def iban(number: str) -> str:
    """As people read it; what is none, as it is written."""
    return printed(compact(number)) if is_iban(compact(number)) else number[:40]


@register.filter
def whole(amount: Decimal) -> str:
    """Without cents, for there is little room; else as the language writes it: `€ 2.261`, `2 261 €`."""
    return formats().short_money(amount, "EUR")
