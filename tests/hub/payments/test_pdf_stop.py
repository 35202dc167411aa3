"""A PDF that asks for payment elsewhere stops the payment until somebody has confirmed it."""

import base64
from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.hub.documents.bills.compare_pdf import compare_due
from schakel.hub.documents.bills.models import Bill, BillWarning
from schakel.hub.documents.bills.warn import confirm_warnings
from schakel.hub.payments.prepare_file import FileRequest, NotPrepared, prepare
from tests.einvoice.test_pdf_text import paper
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import ATTACHED
from tests.hub.payments.camt import IBAN

pytestmark = pytest.mark.django_db
TEXT = "Factuurnummer: 2026-1184\nTe betalen op de rekening van onze firma voor de vervaldag\nRekening NL91 ABNA 0417 1643 00"


def test_B15_what_the_pdf_asks_to_be_paid_elsewhere_is_in_no_file_before_somebody_looked(
    alice, bob, bakery, account, bought
):
    coded = base64.b64encode(paper(TEXT)).decode()
    document = bought(documents=ATTACHED.format(id=1, mime="application/pdf", filename="a.pdf", content=coded))
    request = FileRequest(frozenset([document.pk]), IBAN, timezone.localdate() + timedelta(days=1))
    compare_due()
    assert Bill.objects.get(document=document).is_stopped
    assert isinstance(prepare(bakery, request, by=alice), NotPrepared)
    assert (
        "The PDF inside gives account NL91 ABNA 0417 1643 00" in signed_in(alice).get(f"/documents/{document.pk}/").text
    )
    confirm_warnings(document, ["pdf_iban"], by=bob, how=BillWarning.How.CALLED)
    assert prepare(bakery, request, by=alice).transfers.count() == 1
