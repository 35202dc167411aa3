"""An invoice that was made elsewhere is sent from its page: once, by who may, when it follows the rules."""

import pytest

from schakel.hub.connections.models import Access, Role
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.network.models import Transmission
from schakel.hub.network.outbound import document as documents_out
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import BAKERY, invoice, party

pytestmark = pytest.mark.django_db
BUYER = party("Hotel", "0899965307")


@pytest.fixture
def sale(sales) -> Document:
    return file(invoice(seller=party("Bakery", BAKERY), buyer=BUYER), Way.UPLOAD).documents[0]


def test_it_is_sent_once(sale, alice):
    client = signed_in(alice)
    assert "Send over Peppol" in client.get(f"/documents/{sale.pk}/").text
    answer = client.post(f"/documents/{sale.pk}/transmissions", follow=True)
    assert "on its way over Peppol" in answer.text
    assert "waiting to be sent" in answer.text
    assert "Send over Peppol" not in answer.text
    assert client.post(f"/documents/{sale.pk}/transmissions").status_code == 404
    assert documents_out.send(sale) is None
    assert Transmission.objects.get().document == sale


def test_after_a_failure_the_same_message_goes_again(sale, alice):
    client = signed_in(alice)
    client.post(f"/documents/{sale.pk}/transmissions")
    row = Transmission.objects.get()
    Transmission.objects.update(state="failed", due_at=None, last_error="NOT_REGISTERED: nobody")
    page = client.get(f"/documents/{sale.pk}/").text
    assert "The receiver is not registered on Peppol" in page
    assert "Ask the customer for their enterprise number" in page
    assert "Send over Peppol" not in page
    client.post(f"/transmissions/{row.pk}/retries")
    tried = Transmission.objects.get()
    assert (tried.state, tried.message_id) == ("queued", row.message_id)


def test_who_may_only_read_may_not_send(sale, clara, diane):
    access = Access.objects.create(connection=sale.connection, user=clara, role=Role.READ)
    for user in (clara, diane):
        assert signed_in(user).post(f"/documents/{sale.pk}/transmissions").status_code == 404
    access.role = Role.FULL
    access.save()
    assert signed_in(clara).post(f"/documents/{sale.pk}/transmissions").status_code == 302


def test_what_breaks_the_rules_or_came_from_others_is_not_sent(alice, purchases, sales, bill):
    wrong = file(invoice(seller=party("Bakery", BAKERY), buyer=BUYER, total="999.00"), Way.UPLOAD).documents[0]
    for document in (wrong, bill):
        assert signed_in(alice).post(f"/documents/{document.pk}/transmissions").status_code == 404
    assert not Transmission.objects.outgoing().exists()


def test_nobody_sends_in_another_s_name(alice, sales):
    """The seller is the bakery by its VAT number, but the electronic address is somebody else's."""
    seller = party("Bakery", BAKERY, endpoint="0208:0899965307", vat=f"BE{BAKERY}")
    document = file(invoice(seller=seller, buyer=BUYER), Way.UPLOAD).documents[0]
    answer = signed_in(alice).post(f"/documents/{document.pk}/transmissions", follow=True)
    assert "does not belong to this company" in answer.text
    assert not Transmission.objects.exists()
