"""The order of judging and the three answers."""

import pytest

from schakel.einvoice.validation import Report, Verdict, validate

INVOICE = b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>'


@pytest.mark.parametrize(
    ("data", "verdict", "rule"),
    [
        (b"", Verdict.INVALID, "XML"),
        (b"<Invoice", Verdict.INVALID, "XML"),
        (b"<a/><b/>", Verdict.INVALID, "XML"),
        (b"<ApplicationResponse/>", Verdict.NOT_CHECKED, "ROOT"),
        (b"<Invoice/>", Verdict.NOT_CHECKED, "ROOT"),
        (INVOICE, Verdict.INVALID, "XSD"),
    ],
)
def test_B09_what_is_no_invoice_is_said_so(data: bytes, verdict: Verdict, rule: str) -> None:
    report = validate(data)
    assert report.verdict is verdict
    assert rule in report.rules
    for language in ("nl", "fr", "en", "de"):
        assert "?" not in report.findings[0].sentence(language)


def test_B05_a_document_past_a_limit_is_not_checked() -> None:
    report = validate(b"<a>" * 101 + b"</a>" * 101)
    assert report.verdict is Verdict.NOT_CHECKED
    assert report.rules == {"LIMIT"}


def test_B01_a_doctype_makes_a_document_invalid() -> None:
    assert validate(b"<!DOCTYPE a><a/>").rules == {"XML"}


def test_an_unknown_rule_set_is_refused() -> None:
    with pytest.raises(ValueError, match="1999"):
        validate(INVOICE, ruleset="1999-01")


def test_a_report_can_be_stored_and_read_back() -> None:
    report = validate(INVOICE)
    assert Report.from_json(report.as_json()) == report
    assert report.fatal
    assert not report.warnings
