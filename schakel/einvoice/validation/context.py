"""What a rule gets of the document it runs on: where to report what it finds, and what is added up over all lines."""

from collections import Counter, defaultdict
from decimal import Decimal

from schakel.einvoice.validation.facts import Facts
from schakel.einvoice.validation.groups import Group
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


class RuleContext:
    """One document while the rules run on it; every rule gets it as first argument."""

    facts: Facts  # known once all but the lines is read

    def __init__(self, root: Group, *, check_attributes: bool = True, ruleset: str = RULESETS[0]) -> None:
        self.root = root
        self.ruleset = named(ruleset)
        self.to_come = to_come_after(ruleset)
        self.check_attributes = check_attributes  # whether groups may have attributes, which the schema does not allow
        self.tally = Tally()
        self.groups: list[Group] = []  # read, and no rule ran on them yet
        self.header: list[Group] = []  # all that is not in a line
        self.repeated: set[str] = set()  # names that occur more than once in some group
        self._reported: list[tuple[str, Group, str, dict[str, str] | None]] = []
        self._once: set[str] = set()
        self._counted: Counter[str] = Counter()

    def report(self, rule: str, group: Group, leaf: str = "", figures: dict[str, str] | None = None) -> None:
        """A rule found something: in which group, at which of its texts, with which figures.

        Of one rule the first thousand places are kept: a document of a million empty elements is told so often enough.
        """
        self._counted[rule] += 1
        if self._counted[rule] <= MOST_OF_A_RULE:
            self._reported.append((rule, group, leaf, figures))

    def has(self, release: str) -> bool:
        """Whether the rules in use are those of this release or a later one."""
        return self.ruleset.name >= release

    def report_upcoming(self, rule: str, group: Group, leaf: str = "", figures: dict[str, str] | None = None) -> None:
        """A rule found what only the newest release refuses: by an older one it is a warning of that."""
        if self.to_come is None:
            self.report(rule, group, leaf, figures)
        else:
            self.report(
                NEXT, group, leaf, {**(figures or {}), "of": rule, "refused_from": self.to_come.in_force.isoformat()}
            )

    def report_once(self, rule: str, group: Group, leaf: str = "", figures: dict[str, str] | None = None) -> None:
        """The same, for a rule that speaks about the document as a whole: only its first place is kept."""
        if rule not in self._once:
            self._once.add(rule)
            self.report(rule, group, leaf, figures)

    @property
    def count(self) -> int:
        """How many findings there are so far."""
        return len(self._reported)

    def one_at_most(self, group: Group, texts: list[str], element: str) -> bool:
        """Whether there is no second text where the official rule file can take only one: there it stops."""
        if len(texts) > 1:
            self.report_once("STOP", group, "", {"element": element})
        return len(texts) < 2

    def findings(self) -> list[Finding]:
        """All that was reported: first about the document, then line by line."""
        found = [_finding(*reported, self.to_come) for reported in self._reported]
        return sorted(found, key=lambda finding: finding.line or 0)

    def release(self) -> None:
        """Take apart what was read: parent and child hold one another, and would wait for the garbage collector."""
        for group in self.header:
            group.groups = {}


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
