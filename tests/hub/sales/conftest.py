import pytest

from schakel.hub.sales.drafts.content import BLANK_LINE, Content, content_of
from schakel.hub.sales.models import Contact, Draft

HOTEL = "0899965307"


def content(**changed) -> Content:
    """Two loaves for the hotel: 21,20 euro, by the form as a person leaves it."""
    filled = {
        "kind": "invoice",
        "language": "en",
        "customer_name": "Hotel Ter Zee",
        "customer_number": HOTEL,
        "customer_country": "BE",
        "payment_days": "30",
        "order_reference": "PO 7",
    }
    line = BLANK_LINE | {"name": "Loaf", "quantity": "2", "price": "10,00", "vat": "6"}
    return content_of(filled) | {"lines": [line]} | changed


@pytest.fixture
def draft(sales, alice) -> Draft:
    return Draft.objects.create(connection=sales, content=content(), made_by=alice)


@pytest.fixture
def hotel(bakery) -> Contact:
    return Contact.objects.create(
        company=bakery,
        name="Hôtel Zoë",
        enterprise_number="0899965307",
        vat_number="BE0899965307",
        endpoint="0208:0899965307",
        street="Markt 1",
        city="Gent",
        language="nl",
    )
