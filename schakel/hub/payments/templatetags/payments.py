"""How amounts are written in a small drawing, and accounts everywhere."""

from decimal import Decimal

from babel import Locale
from babel.numbers import format_currency
from django import template

from schakel.hub.payments.doubting import printed
from schakel.hub.web.templatetags.look import written_as

register = template.Library()
register.filter("iban", printed)


@register.filter
def whole(amount: Decimal) -> str:
    """Without cents, for there is little room; else as the language writes it: `€ 2.261`, `2 261 €`."""
    locale = Locale.parse(written_as())
    pattern = locale.currency_formats["standard"].pattern.replace(".00", "")
    return format_currency(amount, "EUR", locale=locale, format=pattern, currency_digits=False)
