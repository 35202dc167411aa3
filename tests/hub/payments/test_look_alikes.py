"""A bill that looks like another one is warned of before it is paid, on its page and where a payment file is made."""

import pytest

from schakel.hub.documents.bills.decide import decide
from schakel.hub.documents.bills.models import Twin
from schakel.hub.payments.double_payments import warnings_of_double_payment
from tests.hub.conftest import signed_in

pytestmark = pytest.mark.django_db
SENTENCE = "It looks like another bill, 2026-1184. Compare the two before you pay."


def test_K04_a_bill_that_looks_like_another_is_warned_of_until_somebody_decides(alice, bakery, account, bought):
    bought()
    again = bought(number="INV 2026/1184", remittance="+++010/8068/17183+++")
    page = f"/payments/companies/{bakery.pk}/files/new/"
    client = signed_in(alice)
    assert SENTENCE in client.get(page).text
    assert SENTENCE in client.get(f"/documents/{again.pk}/").text
    decide(Twin.objects.get(), Twin.Decision.TWO, by=alice)
    assert SENTENCE not in client.get(page).text
    assert list(warnings_of_double_payment(again)) == []


def test_K04_what_is_certainly_the_same_is_not_paid_and_needs_no_warning(bought, account):
    first, again = bought(), bought(note="again")
    assert list(warnings_of_double_payment(first)) == []
    assert "looks like" not in " ".join(warnings_of_double_payment(again))
