"""The judge of one document: collects what the rules say, and what they have to add up over all lines."""

from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from lxml import etree

from schakel.base.blanks import BLANKS
from schakel.einvoice.validation.facts import Facts
from schakel.einvoice.validation.numbers import decimals
from schakel.einvoice.validation.outside import unusual_marks
from schakel.einvoice.validation.reading import Group, Step
from schakel.einvoice.validation.register import severity_of
from schakel.einvoice.validation.report import Finding
from schakel.einvoice.validation.rulesets import RULESETS, RuleSet, named, to_come_after
from schakel.einvoice.validation.terms import term_at

MOST_OF_A_RULE = 1_000
NEXT = "PEPPOL-NEXT"  # a rule of the release to come would refuse this

Taxed = tuple[tuple[str, str | None], ...]  # code and rate of each VAT category of a line, as they stand


class Tally:
    """What is added up while reading: over all lines, and over elements that may stand anywhere."""

    def __init__(self) -> None:
        self.lines = {"InvoiceLine": 0, "CreditNoteLine": 0}
        self.nets: dict[tuple[str, Taxed], Decimal] = defaultdict(Decimal)  # of all lines, by their kind and VAT
        self.used: set[tuple[str, str, bool]] = set()  # place of a VAT category, its code, whether its scheme is VAT
        self.raw: set[tuple[str, str]] = set()  # the same, code as it stands
        self.taxed: set[tuple[str, Decimal]] = set()  # code and rate of allowances and charges anywhere
        self.countries: set[str] = set()
        self.payment_ids: set[str] = set()
        self.payment_codes: set[str] = set()
        self.tax_currencies: set[str] = set()  # of the total of a TaxTotal
        self.creditor_ids = 0
        self.currencies: dict[str | None, tuple[Group, str]] = {}  # of amounts, with the first place
        self.tax_amounts: list[Group] = []  # that hold a TaxAmount, but for a TaxTotal


class Judge:
    """Holds one document while the rules run; every rule gets it as first argument."""

    facts: Facts  # known once all but the lines is read

    def __init__(self, root: Group, *, wary: bool = True, ruleset: str = RULESETS[0]) -> None:
        self.root = root
        self.ruleset = named(ruleset)
        self.to_come = to_come_after(ruleset)
        self.wary = wary  # whether groups may have attributes, which the schema does not allow
        self.tally = Tally()
        self.groups: list[Group] = []  # read and not yet judged
        self.header: list[Group] = []  # all that is not in a line
        self.repeated: set[str] = set()  # names that occur more than once in some group
        self._spoken: list[tuple[str, Group, str, dict[str, str] | None]] = []
        self._once: set[str] = set()
        self._counted: Counter[str] = Counter()

    def say(self, rule: str, group: Group, leaf: str = "", figures: dict[str, str] | None = None) -> None:
        """A rule found something: in which group, at which of its texts, with which figures.

        Of one rule the first thousand places are kept: a document of a million empty elements is told so often enough.
        """
        self._counted[rule] += 1
        if self._counted[rule] <= MOST_OF_A_RULE:
            self._spoken.append((rule, group, leaf, figures))

    def has(self, release: str) -> bool:
        """Whether the rules judged by are those of this release or a later one."""
        return self.ruleset.name >= release

    def say_of_next(self, rule: str, group: Group, leaf: str = "", figures: dict[str, str] | None = None) -> None:
        """A rule found what only the newest release refuses: judged by an older one it is a warning of that."""
        if self.to_come is None:
            self.say(rule, group, leaf, figures)
        else:
            self.say(
                NEXT, group, leaf, {**(figures or {}), "of": rule, "refused_from": self.to_come.in_force.isoformat()}
            )

    def say_once(self, rule: str, group: Group, leaf: str = "", figures: dict[str, str] | None = None) -> None:
        """The same, for a rule that speaks about the document as a whole: only its first place is kept."""
        if rule not in self._once:
            self._once.add(rule)
            self.say(rule, group, leaf, figures)

    @property
    def said(self) -> int:
        """How much was said so far."""
        return len(self._spoken)

    def one_at_most(self, group: Group, texts: list[str], element: str) -> bool:
        """Whether there is no second text where the official rule file can take only one: there it stops."""
        if len(texts) > 1:
            self.say_once("STOP", group, "", {"element": element})
        return len(texts) < 2

    def findings(self) -> list[Finding]:
        """All that was said: first about the document, then line by line."""
        found = [_finding(*spoken, self.to_come) for spoken in self._spoken]
        return sorted(found, key=lambda finding: finding.line or 0)

    def let_go(self) -> None:
        """Take apart what was read: parent and child hold one another, and would wait for the garbage collector."""
        for group in self.header:
            group.groups = {}

    def outside(self, rules: tuple[str, ...], group: Group, name: str) -> None:
        """The reader met an element that the invoice of EN 16931 does not have."""
        for rule in rules:
            self.say_once(rule, group, name, {"element": name.rpartition("}")[2]})

    def marked(self, attribute: str, group: Group, step: Step) -> None:
        """The reader met an attribute other than those of amounts and quantities."""
        rule = step.outside_marks.get(attribute)
        if rule:
            self.say_once(rule, group, step.name, {"element": step.name, "attribute": attribute})
        for rule in unusual_marks(attribute, group, step.name):
            self.say_once(rule, group, step.name, {"element": step.name, "attribute": attribute})

    def blank(self, group: Group, name: str, text: str) -> None:
        """The reader met a text that may be nothing but white space."""
        if not text.strip(BLANKS):
            self.say("PEPPOL-EN16931-R008", group, name, {"element": name})

    def childless(self, element: etree._Element, group: Group) -> None:
        """The reader met a group that holds nothing."""
        if not (element.text or "").strip(BLANKS):
            self.say("PEPPOL-EN16931-R008", group, "", {"element": group.name})

    def unexpected(self, element: Any, group: Group, step: Step) -> None:
        """Attributes of a group; and of what is not UBL's, inside an extension, an amount: few rules look that far."""
        for attribute in element.keys():  # noqa: SIM118 - an element is no dictionary: iterating it gives its children
            self.marked(attribute, group, step)
        amount = group.name.endswith("Amount") and not group.name.endswith("PriceAmount")
        if step.foreign and amount and decimals(element.text or "") > 2:
            self.say("UBL-DT-01", group, "", {"value": element.text or ""})


def line_of(group: Group) -> int | None:
    """The position of the line a group belongs to, from 1; None outside the lines."""
    while group.parent is not None:
        if group.name in ("InvoiceLine", "CreditNoteLine") and group.parent.parent is None:
            return group.index
        group = group.parent
    return None


def xpath_of(group: Group, leaf: str) -> str:
    """Where it stands, as `/Invoice/cac:InvoiceLine[3]/cac:Price/cbc:PriceAmount`."""
    steps = [f"cbc:{leaf}"] if leaf else []
    while group.parent is not None:
        steps.append(_step(group, group.parent))
        group = group.parent
    return "/" + "/".join([group.name, *reversed(steps)])


def _step(group: Group, parent: Group) -> str:
    if group.name.startswith("{"):
        return f"*:{group.name.rpartition('}')[2]}"
    several = len(parent.groups.get(group.name, ())) != 1  # the lines are not kept in their parent
    return f"cac:{group.name}[{group.index}]" if several else f"cac:{group.name}"


def _finding(rule: str, group: Group, leaf: str, figures: dict[str, str] | None, to_come: RuleSet | None) -> Finding:
    line = line_of(group)
    if to_come and rule in to_come.fatal:
        figures = {**(figures or {}), "refused_from": to_come.in_force.isoformat()}
    return Finding(
        rule=rule,
        severity=severity_of(rule, to_come),
        term=term_at((figures or {}).get("of", rule), group, leaf, on_line=line is not None),
        line=line,
        xpath=xpath_of(group, "" if leaf.startswith("{") else leaf),
        figures=figures or {},
    )
