"""`validate`: the order in which the rules run on a document, and the answer."""

from decimal import localcontext

from lxml import etree

from schakel.einvoice.parse import DoctypeRefused, NotWellFormed, TooDeep, TooLarge, parse
from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.facts import Facts
from schakel.einvoice.validation.groups import LINES, Group
from schakel.einvoice.validation.interrupted import interrupted_texts
from schakel.einvoice.validation.numbers import EXACT
from schakel.einvoice.validation.reader import check_itself, read
from schakel.einvoice.validation.report import Finding, Report, Severity, Verdict
from schakel.einvoice.validation.rulebook import rules_for, steps
from schakel.einvoice.validation.rulesets import RULESETS, named
from schakel.einvoice.validation.schema import CREDIT_NOTE, INVOICE, schema_findings
from schakel.einvoice.validation.steps import GroupRule, Step

INVOICES = {f"{{{INVOICE}}}Invoice": "invoice", f"{{{CREDIT_NOTE}}}CreditNote": "credit_note"}  # root → kind


def validate(data: bytes, *, ruleset: str = RULESETS[0], schema: bool = True) -> Report:
    """Validate a UBL invoice or credit note: schema, EN 16931, Peppol BIS Billing or Self-Billing, national rules.

    Nothing is raised for a bad document: bytes that are no XML are an invalid document with the finding `XML`;
    another kind of document, or one past the limits of size, is `not_checked` with the finding `ROOT` or `LIMIT`.
    With `schema=False` only the rules run, on fragments too. `ruleset` is one of RULESETS, by default the oldest: a caller
    with a clock asks `in_force(day)`. What the release after it refuses is a warning, with the day from which it does.
    """
    root = open_invoice(data, ruleset=ruleset)
    return root if isinstance(root, Report) else validate_tree(root, data, ruleset=ruleset, schema=schema)


def validate_tree(root: etree._Element, data: bytes, *, ruleset: str = RULESETS[0], schema: bool = True) -> Report:
    """As `validate`, with the tree that `parse` gave of these bytes and whose root is an invoice or credit note."""
    findings = schema_findings(root) if schema else []
    context = run_rules(root, check_attributes=bool(findings) or not schema, ruleset=ruleset)
    kind = INVOICES[root.tag]
    if context.facts.self_billing:
        kind = f"self_billed_{kind}"
    for element in interrupted_texts(data, context.facts):
        context.report_once("STOP", context.root, element, {"element": element})
    findings += context.findings()
    context.release()
    return Report.of(findings, ruleset=ruleset, kind=kind)


def open_invoice(data: bytes, *, ruleset: str, engine: str = "native") -> etree._Element | Report:
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


def run_rules(root: etree._Element, *, check_attributes: bool = True, ruleset: str = RULESETS[0]) -> RuleContext:
    """Run all rules on a document: read everything but its lines, then line by line, then the rules on the rest.

    A line is dropped once its rules have run, so ten thousand lines need no more memory than one. `check_attributes`
    for a document that may not follow the schema.
    """
    paths = steps()
    document = Group(etree.QName(root).localname, None, 1)
    context = RuleContext(document, check_attributes=check_attributes, ruleset=ruleset)
    with localcontext(EXACT):
        lines: list[etree._Element] = []
        header: list[etree._Element] = []
        for child in root:
            (lines if child.tag in LINES else header).append(child)
        read(header, document, paths, context)
        context.facts = Facts(document)
        rules = rules_for(context.facts)
        check_itself(context, root, document, Step(document.name, paths))
        context.header = [*context.groups, document]
        context.groups = []
        _run_on_lines(lines, context, rules)
        context.groups = context.header
        _run_on_groups(context, rules)
    return context


def _run_on_lines(lines: list[etree._Element], context: RuleContext, rules: dict[str, tuple[GroupRule, ...]]) -> None:
    paths = steps()
    counts = dict.fromkeys(("InvoiceLine", "CreditNoteLine"), 0)
    for element in lines:
        step = paths[element.tag]
        counts[step.name] += 1
        line = Group(step.name, context.root, counts[step.name])
        before = context.count
        read(element, line, step.steps or paths, context)
        check_itself(context, element, line, step)
        context.groups.append(line)
        inside = _run_on_groups(context, rules)
        if context.count == before:
            for group in inside:
                group.groups = {}  # as `RuleContext.release`


def _run_on_groups(context: RuleContext, rules: dict[str, tuple[GroupRule, ...]]) -> list[Group]:
    """Run the rules on the groups that were read, and hand these back."""
    groups, context.groups = context.groups, []
    for group in groups:
        for rule in rules.get(group.name, ()):
            rule(context, group)
    return groups
