"""Forwarder with its Routes; Dispatch; a Forward on its way with each Attempt; ChangeNotice; Breaker; Sample."""

from schakel.hub.forwarding.models.breaker import Breaker
from schakel.hub.forwarding.models.change_notice import ChangeNotice
from schakel.hub.forwarding.models.dispatch import Dispatch
from schakel.hub.forwarding.models.forward import Attempt, Forward
from schakel.hub.forwarding.models.forwarder import Forwarder, Route
from schakel.hub.forwarding.models.sample import Sample

__all__ = ["Attempt", "Breaker", "ChangeNotice", "Dispatch", "Forward", "Forwarder", "Route", "Sample"]
