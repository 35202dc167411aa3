"""How amounts are written in a small drawing, and accounts everywhere."""

from decimal import Decimal

from django import template

from schakel.hub.payments.payment_warnings import printed
from schakel.hub.web.templatetags.formatting import formats

register = template.Library()
register.filter("iban", printed)


@register.filter
def whole(amount: Decimal) -> str:
    """Without cents, for there is little room; else as the language writes it: `€ 2.261`, `2 261 €`."""
    return formats().short_money(amount, "EUR")
