"""What the journal speaks of: messages from the network, and drafts that are issued; and installations to back up."""

from tests.hub.network.conftest import ours, peer, served
from tests.hub.records.installations import elsewhere, empty_database, here
from tests.hub.sales.conftest import draft

__all__ = ["draft", "elsewhere", "empty_database", "here", "ours", "peer", "served"]
