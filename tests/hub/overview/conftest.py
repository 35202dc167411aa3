from collections.abc import Callable

import pytest

from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.overview import counts
from schakel.hub.payments.payables import payable_for
from tests.hub.documents.ubl import BAKERY, invoice, party


@pytest.fixture
def bought(purchases) -> Callable[..., Document]:
    """Files an invoice to the bakery and reads what it says of paying."""

    def add(**told: str) -> Document:
        document = next(each for each in file(invoice(**told), Way.COMMAND).documents if each.connection == purchases)
        payable_for(document)
        return document

    return add


@pytest.fixture
def sold(sales) -> Callable[..., Document]:
    """Files an invoice of the bakery to a hotel."""

    def add(number: str) -> Document:
        data = invoice(seller=party("Bakery", BAKERY), buyer=party("Hotel", "0899965307"), number=number)
        document = next(each for each in file(data, Way.COMMAND).documents if each.connection == sales)
        payable_for(document)
        return document

    return add


@pytest.fixture
def count() -> Callable[[], None]:
    """As the worker does after a minute."""

    def counted() -> None:
        counts.begin()
        assert counts.update_counts() == 1

    return counted
