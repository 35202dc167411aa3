"""A Schematron with XPath 2 made into the stylesheet that runs it: as much of ISO 19757-3 as the Peppol files use.

Patterns run one after the other; within a pattern a node is judged by the first rule whose context it matches.
"""

from lxml import etree

from schakel.base.blanks import squeeze

SCHEMATRON = "{http://purl.oclc.org/dsdl/schematron}"
XSL = "http://www.w3.org/1999/XSL/Transform"
SVRL = "http://purl.oclc.org/dsdl/svrl"


def to_xslt(schema: etree._Element) -> etree._Element:
    """The stylesheet: one mode a pattern, one template a rule, a `svrl:failed-assert` for each assert that fails."""
    names = {ns.get("prefix"): ns.get("uri") for ns in schema.iterchildren(f"{SCHEMATRON}ns")}
    prefixes = {prefix: uri for prefix, uri in names.items() if prefix and uri}
    sheet = etree.Element(f"{{{XSL}}}stylesheet", nsmap=prefixes | {"xsl": XSL, "svrl": SVRL, "xs": _XS}, version="2.0")
    for function in schema.iterchildren(f"{{{XSL}}}function"):
        sheet.append(function)
    _lets(schema, sheet)
    patterns = list(schema.iterchildren(f"{SCHEMATRON}pattern"))
    _start(sheet, len(patterns))
    for at, pattern in enumerate(patterns):
        _pattern(sheet, pattern, f"p{at}")
    return sheet


_XS = "http://www.w3.org/2001/XMLSchema"


_HERE = "string-join(for $up in ancestor-or-self::* return concat('/', name($up)), '')"


def _make(parent: etree._Element, name: str, attributes: dict[str, str]) -> etree._Element:
    return etree.SubElement(parent, f"{{{XSL}}}{name}", attributes)


def _lets(source: etree._Element, target: etree._Element) -> None:
    for let in source.iterchildren(f"{SCHEMATRON}let"):
        _make(target, "variable", {"name": let.get("name", ""), "select": let.get("value", "")})


def _start(sheet: etree._Element, patterns: int) -> None:
    template = _make(sheet, "template", {"match": "/"})
    output = etree.SubElement(template, f"{{{SVRL}}}schematron-output")
    for at in range(patterns):
        _make(output, "apply-templates", {"select": "/", "mode": f"p{at}"})


def _pattern(sheet: etree._Element, pattern: etree._Element, mode: str) -> None:
    _lets(pattern, sheet)
    rules = list(pattern.iterchildren(f"{SCHEMATRON}rule"))
    for at, rule in enumerate(rules):
        attributes = {"match": rule.get("context", ""), "mode": mode, "priority": str(1000 + len(rules) - at)}
        template = _make(sheet, "template", attributes)
        _lets(rule, template)
        for test in rule.iterchildren(f"{SCHEMATRON}assert", f"{SCHEMATRON}report"):
            _test(template, test)
        _make(template, "apply-templates", {"select": "@*|*", "mode": mode})
    _make(_make(sheet, "template", {"match": "text()", "mode": mode, "priority": "-1"}), "text", {})
    passing = _make(sheet, "template", {"match": "@*|*|/", "mode": mode, "priority": "-2"})
    _make(passing, "apply-templates", {"select": "@*|*", "mode": mode})


def _test(template: etree._Element, test: etree._Element) -> None:
    condition = test.get("test", "")
    is_assert = test.tag == f"{SCHEMATRON}assert"
    when = _make(template, "if", {"test": f"not({condition})" if is_assert else condition})
    name = "failed-assert" if is_assert else "successful-report"
    failed = etree.SubElement(when, f"{{{SVRL}}}{name}", {"id": test.get("id", ""), "flag": test.get("flag", "fatal")})
    _make(failed, "attribute", {"name": "location", "select": _HERE})
    etree.SubElement(failed, f"{{{SVRL}}}text").text = squeeze("".join(map(str, test.itertext())))
