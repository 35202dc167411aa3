"""Prices, units and VAT by name, as a seller reads them."""

from decimal import Decimal

from django import template
from django.utils.translation import get_language

from schakel.einvoice.belgium import StructuredCommunication
from schakel.einvoice.render.codes import unit_name
from schakel.hub.sales.drafts.vat import TREATMENTS
from schakel.hub.web.templatetags.formatting import formats
from schakel.sepa.iban import Iban

register = template.Library()


@register.filter
def price(amount: Decimal | None) -> str:
    """In euro; with more than two decimals when it has them: `€ 0,0125`."""
    return formats().money(amount, "EUR")


@register.filter
def unit(code: str) -> str:
    return unit_name(code, Decimal(1), get_language() or "en")


@register.filter
def treatment(key: str) -> str:
    known = TREATMENTS.get(key)
    return str(known.label) if known else key


@register.filter
def iban(compact: str) -> str:
    """In groups of four."""
    return str(Iban(compact))


@register.filter
def reference(digits: str) -> str:
    """What goes in the structured field, as it is printed: `+++090/9337/55493+++`, or an RF reference."""
    return str(StructuredCommunication(digits)) if digits.isdigit() else digits
