"""The UBL schemas, loaded without a network."""

import socket

import pytest

from schakel.base.ubl_schema import _schema
from schakel.einvoice.validation import Verdict, validate
from tests.einvoice.validation.documents import DOCUMENTS, changed


def test_a_date_padded_with_white_space_is_a_date() -> None:
    report = validate(changed(("<cbc:IssueDate>2026-03-01", "<cbc:IssueDate> 2026-03-01\n")))
    assert report.rules == {"PEPPOL-EN16931-F001"}


def test_a_padded_date_does_not_hide_another_error() -> None:
    report = validate(changed(("<cbc:IssueDate>2026-03-01", "<cbc:IssueDate> x ")))
    assert "XSD" in report.rules


def test_the_element_and_the_row_are_named_without_namespaces() -> None:
    report = validate(changed(("<cbc:ID>2026-17</cbc:ID>", "<cbc:ID>2026-17</cbc:ID><cbc:Nonsense/>")))
    assert report.verdict is Verdict.INVALID
    finding = next(one for one in report.findings if one.rule == "XSD")
    assert "Nonsense" in finding.sentence("nl")
    assert "urn:oasis" not in finding.sentence("nl")
    assert finding.figures["row"] == "4"


def test_a_document_full_of_errors_names_the_first_twenty() -> None:
    report = validate(changed(("<cbc:ID>2026-17</cbc:ID>", "<cbc:Nonsense>" * 60 + "</cbc:Nonsense>" * 60)))
    assert sum(one.rule == "XSD" for one in report.findings) <= 20


def test_the_schemas_are_read_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    _schema.cache_clear()
    assert validate(DOCUMENTS["credit note"].encode()).verdict is Verdict.VALID
