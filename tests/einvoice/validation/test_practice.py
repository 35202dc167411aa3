"""What Belgian suppliers and their programs do wrong most: a warning, never fatal, and only where it is so."""

import pytest

from schakel.einvoice.validation import Severity, validate
from tests.einvoice.validation.documents import DOCUMENTS, Change, changed

PAYABLE = '<cbc:PayableAmount currencyID="EUR">121.00'
PREPAID = '<cbc:PrepaidAmount currencyID="EUR">{}</cbc:PrepaidAmount><cbc:PayableAmount currencyID="EUR">{}'
PAID = (PAYABLE, PREPAID.format("121.00", "0.00"))
DUE = "<cbc:DueDate>2026-03-31</cbc:DueDate>\n"
COMMUNICATION = "<cbc:PaymentID>+++090/9337/55493+++</cbc:PaymentID>"
CURRENCY = "<cbc:DocumentCurrencyCode>"


@pytest.mark.parametrize(
    ("rule", "changes", "document"),
    [
        ("BE-PREPAID", [PAID], "invoice"),
        ("BE-NEGATIVE-CREDIT", [(PAYABLE, PAYABLE.replace("121", "-121"))], "credit note"),
        ("BE-NO-TERMS", [(DUE, "")], "invoice"),
        (
            "BE-COMMUNICATION-PLACE",
            [(COMMUNICATION, ""), (CURRENCY, f"<cbc:Note>Betaal met +++090/9337/55493+++ aub</cbc:Note>{CURRENCY}")],
            "invoice",
        ),
    ],
)
def test_it_warns(rule: str, changes: list[Change], document: str) -> None:
    (finding,) = [one for one in validate(changed(*changes, document=DOCUMENTS[document])).findings if one.rule == rule]
    assert finding.severity is Severity.WARNING
    sentences = {finding.sentence(language) for language in ("nl", "fr", "en", "de")}
    assert len(sentences) == 4
    assert not any("{" in sentence for sentence in sentences)


@pytest.mark.parametrize(
    ("changes", "document"),
    [
        ([], "invoice"),
        ([], "credit note"),
        ([(PAYABLE, PREPAID.format("100.00", "21.00"))], "invoice"),
        ([PAID, (DUE, "")], "invoice"),
        ([PAID, (DUE, DUE.replace("03-31", "03-01"))], "invoice"),
        (
            [
                (DUE, ""),
                ("<cac:TaxTotal>", "<cac:PaymentTerms><cbc:Note>30 dagen</cbc:Note></cac:PaymentTerms><cac:TaxTotal>"),
            ],
            "invoice",
        ),
        ([(COMMUNICATION, ""), (CURRENCY, f"<cbc:Note>+++090/9337/55494+++</cbc:Note>{CURRENCY}")], "invoice"),
        ([(CURRENCY, f"<cbc:Note>+++090/9337/55493+++</cbc:Note>{CURRENCY}")], "invoice"),
    ],
)
def test_it_does_not_warn_of_what_is_in_order(changes: list[Change], document: str) -> None:
    rules = validate(changed(*changes, document=DOCUMENTS[document])).rules
    assert not rules & {"BE-PREPAID", "BE-NEGATIVE-CREDIT", "BE-NO-TERMS", "BE-COMMUNICATION-PLACE"}
