"""Reads the elements of an invoice into groups, once, and looks at what no rule of a single group sees: blanks, attributes."""

from collections.abc import Iterable
from typing import Any

from lxml import etree

from schakel.base.blanks import BLANKS
from schakel.einvoice.validation.context import RuleContext
from schakel.einvoice.validation.groups import NO_ATTRIBUTES, NO_GROUPS, Group
from schakel.einvoice.validation.numbers import decimals
from schakel.einvoice.validation.outside import rules_against
from schakel.einvoice.validation.steps import Step, Steps


def read(children: Iterable[Any], group: Group, steps: Steps, context: RuleContext) -> None:  # noqa: C901 - one loop: a call for each element would double its cost
    """Read the children of an element into the group of that element, running the rules on single texts on the way.

    The groups inside are appended to `context.groups` as they are finished, the inner before the outer.
    """
    values, groups = group.values, group.groups
    for child in children:
        step = steps[child.tag]
        name = step.name
        if step.steps is None:
            text = child.text or ""
            if name in values:
                group.repeat(name, text)
                context.repeated.add(name)
            else:
                values[name] = text
            items = child.items()
            if items:
                if group.attributes is NO_ATTRIBUTES:
                    group.attributes = {}
                group.attributes[name] = items
                for key, _ in items:
                    if key in step.unwanted:
                        _check_attribute(context, key, group, step)
            if not text or text.isspace():  # texts: `_check_not_blank` looks closer
                _check_not_blank(context, group, name, text)
            for rule in step.rules:
                rule(context, group, name, text)
        else:
            siblings = groups.get(name)
            if siblings is None:
                if groups is NO_GROUPS:
                    groups = group.groups = {}
                siblings = groups[name] = []
            else:
                context.repeated.add(name)
            inner = Group(name, group, len(siblings) + 1)
            siblings.append(inner)
            read(child, inner, step.steps, context)
            if not inner.values and not inner.groups:
                _check_not_empty(context, child, inner)
            if context.check_attributes or step.foreign:
                _check_group_attributes(context, child, inner, step)
            context.groups.append(inner)
        if step.outside:
            _report_outside(context, step.outside, group, name)


def check_itself(context: RuleContext, element: etree._Element, group: Group, step: Step) -> None:
    """What is looked at in each element that is read, for one that is read from here."""
    if context.check_attributes:
        _check_group_attributes(context, element, group, step)
    if len(element) == 0:
        _check_not_empty(context, element, group)


def _report_outside(context: RuleContext, rules: tuple[str, ...], group: Group, name: str) -> None:
    """An element that the invoice of EN 16931 does not have."""
    for rule in rules:
        context.report_once(rule, group, name, {"element": name.rpartition("}")[2]})


def _check_attribute(context: RuleContext, attribute: str, group: Group, step: Step) -> None:
    """An attribute other than those of amounts and quantities."""
    rule = step.unwanted_by.get(attribute)
    if rule:
        context.report_once(rule, group, step.name, {"element": step.name, "attribute": attribute})
    for rule in rules_against(attribute, group, step.name):
        context.report_once(rule, group, step.name, {"element": step.name, "attribute": attribute})


def _check_not_blank(context: RuleContext, group: Group, name: str, text: str) -> None:
    """A text that may be nothing but white space."""
    if not text.strip(BLANKS):
        context.report("PEPPOL-EN16931-R008", group, name, {"element": name})


def _check_not_empty(context: RuleContext, element: etree._Element, group: Group) -> None:
    """A group that holds nothing."""
    if not (element.text or "").strip(BLANKS):
        context.report("PEPPOL-EN16931-R008", group, "", {"element": group.name})


def _check_group_attributes(context: RuleContext, element: Any, group: Group, step: Step) -> None:
    """Attributes of a group; and of what is not UBL's, inside an extension, an amount: few rules look that far."""
    for attribute in element.keys():  # noqa: SIM118 - an element is no dictionary: iterating it gives its children
        _check_attribute(context, attribute, group, step)
    amount = group.name.endswith("Amount") and not group.name.endswith("PriceAmount")
    if step.foreign and amount and decimals(element.text or "") > 2:
        context.report("UBL-DT-01", group, "", {"value": element.text or ""})
