"""Icons, badges, money, dates and numbers for the templates, as the reader's language writes them."""

from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_time, get_datetime_format
from django import template
from django.template.defaultfilters import capfirst
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from schakel.einvoice.formats import Formats
from schakel.hub.web import badges
from schakel.hub.web.icons import ICONS

register = template.Library()
LONGEST_ON_A_LINE = 24  # characters of a figure: a billion with its cents has 18


@register.simple_tag
def icon(name: str) -> SafeString:
    return mark_safe(f'<svg class="i" viewBox="0 0 24 24" aria-hidden="true">{ICONS[name]}</svg>')  # noqa: S308 -- our own table


@register.simple_tag
def badge(code: str, word: str) -> SafeString:
    """`{% badge invitation.state invitation.get_state_display %}`, always with a capital, wherever the word comes from."""
    look = badges.of(code)
    return format_html('<span class="state {}">{} {}</span>', look.tone, icon(look.shape), capfirst(word))


@register.simple_tag
def colon() -> str:
    """Between a word and what it is about; French has a blank before it."""
    return _(": ")


@register.filter
def money(amount: Decimal | None, currency: str = "EUR") -> str:
    return formats().money(amount, currency or "EUR")


@register.filter
def breakable(text: str) -> str:
    """A figure that no trade needs may take several lines, so that it does not push the others off the page."""
    return text if len(text) <= LONGEST_ON_A_LINE else format_html('<span class="long">{}</span>', text)


@register.filter
def number(value: Decimal | int | None) -> str:
    return "" if value is None else formats().number(Decimal(value))


@register.filter
def day(value: date | datetime | None) -> str:
    """`20 november 2026`; today and yesterday by their names."""
    if value is None:
        return ""
    on = timezone.localtime(value).date() if isinstance(value, datetime) else value
    match (timezone.localdate() - on).days:
        case 0:
            return _("today")
        case 1:
            return _("yesterday")
    return unbroken(formats().day(on))


@register.filter
def on(value: date | datetime | None) -> str:
    """`day` inside a sentence (since …, by …): a French date takes its article, `le 20 novembre 2026`."""
    text = day(value)
    return f"le\N{NO-BREAK SPACE}{text}" if get_language() == "fr" and text[:1].isdigit() else text


@register.filter
def moment(value: datetime | None) -> str:
    """`20 november 2026, 09:12`."""
    if value is None:
        return ""
    written, here = formats(), timezone.localtime(value)
    shape = str(get_datetime_format("long", locale=written.locale)).replace("'", "")
    date_first = shape.replace("{1}", unbroken(written.day(here)))
    return date_first.replace("{0}", format_time(here, "short", locale=written.locale))


def formats() -> Formats:
    """How the reader's language writes figures and days; no figure makes it fail."""
    return Formats.of(get_language() or "en")


def unbroken(text: str) -> str:
    """A date stays on one line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


@register.simple_tag
def copy_button(text: str, label: str) -> SafeString:
    return format_html(
        '<button type="button" class="button ghost" data-copy="{}" data-copied="{}" aria-label="{}">{}</button>',
        text, _("Copied"), label, icon("copy"),
    )  # fmt: skip
