"""What `schakel rules` lists: each set of rules and codes that is here, its release, and from when it holds."""

from collections.abc import Iterator
from datetime import date

from schakel.einvoice.validation import rulesets


def today() -> date:
    """The day where the command is run."""
    return date.today()  # noqa: DTZ011 - that of this machine


def ruleset_of_today() -> str:
    """The release in force."""
    return rulesets.in_force(today()).name


def releases(on: date) -> Iterator[dict[str, str]]:
    """Name, release and what to know of it, in English."""
    from schakel.peppol import codelists, mls_rules

    now = rulesets.in_force(on).name
    for each in rulesets.ALL:
        held = "in force" if each.name == now else f"in force from {each.in_force}"
        since = f" since {each.in_force}" if each.name == now else ""
        text = f"BIS Billing and Self-Billing {each.billing}, EN 16931 {each.en16931}; published {each.published}, {held}{since}"
        yield {"name": "rules", "release": each.name, "text": text}
    yield {"name": "invoice response, MLR", "release": "2026-05", "text": "rule sets T111 and T71"}
    yield {"name": "message level status", "release": mls_rules.RELEASE, "text": f"rules {mls_rules.RULES}"}
    yield {"name": "Peppol code lists", "release": codelists.VERSION, "text": "participants, documents, processes"}
    looked = "no newer release of these was known then"
    yield {"name": "looked up", "release": str(rulesets.LOOKED_UP), "text": looked}
