import pytest

from schakel.hub.connections.models import Company, Connection
from tests.hub.conftest import company_of
from tests.hub.documents.ubl import MILL


@pytest.fixture
def mill(other_office) -> Company:
    """The seller of the examples, a client of Diane's office."""
    return company_of(other_office, "Mill Vermeiren", MILL)


@pytest.fixture
def mill_sales(mill) -> Connection:
    return mill.connections.get(side=Connection.Side.SALES)
