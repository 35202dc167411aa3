from collections.abc import Callable

import pytest

from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.payments.reading import payable_for
from tests.hub.documents.ubl import invoice

Adding = Callable[..., Document]


@pytest.fixture
def bought(purchases) -> Adding:
    """Files an invoice to the bakery and reads what it says of paying; `means` replaces the payment means code."""

    def add(*, means: str = "30", **told: str) -> Document:
        data = invoice(**told).replace(b"PaymentMeansCode>30<", f"PaymentMeansCode>{means}<".encode())
        document = next(each for each in file(data, Way.COMMAND).documents if each.connection == purchases)
        payable_for(document)
        return document

    return add
