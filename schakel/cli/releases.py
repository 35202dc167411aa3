"""What `schakel rules` lists: each set of rules and codes that is here, its release, and from when it holds."""

from collections.abc import Iterator
from datetime import date
from gettext import gettext as _

from schakel.cli.language import gettext_noop
from schakel.einvoice.validation import rulesets


def today() -> date:
    """The day where the command is run."""
    return date.today()  # noqa: DTZ011 - that of this machine


def ruleset_of_today() -> str:
    """The release in force."""
    return rulesets.in_force(today()).name


def releases(on: date) -> Iterator[dict[str, str]]:
    """Name in English, release, and what to know of it in the reader's language."""
    from schakel.peppol import codelists, mls_rules

    now = rulesets.in_force(on).name
    for each in rulesets.ALL:
        held = _("in force since {day}") if each.name == now else _("in force from {day}")
        parts = (
            f"BIS Billing, Self-Billing {each.billing}, EN 16931 {each.en16931}",
            _("published {day}").format(day=each.published),
            held.format(day=each.in_force),
        )
        yield {"name": gettext_noop("rules"), "release": each.name, "text": "; ".join(parts)}
    yield {"name": "Invoice Response, MLR", "release": "2026-05", "text": "T111, T71"}
    yield {"name": "Message Level Status", "release": mls_rules.RELEASE, "text": mls_rules.RULES}
    text = _("participants, documents, processes")
    yield {"name": gettext_noop("Peppol code lists"), "release": codelists.VERSION, "text": text}
    text = _("no newer release was known on this day")
    yield {"name": gettext_noop("looked up"), "release": str(rulesets.LOOKED_UP), "text": text}
