"""What waits for a person's approval, on the pages they start from."""

from decimal import Decimal

import pytest

from schakel.hub.connections.models import Access, Role
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Way
from schakel.hub.payments import approvals, file_decisions
from schakel.hub.payments.models import Approver, Rule
from schakel.hub.payments.payables import payable_for
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import invoice, party


def starts(user) -> list[str]:
    return [signed_in(user).get(address).text for address in ("/connections/", "/documents/")]


def test_a_file_that_waits_is_told_to_the_client_and_to_nobody_else(alice, clara, diane, held, purchases, bought, make):
    Access.objects.create(connection=purchases, user=diane, role=Role.READ)
    file = make(alice, bought())
    told = "Payments of Bakery Cornflower are waiting for your approval: €121.00"
    assert all(told in page and f"/payments/files/{file.pk}/" in page for page in starts(clara))
    assert not any("are waiting for your approval" in page for page in (*starts(alice), *starts(diane)))
    assert file_decisions.approve(file, clara)
    assert not any("are waiting for your approval" in page for page in starts(clara))


class TestInvoices:
    @pytest.fixture(autouse=True)
    def rule(self, bakery, clara, alice, held):
        Approver.objects.create(company=bakery, user=clara)
        Approver.objects.create(company=bakery, user=alice, is_deputy=True)
        return Rule.objects.create(company=bakery, mode=Rule.Mode.TWO_ABOVE, above=Decimal("121.00"))

    def test_the_one_primary_button_is_to_approve_and_then_to_pay(self, clara, bought):
        document = bought(number="LOW")
        for action in ("approve", "paid"):
            shown = signed_in(clara).get(f"/documents/{document.pk}/").text
            assert shown.partition("</main>")[0].count('class="button primary"') == 1
            assert f'class="button primary" name="action" value="{action}"' in shown
            approvals.approve(document, clara)

    def test_only_those_that_still_need_this_persons_word(self, alice, bob, clara, bought):
        low, high = bought(number="LOW"), bought(number="HIGH", net="101", vat="0", total="121.01")
        bought(number="DEBIT", means="49")
        bought(number="CN", root="CreditNote")
        assert approvals.documents_awaiting(clara) == approvals.documents_awaiting(alice) == [low.pk, high.pk]
        assert approvals.documents_awaiting(bob) == []
        for document in (low, high):
            approvals.approve(document, alice)
        assert approvals.documents_awaiting(alice) == []
        assert approvals.documents_awaiting(clara) == [high.pk]
        assert all("1 invoice is waiting for your approval" in page for page in starts(clara))
        listed = signed_in(clara).get("/payments/?tab=approve").text
        assert "HIGH" in listed
        assert "LOW" not in listed

    def test_who_lost_his_access_is_asked_nothing(self, alice, clara, held, bought):
        bought()
        held.end(alice)
        assert approvals.documents_awaiting(clara) == []

    def test_sales_are_not_asked_for(self, alice, bakery, sales, clara, bought):
        Access.objects.create(connection=sales, user=clara)
        (document,) = file(
            invoice(seller=party("Bakery", "0738401117"), buyer=party("Hotel", endpoint="0088:1")), Way.COMMAND
        ).documents
        payable_for(document)
        assert approvals.documents_awaiting(clara) == []
