"""`validate`: the order in which a document is judged, and the answer."""

from decimal import localcontext

from lxml import etree

from schakel.einvoice.parse import DoctypeRefused, NotWellFormed, TooDeep, TooLarge, parse
from schakel.einvoice.validation.facts import Facts
from schakel.einvoice.validation.interrupted import interrupted_texts
from schakel.einvoice.validation.judge import Judge
from schakel.einvoice.validation.numbers import EXACT
from schakel.einvoice.validation.reading import LINES, Group, GroupRule, Step, read
from schakel.einvoice.validation.report import Finding, Report, Severity, Verdict
from schakel.einvoice.validation.rulebook import rules_for, steps
from schakel.einvoice.validation.rulesets import RULESETS, named
from schakel.einvoice.validation.schema import CREDIT_NOTE, INVOICE, schema_findings

INVOICES = {f"{{{INVOICE}}}Invoice": "invoice", f"{{{CREDIT_NOTE}}}CreditNote": "credit_note"}  # root → kind


def validate(data: bytes, *, ruleset: str = RULESETS[0], schema: bool = True) -> Report:
    """Judge a UBL invoice or credit note: schema, EN 16931, Peppol BIS Billing or Self-Billing, national rules.

    Nothing is raised for a bad document: bytes that are no XML are an invalid document with the finding `XML`;
    another kind of document, or one past the limits of size, is `not_checked` with the finding `ROOT` or `LIMIT`.
    With `schema=False` only the rules run, on fragments too. `ruleset` is one of RULESETS, by default the oldest: a caller
    with a clock asks `in_force(day)`. What the release after it refuses is a warning, with the day from which it does.
    """
    root = opened(data, ruleset=ruleset)
    return root if isinstance(root, Report) else validate_tree(root, data, ruleset=ruleset, schema=schema)


def validate_tree(root: etree._Element, data: bytes, *, ruleset: str = RULESETS[0], schema: bool = True) -> Report:
    """As `validate`, with the tree that `parse` gave of these bytes and whose root is an invoice or credit note."""
    findings = schema_findings(root) if schema else []
    judge = judged(root, wary=bool(findings) or not schema, ruleset=ruleset)
    kind = INVOICES[root.tag]
    if judge.facts.self_billing:
        kind = f"self_billed_{kind}"
    for element in interrupted_texts(data, judge.facts):
        judge.say_once("STOP", judge.root, element, {"element": element})
    findings += judge.findings()
    judge.let_go()
    return Report.of(findings, ruleset=ruleset, kind=kind)


def opened(data: bytes, *, ruleset: str, engine: str = "native") -> etree._Element | Report:
    """The root of an invoice or credit note; or the report that says why there is none."""
    named(ruleset)
    try:
        root = parse(data)
    except (DoctypeRefused, NotWellFormed) as error:
        unread = Verdict.INVALID, "XML", error.detail or error.code
    except (TooLarge, TooDeep) as error:
        unread = Verdict.NOT_CHECKED, "LIMIT", error.detail
    else:
        if root.tag in INVOICES:
            return root
        unread = Verdict.NOT_CHECKED, "ROOT", etree.QName(root).localname[:80]
    verdict, rule, detail = unread
    finding = Finding(rule=rule, severity=Severity.FATAL, figures={"detail": detail})
    return Report(verdict, (finding,), ruleset, engine)


def judged(root: etree._Element, *, wary: bool = True, ruleset: str = RULESETS[0]) -> Judge:
    """Run all rules on a document: read everything but its lines, then line by line, then judge the rest.

    A line is dropped once it is judged, so ten thousand lines need no more memory than one. `wary` for a document that
    may not follow the schema.
    """
    paths = steps()
    document = Group(etree.QName(root).localname, None, 1)
    judge = Judge(document, wary=wary, ruleset=ruleset)
    with localcontext(EXACT):
        lines: list[etree._Element] = []
        header: list[etree._Element] = []
        for child in root:
            (lines if child.tag in LINES else header).append(child)
        read(header, document, paths, judge)
        judge.facts = Facts(document)
        rules = rules_for(judge.facts)
        _judge_itself(judge, root, document, Step(document.name, paths))
        judge.header = [*judge.groups, document]
        judge.groups = []
        _judge_lines(lines, judge, rules)
        judge.groups = judge.header
        _judge_groups(judge, rules)
    return judge


def _judge_lines(lines: list[etree._Element], judge: Judge, rules: dict[str, tuple[GroupRule, ...]]) -> None:
    paths = steps()
    counts = dict.fromkeys(("InvoiceLine", "CreditNoteLine"), 0)
    for element in lines:
        step = paths[element.tag]
        counts[step.name] += 1
        line = Group(step.name, judge.root, counts[step.name])
        said = judge.said
        read(element, line, step.steps or paths, judge)
        _judge_itself(judge, element, line, step)
        judge.groups.append(line)
        inside = _judge_groups(judge, rules)
        if judge.said == said:
            for group in inside:
                group.groups = {}  # as `let_go`


def _judge_itself(judge: Judge, element: etree._Element, group: Group, step: Step) -> None:
    """What the reader looks at in the elements it reads, for one that is read from here."""
    if judge.wary:
        judge.unexpected(element, group, step)
    if len(element) == 0:
        judge.childless(element, group)


def _judge_groups(judge: Judge, rules: dict[str, tuple[GroupRule, ...]]) -> list[Group]:
    """Run the rules on the groups that were read, and hand these back."""
    groups, judge.groups = judge.groups, []
    for group in groups:
        for rule in rules.get(group.name, ()):
            rule(judge, group)
    return groups
