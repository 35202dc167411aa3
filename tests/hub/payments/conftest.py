from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.payments.payables import payable_for
from schakel.hub.payments.prepare_file import FileRequest, prepare
from tests.hub.documents.ubl import invoice
from tests.hub.payments.camt import IBAN

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


@pytest.fixture
def account(bakery):
    return bakery.accounts.create(iban=IBAN)


@pytest.fixture
def make(bakery, account):
    """Makes a file of these documents."""

    def made(by, *documents, again=False):
        chosen = frozenset(each.pk for each in documents)
        return prepare(bakery, FileRequest(chosen, IBAN, timezone.localdate() + timedelta(days=1), again), by=by)

    return made
