"""What the journal speaks of: messages from the network, and drafts that are issued."""

from tests.hub.network.conftest import ours, peer, served
from tests.hub.sales.conftest import draft

__all__ = ["draft", "ours", "peer", "served"]
