"""How documents are written in lists: strangers' text made visible and cut, short days, what an amount means."""

from datetime import date

from django import template

from schakel.einvoice.render.visible import cut, visible
from schakel.hub.web.templatetags.look import formats, unbroken

register = template.Library()


@register.filter
def shown(text: str, longest: int = 60) -> str:
    """For a list: `{{ document.party|shown }}`, `{{ document.number|shown:30 }}`."""
    return visible(cut(text, longest))


@register.filter
def short_day(value: date | None) -> str:
    """`20 nov 2026`."""
    return unbroken(formats().day(value, shape="medium"))
