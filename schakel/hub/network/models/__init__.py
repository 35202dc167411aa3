"""Transmission, Attempt: an envelope on its way, in or out, and each try."""

from schakel.hub.network.models.transmission import Attempt, Transmission

__all__ = ["Attempt", "Transmission"]
