"""Icons, states, money, dates and numbers for the templates, as the reader's language writes them."""

from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_time, get_datetime_format
from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from schakel.einvoice.formats import Formats

register = template.Library()
LONGEST_ON_A_LINE = 24  # characters of a figure: a billion with its cents has 18

ICONS = {
    "link": '<path d="M9 15l6-6M10.5 6.5l1.8-1.8a4.2 4.2 0 016 6l-1.8 1.8M13.5 17.5l-1.8 1.8a4.2 4.2 0 01-6-6l1.8-1.8"/>',
    "todo": '<path d="M4 6h10M4 12h7M4 18h7M15 16l2 2 4-4"/>',
    "docs": '<path d="M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5"/>',
    "send": '<path d="M21 3L10 14M21 3l-7 18-4-7-7-4z"/>',
    "out": '<path d="M4 12h14M13 6l6 6-6 6"/>',
    "in": '<path d="M12 4v11M7 11l5 5 5-5M5 20h14"/>',
    "up": '<path d="M12 20V9M7 13l5-5 5 5M5 4h14"/>',
    "more": '<circle cx="5" cy="12" r="1.2"/><circle cx="12" cy="12" r="1.2"/><circle cx="19" cy="12" r="1.2"/>',
    "ok": '<path d="M5 12.5l4.5 4.5L19 7"/>',
    "ring": '<circle cx="12" cy="12" r="7"/>',
    "half": '<circle cx="12" cy="12" r="7"/><path d="M12 5a7 7 0 010 14z" fill="currentColor"/>',
    "no": '<path d="M7 7l10 10M17 7L7 17"/>',
    "clock": '<circle cx="12" cy="12" r="8"/><path d="M12 8v4l3 2"/>',
    "back": '<path d="M9 7L4 12l5 5M4 12h11a5 5 0 010 10h-2"/>',
    "office": '<path d="M4 21V7l8-4 8 4v14M9 21v-5h6v5M9 10h.01M15 10h.01"/>',
    "copy": '<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5 15V5h10"/>',
    "warn": '<path d="M12 4l9 16H3zM12 10v4M12 17h.01"/>',
    "mail": '<path d="M4 6h16v12H4zM4 7l8 6 8-6"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 21c1-5 4-7 8-7s7 2 8 7"/>',
    "edit": '<path d="M4 20h4L20 8l-4-4L4 16zM13 7l4 4"/>',
    "search": '<circle cx="11" cy="11" r="6"/><path d="M20 20l-4.5-4.5"/>',
    "pay": '<path d="M3 7h18v11H3zM3 11h18M7 15h4"/>',
    "lock": '<path d="M6 11h12v9H6zM9 11V8a3 3 0 016 0v3"/>',
}

STATES = {  # a state's tone and shape; a state is a word with a shape, never a colour alone
    "not_shared": ("", "ring"),
    "invited": ("wait", "half"),
    "accepted": ("good", "ok"),
    "declined": ("bad", "no"),
    "expired": ("bad", "clock"),
    "withdrawn": ("", "back"),
    "ended": ("", "no"),
    "to_pay": ("wait", "half"),
    "overdue": ("bad", "clock"),
    "paid": ("good", "ok"),
    "expected": ("wait", "half"),
    "in_file": ("wait", "send"),
    "partly_paid": ("wait", "half"),
    "later": ("", "clock"),
    "archived": ("", "ok"),
    "not_to_pay": ("", "ring"),
    "waiting": ("wait", "clock"),
    "ready": ("good", "out"),
    "taken": ("good", "in"),
    "executed": ("good", "ok"),
    "money_back": ("good", "back"),
    "new": ("wait", "ring"),
    "read": ("", "ok"),
    "filed": ("good", "ok"),
    "invalid": ("bad", "warn"),
    "refused": ("bad", "no"),
    "queued": ("wait", "clock"),
    "sent": ("good", "send"),
    "failed": ("bad", "warn"),
    "confirmed": ("good", "ok"),
    "rejected": ("bad", "no"),
    "answered": ("wait", "back"),
    "mandate": ("wait", "half"),
    "wanted": ("wait", "clock"),
    "registered": ("good", "ok"),
    "elsewhere": ("bad", "warn"),
    "leaving": ("wait", "clock"),
    "unregistered": ("", "ring"),
    "held": ("", "no"),
    "elsewhere_sent": ("", "out"),
    "changed": ("wait", "edit"),
    "same": ("", "ok"),
    "faulty": ("bad", "warn"),
    "done": ("good", "ok"),
    "lapsed": ("", "clock"),
    "on": ("good", "ok"),
    "off": ("", "ring"),
}


@register.simple_tag
def icon(name: str) -> SafeString:
    path = ICONS[name]
    return mark_safe(f'<svg class="i" viewBox="0 0 24 24" aria-hidden="true">{path}</svg>')  # noqa: S308 -- our own table


@register.simple_tag
def badge(code: str, word: str) -> SafeString:
    """`{% badge invitation.state invitation.get_state_display %}`"""
    tone, shape = STATES[code]
    return format_html('<span class="state {}">{} {}</span>', tone, icon(shape), word)


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
